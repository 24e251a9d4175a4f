#include <gpseal/policy/gpt_ini.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

Result<GptIni> parse(std::string_view text)
{
    return parse_gpt_ini(std::as_bytes(std::span(text)), "gpt.ini");
}

} // namespace

TEST_CASE("gpt.ini: the low half of Version is the computer's")
{
    const auto gpt = parse("[General]\r\nVersion=131073\r\ndisplayName=New Group Policy Object\r\n");
    REQUIRE(gpt);
    CHECK(gpt->version == 131073);
    CHECK(gpt->machine_version() == 1);
    CHECK(gpt->whole);
    CHECK(parse("[general]\nVERSION = 4294967295\n")->machine_version() == 65535);
}

TEST_CASE("gpt.ini D16: without Version it is 0, without [General] it is damaged")
{
    const auto without = parse("[General]\r\ndisplayName=x\r\n");
    REQUIRE(without);
    CHECK(without->version == 0);
    CHECK_FALSE(without->whole);
    for (const auto* const text : {"", "Version=3\n", "[Other]\nVersion=3\n", "[General\nVersion=3\n"}) {
        CAPTURE(text);
        CHECK(parse(text).error().code == Errc::malformed);
    }
    CHECK(parse("").error().message == "has no [General] section");
}

TEST_CASE("gpt.ini: a Version that is no number of 32 bits is damage, never 0")
{
    for (const auto* const number : {"", "abc", "3x", "-1", "0x3", "4294967296", "1 2"}) {
        CAPTURE(number);
        CHECK(parse("[General]\nVersion=" + std::string(number) + "\n").error().code == Errc::malformed);
    }
    CHECK(parse("[General]\nVersion=3\nhalf a li")->whole == false);
}

TEST_CASE("gpt.ini: a truncation is an error, or says that it may be one, or ends within the number")
{
    const std::string text = "[General]\r\nVersion=131073\r\ndisplayName=x\r\n";
    const auto number = text.find("131073");
    for (std::size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        const auto gpt = parse(text.substr(0, size));
        const bool within_number = size > number && size <= number + 6;
        const bool damaged = !gpt || !gpt->whole || gpt->version == 131073 || within_number;
        CHECK(damaged);
    }
    CHECK(parse(std::string(max_gpt_ini_size + 1, '\n')).error().code == Errc::limit_exceeded);
}
