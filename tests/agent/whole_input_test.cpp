#include "service/unique_fd.hpp"
#include "service/whole_input.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string_view>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

Result<std::string> read_back(std::string_view sent, std::size_t limit)
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const UniqueFd out(ends[0]);
    UniqueFd in(ends[1]);
    REQUIRE(::write(in.get(), sent.data(), sent.size()) == static_cast<ssize_t>(sent.size()));
    in.reset();
    return read_whole_input(out.get(), limit);
}

} // namespace

TEST_CASE("whole input: all that was sent, and one byte more than may be")
{
    CHECK(read_back("", 4).value() == "");
    CHECK(read_back("abcd", 4).value() == "abcd");
    CHECK(read_back("abcdefgh", 4).value() == "abcde");
}

TEST_CASE("whole input: one that fails is an error, never an empty input")
{
    const UniqueFd folder(::open("/", O_RDONLY | O_CLOEXEC));
    const auto read = read_whole_input(folder.get(), 4);
    REQUIRE(!read);
    CHECK(read.error().where == "standard input");
    CHECK(!read_whole_input(-1, 4));
}
