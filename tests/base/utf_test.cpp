#include <gpseal/base/utf.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace gpseal;

namespace {

Utf16Bytes view(const std::string& bytes)
{
    return std::as_bytes(std::span(bytes));
}

} // namespace

TEST_CASE("utf: text survives the way to UTF-16LE and back")
{
    for (const std::string text : {"", "plain", "\u00e9\u4e2d", "\U0001f512 lock"}) {
        const auto wide = to_utf16le(text);
        CHECK(to_utf8(view(wide)) == text);
    }
}

TEST_CASE("utf: a character beyond ASCII comes out the same wherever it stands")
{
    for (const std::string character : {"\u00e9", "\u4e2d", "\U0001f512"}) {
        for (std::size_t before = 0; before < 140; ++before) {
            const auto text = std::string(before, 'x') + character + "yz";
            CHECK(to_utf8(view(to_utf16le(text))) == text);
        }
    }
}

TEST_CASE("utf: lone surrogates become replacement characters for people, and stay apart as keys")
{
    const std::string high("\x00\xd8", 2);
    const std::string low("\x00\xdc", 2);
    CHECK(to_utf8(view(high)) == "\xEF\xBF\xBD");
    CHECK(fold_key(view(high)) != fold_key(view(low)));
}

TEST_CASE("utf: only ASCII letters fold")
{
    CHECK(equals_ascii_icase(view(to_utf16le("RequireENCRYPTION")), "requireencryption"));
    CHECK_FALSE(equals_ascii_icase(view(to_utf16le("RequireEncryption2")), "requireencryption"));
    CHECK_FALSE(equals_ascii_icase(view(to_utf16le("\u212Aey")), "key")); // KELVIN SIGN is not k
    CHECK(starts_with_ascii_icase(view(to_utf16le("**DEL.x")), "**del."));
}

TEST_CASE("utf: what goes to a terminal or a log cannot rewrite it")
{
    CHECK(printable("a\nb\x1b[31m") == "a\\x0ab\\x1b[31m");
    CHECK(printable("x\u202Ey") == "x\\u{202e}y");
    CHECK(printable("bad\xff") == "bad\\xff");
    CHECK(printable("na\u00efve \U0001f512") == "na\u00efve \U0001f512");
}

TEST_CASE("utf: inert JSON has nothing that acts on a terminal, and means what it meant")
{
    CHECK(inert_json("{\n  \"a\": \"\u00e9 \u4e2d\"\n}\n") == "{\n  \"a\": \"\u00e9 \u4e2d\"\n}\n");
    CHECK(inert_json("\"\x7f\"") == R"("\u007f")");
    CHECK(inert_json("\"\xc2\x9b"
                     "31m\"") == R"("\u009b31m")");
    for (const std::string raw : {"\u202a", "\u202e", "\u2066", "\u2069", "\u200f", "\u2028", "\ufeff"}) {
        const auto text = inert_json(raw);
        CHECK(text.size() == 6);
        CHECK(text.starts_with("\\u"));
    }
    CHECK(inert_json("\xf3\xa0\x80\x81") == R"(\udb40\udc01)"); // a tag character, as a surrogate pair
    CHECK(inert_json("\"\xff\"") == "\"\xef\xbf\xbd\"");
}
