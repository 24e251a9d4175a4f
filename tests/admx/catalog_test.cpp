#include "admx_support.hpp"

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

namespace {

std::string policy(const std::string& name, const std::string& rest = {})
{
    return "<policy name='" + name + "' class='Machine' key='K' displayName='$(string." + name + ")'>" + rest +
           "</policy>";
}

std::string in_namespace(const std::string& name, const std::string& body)
{
    return "<policyDefinitions><policyNamespaces><target prefix='own' namespace='" + name +
           "'/><using prefix='other' namespace='Other'/></policyNamespaces>" + body + "</policyDefinitions>";
}

/// Display name of policy P with these ADML files, as language and text.
std::string display_name(const std::string& wanted, const std::string& fallback,
                         const std::vector<std::pair<std::string, std::string>>& resources)
{
    CatalogBuilder builder(wanted);
    const auto attribute = fallback.empty() ? "" : " fallbackCulture='" + fallback + "'";
    builder.add_definitions(
        {"F/T.admx", bytes(tests::admx("<resources" + attribute + "/><policies>" + policy("P") + "</policies>"))});
    for (const auto& [language, text] : resources) {
        builder.add_resources({"F/" + language + "/T.adml", bytes(adml(text))}, language);
    }
    const auto catalog = std::move(builder).finish();
    return std::string(catalog.policies()[0].display_name);
}

} // namespace

TEST_CASE("catalogue: each string comes from the language asked, its sibling, the fallback culture, then en-US")
{
    const auto text = [](const std::string& language) { return "<string id='P'>" + language + "</string>"; };
    const auto pair = [&](const std::string& language) { return std::pair(language, text(language)); };
    CHECK(display_name("de-AT", "fr-FR", {pair("en-US"), pair("fr-FR"), pair("de-DE"), pair("de-AT")}) == "de-AT");
    CHECK(display_name("de-AT", "fr-FR", {pair("en-US"), pair("fr-FR"), pair("DE-de")}) == "DE-de");
    CHECK(display_name("de-AT", "fr-FR", {pair("en-US"), pair("fr-FR")}) == "fr-FR");
    CHECK(display_name("de-AT", "fr-FR", {pair("en-us")}) == "en-us");
    CHECK(display_name("de-AT", "fr-FR", {pair("ja-JP")}) == "P");
    // per string, not per file: an old translation does not hide what only the English file has
    CHECK(display_name("de-DE", "", {{"de-DE", "<string id='Q'>q</string>"}, pair("en-US")}) == "en-US");
}

TEST_CASE("catalogue: the builder asks only for languages that can matter")
{
    CatalogBuilder builder("pt-BR");
    builder.add_definitions({"F/T.admx", bytes(tests::admx("<resources fallbackCulture='fr-FR'/>"))});
    for (const auto* const language : {"pt-BR", "PT-pt", "en-us", "fr-FR"}) {
        CHECK(builder.wants_language(language));
    }
    for (const auto* const language : {"de-DE", "enterprise", "", "fr-CA"}) {
        CHECK_FALSE(builder.wants_language(language));
    }
}

TEST_CASE("catalogue: one bad file does not spoil the load")
{
    CatalogBuilder builder;
    builder.add_definitions({"F/Bad.admx", bytes("<policyDefinitions><oops></policyDefinitions>")});
    builder.add_definitions({"F/Good.admx", bytes(in_namespace("Good", "<policies>" + policy("P") + "</policies>"))});
    builder.add_resources({"F/en-US/Good.adml", bytes("<html>")}, "en-US");
    const auto catalog = std::move(builder).finish();
    CHECK(catalog.policies().size() == 1);
    CHECK(catalog.files()[0].status == FileStatus::refused);
    CHECK(catalog.files()[1].status == FileStatus::loaded);
    CHECK(catalog.files()[2].status == FileStatus::refused);
    CHECK(only(catalog, "P").display_name == "P");
    CHECK(count_findings(catalog, "no_resources") == 1);
}

TEST_CASE("catalogue: of two files with one namespace the first counts, and both are counted")
{
    CatalogBuilder builder;
    builder.add_definitions({"F/A.admx", bytes(in_namespace("Same", "<policies>" + policy("P") + "</policies>"))});
    builder.add_definitions(
        {"F/a.admx", bytes(in_namespace("same", "<policies>" + policy("p") + policy("Q") + "</policies>"))});
    const auto catalog = std::move(builder).finish();
    CHECK(catalog.policies().size() == 3);
    CHECK(catalog.file_of(only(catalog, "P")).path == "F/A.admx");
    CHECK(only(catalog, "Q").shadowed); // found, because nothing else has the name
    CHECK(catalog.files()[1].status == FileStatus::duplicate_namespace);
    CHECK(count_findings(catalog, "duplicate_namespace") == 1);
    CHECK(find_finding(catalog, "duplicate_namespace")->where == "F/a.admx:1:38"); // its <target>
}

