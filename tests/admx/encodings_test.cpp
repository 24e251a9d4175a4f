#include "admx_support.hpp"
#include "text_encoding.hpp"
#include "utf8_check.hpp"

#include <gpseal/base/utf.hpp>

#include <array>
#include <random>
#include <span>

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

namespace {

std::string labelled(const std::string& label, const std::string& text)
{
    return "<?xml version='1.0' encoding='" + label + "'?>\n" + adml("<string id='P'>" + text + "</string>");
}

bool is_well_formed(const std::string& text)
{
    const auto bytes = std::as_bytes(std::span(text));
    const auto decoded = decode_text({bytes.begin(), bytes.end()});
    REQUIRE(decoded);
    return !decoded->first_ill_formed;
}

} // namespace

TEST_CASE("encodings: what is no UTF-8 is seen wherever it stands, and nothing else is")
{
    for (int lead = 0x80; lead <= 0xFF; ++lead) {
        for (int second = 1; second <= 0xFF; ++second) {
            for (const auto* const rest : {"", "\x80", "\xBFz", "\x80\x80", "\xBF\xBFz", "z\x80", "\xC0\x80"}) {
                const auto sequence = std::string{static_cast<char>(lead), static_cast<char>(second)} + rest;
                const auto text = std::string(4, 'x') + sequence;
                const bool expected = valid_utf8(text) == text;
                CHECK(is_well_formed(text) == expected);
                CHECK(is_well_formed(std::string(30, 'x') + sequence + std::string(40, 'y')) == expected);
            }
        }
    }
}

TEST_CASE("encodings: a character is seen at every place of a text of any size, whole, cut, ill-formed or NUL")
{
    constexpr std::array sequences = {"é",
                                      "€",
                                      "\U0001F600",
                                      "\xF4\x8F\xBF\xBF",
                                      "\xC3",
                                      "\xE2\x82",
                                      "\xF0\x9F",
                                      "\xF0\x9F\x98",
                                      "\x80",
                                      "\xC0\x80",
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xFF"};
    for (std::size_t size = 0; size <= 200; ++size) {
        const std::string plain(size, 'x');
        REQUIRE(is_utf8_without_nul(plain));
        for (std::size_t at = 0; at < size; ++at) {
            auto with_nul = plain;
            with_nul[at] = '\0';
            REQUIRE_FALSE(is_utf8_without_nul(with_nul));
            for (const std::string sequence : sequences) {
                const auto text = plain.substr(0, at) + sequence + plain.substr(at); // cut by nothing
                REQUIRE(is_utf8_without_nul(text) == (valid_utf8(text) == text));
                const auto cut = text.substr(0, size); // perhaps by its end
                REQUIRE(is_utf8_without_nul(cut) == (valid_utf8(cut) == cut));
            }
        }
    }
}

TEST_CASE("encodings: texts of many characters are UTF-8 where the library says so")
{
    std::minstd_rand random(1);
    const std::string odd("\xC0\xC2\xE0\xE1\xED\xEF\xF0\xF4\xF5\x80\x8F\x90\x9F\xA0\xBF", 15);
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto left = random() % 60; left > 0; --left) {
            constexpr std::array characters = {"a", "é", "€", "\U0001F600"};
            text += characters[random() % characters.size()];
        }
        if (!text.empty() && round % 2 == 0) {
            text[random() % text.size()] = odd[random() % odd.size()];
        }
        REQUIRE(is_utf8_without_nul(text) == (valid_utf8(text) == text));
    }
}

