#include "corpus_support.hpp"

#include <gpseal/admx/policy_comments.hpp>
#include <gpseal/base/utf.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::admx;

namespace {

/// A file kept elsewhere, of which the repository has only the address.
bool is_lfs_pointer(const std::vector<std::byte>& bytes)
{
    constexpr std::string_view opening = "version https://git-lfs";
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return text.starts_with(opening);
}

} // namespace

TEST_CASE("corpus: every CMTX file is read, and every comment has a policy, a namespace and a text")
{
    std::size_t files = 0;
    std::size_t pointers = 0;
    std::size_t comments = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(tests::corpus_folder() / "pol")) {
        if (!equals_icase(entry.path().extension().string(), ".cmtx")) {
            continue;
        }
        CAPTURE(entry.path().string());
        files += 1;
        auto bytes = tests::bytes_of(entry.path());
        const bool is_pointer = is_lfs_pointer(bytes);
        const auto read = read_comments({.path = entry.path().string(), .bytes = std::move(bytes)});
        pointers += is_pointer ? 1 : 0;
        CHECK(read.has_value() != is_pointer);
        if (!read) {
            continue;
        }
        CHECK(read->findings.empty());
        comments += read->comments.size();
        for (const auto& comment : read->comments) {
            CHECK_FALSE(comment.policy_namespace.empty());
            CHECK_FALSE(comment.text.empty());
        }
    }
    CHECK(files == 236);
    CHECK(pointers == 1);
    CHECK(comments == 17);
}
