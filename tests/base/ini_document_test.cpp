#include <gpseal/base/ini_document.hpp>
#include <gpseal/base/utf.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace gpseal;

namespace {

Result<IniDocument> parse(const std::string& text)
{
    return IniDocument::parse(std::as_bytes(std::span(text)), "x.ini");
}

std::string value(const IniDocument& document, std::string_view section, std::string_view key)
{
    const auto* line = document.find(section, key);
    return line == nullptr ? "(none)" : line->value;
}

std::string big_endian(std::string text)
{
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        std::swap(text[i], text[i + 1]);
    }
    return text;
}

} // namespace

TEST_CASE("ini: a gpt.ini gives its version, whatever its encoding and line ends")
{
    const std::string text = "[General]\r\nVersion=131073\r\ndisplayName=New Group Policy Object\r\n";
    const auto wide = to_utf16le(text);
    for (const auto& bytes : {text, "\xEF\xBB\xBF" + text, "\xFF\xFE" + wide, "\xFE\xFF" + big_endian(wide)}) {
        const auto document = parse(bytes);
        REQUIRE(document);
        CHECK(value(*document, "general", "VERSION") == "131073");
        CHECK(value(*document, "General", "displayName") == "New Group Policy Object");
        CHECK(document->text() == text);
    }
}

TEST_CASE("ini: every line keeps its place, its kind and its bytes")
{
    const std::string text = "; one\n\n[ A ]\n  k = v = w ; x \n# six\nrubbish\n[open\n=1\n[B] x\nlast=1";
    const auto document = parse(text);
    REQUIRE(document);
    const auto& lines = document->lines();
    using enum IniLineKind;
    const std::vector<IniLineKind> kinds{comment, blank, section, entry, comment, other, other, other, other, entry};
    REQUIRE(lines.size() == kinds.size());
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        CAPTURE(i);
        CHECK(lines[i].kind == kinds[i]);
    }
    CHECK(lines[2].section == "A");
    CHECK(lines[3].key == "k");
    CHECK(lines[3].value == "v = w ; x");
    CHECK(lines[9].section == "A");
    CHECK(document->text() == text);
}

TEST_CASE("ini: the first of two entries counts, also in a section that is opened twice")
{
    const auto document = parse("[a]\nk=1\nk=2\n[b]\nk=3\n[A]\nk=4\nj=5\n");
    REQUIRE(document);
    CHECK(value(*document, "a", "k") == "1");
    CHECK(value(*document, "a", "j") == "5");
    CHECK(value(*document, "B", "K") == "3");
    CHECK(value(*document, "c", "k") == "(none)");
    CHECK(value(*document, "", "k") == "(none)");
    CHECK(document->has_section("B"));
    CHECK_FALSE(document->has_section("c"));
}

TEST_CASE("ini: an empty file has no lines; a section may be empty")
{
    CHECK(parse("")->lines().empty());
    CHECK(parse("\xEF\xBB\xBF")->lines().empty());
    CHECK(parse("[]\nk=v")->has_section(""));
}

TEST_CASE("ini: what cannot be text is refused with its place")
{
    CHECK(parse(std::string("a=1\nb=\0\n", 8)).error() == Error{Errc::malformed, "has a NUL in the line", "x.ini:2"});
    CHECK(parse(std::string("\xFF\xFE\x41", 3)).error().code == Errc::malformed);
    CHECK(parse(std::string("\xFE\xFF\x00\x41\x00", 5)).error().code == Errc::malformed);
}

TEST_CASE("ini: size and line count are bounded")
{
    CHECK(parse(std::string(max_ini_size, ' ')));
    CHECK(parse(std::string(max_ini_size + 1, ' ')).error().code == Errc::limit_exceeded);
    CHECK(parse(std::string(max_ini_lines, '\n')));
    CHECK(parse(std::string(max_ini_lines + 1, '\n')).error().code == Errc::limit_exceeded);
}