TEST_CASE("encodings: bytes that are no UTF-8 are read as their label says")
{
    struct Sample {
        const char* label;
        const char* bytes;
        const char* text;
    };
    constexpr std::array samples = {
        Sample{"windows-1251", "\xCF\xEE\xEB\xE8\xF2\xE8\xEA\xE0", "Политика"},
        Sample{"WINDOWS-1251", "\xCF\xEE\xEB\xE8\xF2\xE8\xEA\xE0", "Политика"},
        Sample{"windows-1252", "Gr\xFC\xDF\x65 \x96 \x80", "Grüße – €"},
        Sample{"iso-8859-1", "Gr\xFC\xDF\x65", "Grüße"},
        Sample{"ISO-8859-2", "\xB1\xEA", "ąę"},
        Sample{"iso-8859-15", "\xA4", "€"},
        Sample{"koi8-r", "\xF0\xCF", "По"},
        Sample{"ibm866", "\x8F\xAE", "По"},
        Sample{"cp1250", "\xB9\xEA", "ąę"},
        Sample{"shift_jis", "\x83\x7C\\\x83\x8A", "ポ\\リ"}, // the backslash stays one
        Sample{"gb2312", "\xB2\xDF", "策"},
        Sample{"big5", "\xB5\xA6", "策"},
        Sample{"euc-kr", "\xC1\xA4", "정"},
    };
    for (const auto& sample : samples) {
        CAPTURE(sample.label);
        const auto catalog = catalog_of(tests::admx(one_policy), labelled(sample.label, sample.bytes));
        CHECK(only(catalog, "P").display_name == sample.text);
        CHECK(catalog.findings().empty());
    }
    // what is UTF-8 is never anything else
    CHECK(only(catalog_of(tests::admx(one_policy), labelled("windows-1251", "Grüße")), "P").display_name == "Grüße");
}

TEST_CASE("encodings: keys and value names are read so, too")
{
    const auto admx = "<?xml version='1.0' encoding='windows-1251'?>" +
                      tests::admx("<policies><policy name='P' class='Machine' displayName='\xCF' key='\xCA' "
                                  "valueName='\xC2'/></policies>");
    const auto catalog = catalog_of(admx, adml("<string id='P'>x</string>"));
    CHECK(only(catalog, "P").key == "К");
    CHECK(only(catalog, "P").value_name == "В");
    CHECK(find_finding(catalog, "bad_encoding") == nullptr);
}

TEST_CASE("encodings: what a label cannot explain is a finding that says so")
{
    const auto unmapped = catalog_of(tests::admx(one_policy), labelled("windows-1251", "\xCF\x98\xCF"));
    CHECK(only(unmapped, "P").display_name == "П\uFFFDП");
    REQUIRE(find_finding(unmapped, "bad_encoding") != nullptr);
    CHECK(find_finding(unmapped, "bad_encoding")->message ==
          "bytes that windows-1251 does not have are shown as U+FFFD");
    CHECK(find_finding(unmapped, "bad_encoding")->where.starts_with("F/en-US/T.adml:2:"));
    // a letter that an accent may follow is not moved behind what the label does not have
    const auto held_back =
        catalog_of(tests::admx(one_policy), labelled("windows-1258", "Vi\xEA\x80\xD2t a\x8Az e\x9A\x9D"));
    CHECK(only(held_back, "P").display_name == "Viê€\u0309t a\uFFFDz e\uFFFD\uFFFD");
    for (const auto* const label : {"x-nothing", "utf-7", "iso-2022-jp", "ucs-2", "utf-8", "iso-8859-17",
                                    "windows-1259", "windows-125", "cp", "", "/etc/passwd"}) {
        CAPTURE(label);
        const auto unknown = catalog_of(tests::admx(one_policy), labelled(label, "\xCF x"));
        CHECK(only(unknown, "P").display_name == "\uFFFD x");
        REQUIRE(find_finding(unknown, "bad_encoding") != nullptr);
        CHECK(find_finding(unknown, "bad_encoding")->message.starts_with("ill-formed UTF-8 is shown as U+FFFD"));
        CHECK(find_finding(unknown, "bad_encoding")->hint.find("declare the encoding") != std::string::npos);
    }
}

TEST_CASE("encodings: every truncation of a labelled file is refused or read, and says the same twice")
{
    for (const auto& whole : {labelled("windows-1251", "\xCF\xEE\xEB"), labelled("shift_jis", "\x83\x7C\x83\x8A")}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto catalog = catalog_of(tests::admx(one_policy), whole.substr(0, size));
            CHECK(catalog.policies().size() == 1);
            CHECK_FALSE(catalog.findings().empty());
        }
    }
}
