#include "admx_support.hpp"

#include <gpseal/base/utf.hpp>

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

namespace {

const std::string one_string = "<string id='P'>Gr\u00fc\u00dfe</string>";

std::string big_endian(std::string text)
{
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        std::swap(text[i], text[i + 1]);
    }
    return text;
}

} // namespace

TEST_CASE("documents: bytes decide the encoding, not the label")
{
    const auto declared = [](const std::string& label) {
        return "<?xml version='1.0' encoding='" + label + "'?>" + adml(one_string);
    };
    const std::string variants[] = {
        adml(one_string),
        "\xEF\xBB\xBF" + declared("utf-8"),
        declared("utf-16"),
        declared("unicode"),
        declared("iso-8859-1"), // a label like any other: the bytes are UTF-8
        "\xFF\xFE" + to_utf16le(declared("utf-16")),
        to_utf16le(declared("utf-8")),
        "\xFE\xFF" + big_endian(to_utf16le(declared("utf-16"))),
        big_endian(to_utf16le(adml(one_string))),
    };
    for (const auto& variant : variants) {
        const auto catalog = catalog_of(tests::admx(one_policy), variant);
        CHECK(only(catalog, "P").display_name == "Gr\u00fc\u00dfe");
        CHECK(catalog.findings().empty());
    }
}

TEST_CASE("documents: ill-formed text is refused or mended, and named")
{
    CHECK(find_finding(catalog_of("\xFF\xFE<"), "bad_encoding") != nullptr);
    CHECK(find_finding(catalog_of(std::string("<policyDefinitions/>ab\0<x/>", 26)), "nul_character")->where ==
          "F/T.admx:1:23");
    const auto mended = catalog_of(tests::admx(one_policy), adml("\n<string id='P'>bad \xFF byte</string>"));
    CHECK(only(mended, "P").display_name == "bad \uFFFD byte");
    CHECK(find_finding(mended, "bad_encoding")->where == "F/en-US/T.adml:2:20");
}

TEST_CASE("documents: a DOCTYPE is refused by name, and an HTML page is called one")
{
    const auto bomb = catalog_of("<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE policyDefinitions "
                                 "[<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>\n<policyDefinitions/>");
    REQUIRE(find_finding(bomb, "doctype_refused") != nullptr);
    CHECK(find_finding(bomb, "doctype_refused")->where == "F/T.admx:3:1");
    CHECK(bomb.files()[0].status == FileStatus::refused);
    for (const auto* const page : {"\n\n<!DOCTYPE html>\n<html><br></html>", "<html lang=en><br>", "<!doctype HTML>"}) {
        CAPTURE(page);
        CHECK(find_finding(catalog_of(page), "html_page") != nullptr);
    }
}

TEST_CASE("documents: what is not well-formed is left out as a whole, with its line")
{
    const auto cut = catalog_of("<policyDefinitions>\r\n<policies>\r\n<policy name='P' class='Machine' key='K'/>\r\n");
    CHECK(cut.policies().empty());
    REQUIRE(find_finding(cut, "malformed_xml") != nullptr);
    CHECK(find_finding(cut, "malformed_xml")->severity == Severity::error);
    CHECK(find_finding(cut, "malformed_xml")->where.starts_with("F/T.admx:"));
    CHECK(find_finding(catalog_of("<policyDefinitions>\n <a></b>\n</policyDefinitions>"), "malformed_xml")
              ->where.starts_with("F/T.admx:2:"));
    CHECK(find_finding(catalog_of("<policyDefinitions/><policyDefinitions/>"), "malformed_xml") != nullptr);
    CHECK(find_finding(catalog_of("<policyDefinitionResources/>"), "wrong_root") != nullptr);
    CHECK(find_finding(catalog_of(" \n"), "empty_file") != nullptr);
    CHECK(find_finding(catalog_of(""), "empty_file") != nullptr);
}

TEST_CASE("documents: depth, size and count are bounded")
{
    const auto nested = [](std::size_t depth) {
        std::string open;
        std::string close;
        for (std::size_t i = 1; i < depth; ++i) {
            open += "<a>";
            close += "</a>";
        }
        return catalog_of("<policyDefinitions>" + open + close + "</policyDefinitions>");
    };
    CHECK(find_finding(nested(max_document_depth), "too_deep") == nullptr);
    CHECK(find_finding(nested(max_document_depth + 1), "too_deep") != nullptr);
    CHECK(find_finding(nested(400'000), "too_deep") != nullptr);
    std::string wide = "<policyDefinitions>";
    for (std::size_t i = 0; i <= max_document_nodes; ++i) {
        wide += "<a/>";
    }
    CHECK(find_finding(catalog_of(wide + "</policyDefinitions>"), "too_many_nodes") != nullptr);
    CHECK(find_finding(catalog_of(std::string(max_document_size + 1, ' ')), "too_large") != nullptr);
}

TEST_CASE("documents: every truncation of a file is refused, and the catalogue stays whole")
{
    const auto text = fixture("Sample.admx");
    const auto end = text.rfind("</policyDefinitions>") + std::string_view("</policyDefinitions>").size();
    for (std::size_t length = 0; length < end; length += 7) {
        const auto catalog = catalog_of(std::string_view(text).substr(0, length));
        CAPTURE(length);
        CHECK(catalog.policies().empty());
        CHECK(catalog.files()[0].status == FileStatus::refused);
        CHECK(catalog.findings().size() == 1);
    }
}

TEST_CASE("documents: line breaks in texts stay, as LF, and comments do not cut them")
{
    const auto catalog = catalog_of(tests::admx(one_policy),
                                    adml("<string id='P'>one\r\ntwo<!-- no -->\rthree<![CDATA[<4>]]></string>"));
    CHECK(only(catalog, "P").display_name == "one\ntwo\nthree<4>");
}

TEST_CASE("documents: positions count lines and characters of the original, CRLF or LF, UTF-8 or UTF-16")
{
    const std::string text = "<policyDefinitions>\n<policies>\n\u00e9\u4e2d <policy name='P' key='K'/>\n</policies>\n"
                             "</policyDefinitions>";
    std::string crlf;
    for (const auto c : text) {
        crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    }
    for (const auto& variant : {text, crlf, "\xEF\xBB\xBF" + crlf, "\xFF\xFE" + to_utf16le(crlf)}) {
        CHECK(find_finding(catalog_of(variant), "missing_attribute")->where == "F/T.admx:3:4");
    }
}

TEST_CASE("documents: a file full of mistakes is reported within bounds")
{
    std::string policies = "<policies>";
    for (int i = 0; i < 5000; ++i) {
        policies += "<policy/>\n";
    }
    const auto catalog = catalog_of(tests::admx(policies + "</policies>"));
    CHECK(catalog.findings().size() <= 201);
    CHECK(find_finding(catalog, "too_many_findings") != nullptr);
}
