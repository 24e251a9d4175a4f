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