TEST_CASE("catalogue: files whose names differ by case keep their own texts")
{
    CatalogBuilder builder;
    builder.add_definitions({"F/A.admx", bytes(in_namespace("One", "<policies>" + policy("P") + "</policies>"))});
    builder.add_definitions({"F/a.admx", bytes(in_namespace("Two", "<policies>" + policy("P") + "</policies>"))});
    builder.add_definitions({"F/B.ADMX", bytes(in_namespace("Three", "<policies>" + policy("P") + "</policies>"))});
    builder.add_resources({"F/en-US/a.adml", bytes(adml("<string id='P'>small</string>"))}, "en-US");
    builder.add_resources({"F/en-US/A.adml", bytes(adml("<string id='P'>big</string>"))}, "en-US");
    builder.add_resources({"F/en-US/b.adml", bytes(adml("<string id='p'>any case</string>"))}, "en-US");
    builder.add_resources({"G/en-US/B.adml", bytes(adml("<string id='P'>another folder</string>"))}, "en-US");
    const auto catalog = std::move(builder).finish();
    CHECK(only(catalog, "One:P").display_name == "big");
    CHECK(only(catalog, "two:P").display_name == "small");
    CHECK(only(catalog, "Three:P").display_name == "any case");
    CHECK(catalog.find("P").size() == 3);
}

TEST_CASE("catalogue: what is missing is said once, with its place and what to do")
{
    const auto catalog = catalog_of(
        in_namespace("Own", "<categories><category name='C' displayName='$(string.C)'>"
                            "<parentCategory ref='other:Top'/></category></categories>\n<policies>\n" +
                                policy("P", "<parentCategory ref='C'/><supportedOn ref='other:S'/>") + '\n' +
                                policy("Q", "<parentCategory ref='unknown:X'/><supportedOn ref='other:S'/>") + '\n' +
                                policy("R", "<parentCategory ref='unknown:X'/>") + "</policies>"),
        adml("<string id='P'>p</string><string id='C'>c</string><string id='Q'>q</string>"));
    CHECK(count_findings(catalog, "missing_parent") == 2);
    CHECK(count_findings(catalog, "missing_supported_on") == 1);
    CHECK(count_findings(catalog, "missing_string") == 1);
    const auto* const parent = find_finding(catalog, "missing_parent");
    CHECK(parent->message.find("other:Top") != std::string::npos);
    CHECK(parent->hint == "add the file that defines the namespace Other");
    CHECK(find_finding(catalog, "missing_string")->where == "F/T.admx:5:1");
    CHECK(catalog.category_path(only(catalog, "P")) == "Computer Configuration\\Administrative Templates\\Top\\c");
    CHECK(only(catalog, "R").display_name == "R");
}

TEST_CASE("catalogue: duplicate ids are said, and the first one counts")
{
    const auto catalog = catalog_of(
        tests::admx("<categories><category name='C' displayName='first'/><category name='c' displayName='second'/>"
                    "</categories><policies>" +
                    policy("P", "<parentCategory ref='C'/>") + policy("P") + "</policies>"),
        adml("<string id='P'>first</string><string id='P'>second</string><string id='p'>other case</string>"));
    CHECK(count_findings(catalog, "duplicate_id") == 3);
    CHECK(catalog.policies().size() == 2);
    CHECK(only(catalog, "P").display_name == "first");
    CHECK(catalog.category_path(only(catalog, "P")).ends_with("\\first"));
}

TEST_CASE("catalogue: a circle of categories is cut")
{
    const auto catalog = catalog_of(
        tests::admx("<categories><category name='A' displayName='a'><parentCategory ref='B'/></category>"
                    "<category name='B' displayName='b'><parentCategory ref='t:A'/></category></categories><policies>" +
                    policy("P", "<parentCategory ref='B'/>") + "</policies>"));
    CHECK(count_findings(catalog, "category_cycle") == 1);
    CHECK(catalog.category_path(only(catalog, "P")).size() < 100);
}

TEST_CASE("catalogue: moving it keeps its texts")
{
    auto first = catalog_of(tests::admx("<policies>" + policy("P") + "</policies>"), adml("<string id='P'>p</string>"));
    const auto second = std::move(first);
    CHECK(only(second, "P").display_name == "p");
}

TEST_CASE("catalogue: nearest names help with a slip of the finger")
{
    const auto catalog =
        catalog_of(tests::admx("<policies>" + policy("Pol_RequireEncryption") + policy("Pol_Other") + "</policies>"),
                   adml("<string id='Pol_RequireEncryption'>Require Encryption</string>"));
    CHECK(catalog.nearest_names("requre encryption", 5).at(0) == "Require Encryption");
    CHECK(catalog.nearest_names("encryption", 5) == std::vector<std::string>{"Pol_RequireEncryption"}); // once a policy
    CHECK(catalog.nearest_names("Require Decoration", 5).empty()); // five slips are another word
    CHECK(catalog.nearest_names("nothing like it at all", 5).empty());
}

TEST_CASE("catalogue: the whole way to a policy counts before the end of a longer one, and a trailing part is enough")
{
    const auto catalog = catalog_of(
        tests::admx(
            "<categories><category name='A' displayName='Net/Work'/><category name='B' displayName='Top'/>"
            "<category name='C' displayName='Net/Work'><parentCategory ref='B'/></category></categories><policies>" +
            policy("P", "<parentCategory ref='A'/>") + policy("Q", "<parentCategory ref='C'/>") + "</policies>"),
        adml("<string id='P'>Same</string><string id='Q'>Same</string>"));
    CHECK(catalog.find("Same").size() == 2);
    CHECK(only(catalog, "net/work\\same").name == "P");
    CHECK(only(catalog, "Top\\Net\\Work\\Same").name == "Q");
    CHECK(catalog.find("work\\same").size() == 2);
    CHECK(catalog.find("\\").empty());
    CHECK(catalog.find("").empty());
}
