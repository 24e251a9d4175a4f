#include "collect/smbclient_answer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;
using policy::FileStatus;

namespace {

const std::vector<std::string> paths = {"corp.example/Policies/{A}/GPT.INI",
                                        "corp.example/Policies/{A}/Machine/Registry.pol",
                                        "corp.example/Policies/{B}/GPT.INI"};

std::string got(const std::string& path, const std::string& size)
{
    return "getting file \\" + path + " of size " + size + " as - (1.1 KiloBytes/sec) (average 1.1 KiloBytes/sec)\n";
}
std::string refused(const std::string& path, const std::string& status)
{
    return status + " opening remote file \\" + path + "\n";
}

const std::string ini_a = R"(corp.example\Policies\{A}\GPT.INI)";
const std::string pol_a = R"(corp.example\Policies\{A}\Machine\Registry.pol)";
const std::string ini_b = R"(corp.example\Policies\{B}\GPT.INI)";

std::string text_of(const policy::FileSnapshot& file)
{
    std::string text;
    for (const auto byte : file.content) {
        text.push_back(std::to_integer<char>(byte));
    }
    return text;
}

} // namespace

TEST_CASE("smbclient: the commands name the files as its parser takes them")
{
    CHECK(smbclient_get_commands({"a/b", "c"}) == R"(get "a\b" -;get "c" -)");
}

TEST_CASE("smbclient: each file gets its own bytes, its size and its hash")
{
    const auto files = parse_smbclient_answer(paths, "onetwenty3", got(ini_a, "3") + got(pol_a, "6") + got(ini_b, "1"));
    REQUIRE(files.size() == 3);
    CHECK(text_of(files[0]) == "one");
    CHECK(text_of(files[1]) == "twenty");
    CHECK(text_of(files[2]) == "3");
    CHECK(files[1].status == FileStatus::read);
    CHECK(files[1].reported_size == 6);
    CHECK(files[0].sha256 == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
}

TEST_CASE("smbclient: a file that the server says is not there is absent, any other refusal a failure")
{
    const auto files = parse_smbclient_answer(paths, "",
                                              refused(ini_a, "NT_STATUS_OBJECT_NAME_NOT_FOUND") +
                                                  refused(pol_a, "NT_STATUS_OBJECT_PATH_NOT_FOUND") +
                                                  refused(ini_b, "NT_STATUS_ACCESS_DENIED"));
    CHECK(files[0].status == FileStatus::absent);
    CHECK(files[1].status == FileStatus::absent);
    CHECK(files[2].status == FileStatus::failed);
    REQUIRE(files[2].problem);
    CHECK(files[2].problem->code == Errc::permission);
    CHECK(files[2].problem->message == "the server said NT_STATUS_ACCESS_DENIED");
}

TEST_CASE("smbclient: a file without a word, and all behind it, are failures")
{
    const auto files = parse_smbclient_answer(paths, "one", got(ini_a, "3"));
    CHECK(files[0].status == FileStatus::read);
    CHECK(files[1].status == FileStatus::failed);
    CHECK(files[2].status == FileStatus::failed);
}

TEST_CASE("smbclient: a byte too few or too many, and no file counts as read")
{
    const auto words = got(ini_a, "3") + got(pol_a, "6") + got(ini_b, "1");
    for (const std::string content : {"onetwenty", "onetwenty33", ""}) {
        for (const auto& file : parse_smbclient_answer(paths, content, words)) {
            CHECK(file.status == FileStatus::failed);
            CHECK(file.problem);
        }
    }
    for (const auto& file : parse_smbclient_answer(
             paths, "onetwenty3", got(ini_a, "18446744073709551615") + got(pol_a, "9") + got(ini_b, "2"))) {
        CHECK(file.status == FileStatus::failed); // the sum is right only where numbers wrap
    }
}

TEST_CASE("smbclient: every truncation of its words leaves whole files or failures")
{
    const auto words = got(ini_a, "3") + got(pol_a, "6") + got(ini_b, "1");
    for (std::size_t size = 0; size < words.size(); ++size) {
        for (const auto& file : parse_smbclient_answer(paths, "onetwenty3", words.substr(0, size))) {
            const bool whole = file.status == FileStatus::read && file.reported_size == file.content.size();
            CHECK((whole || file.status == FileStatus::failed));
        }
    }
}

TEST_CASE("smbclient: other words between do not matter, words about other files do not count")
{
    const auto files = parse_smbclient_answer({paths[0]}, "one",
                                              "Try \"help\" to get a list\n" + got(ini_b, "9") +
                                                  refused(pol_a, "NT_STATUS_IO") + got(ini_a, "3"));
    CHECK(files[0].status == FileStatus::read);
}

TEST_CASE("smbclient: of an answer that was cut off, the largest file is known, told or being sent")
{
    const auto told = largest_of_cut_answer(paths, 1000, got(ini_a, "3") + got(pol_a, "5000"));
    REQUIRE(told);
    CHECK(told->index == 1);
    CHECK(told->size == 5000);
    const auto being_sent = largest_of_cut_answer(paths, 1000, got(ini_a, "3"));
    REQUIRE(being_sent);
    CHECK(being_sent->index == 1);
    CHECK(being_sent->size == 997);
    const auto before = largest_of_cut_answer(paths, 1000, got(ini_a, "900") + refused(pol_a, "NT_STATUS_IO"));
    REQUIRE(before);
    CHECK(before->index == 0); // many may be too much together: the largest goes
    CHECK_FALSE(largest_of_cut_answer(paths, 0, ""));
}
