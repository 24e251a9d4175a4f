#include "admx_support.hpp"

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

namespace {

const std::string products = "<supportedOn><products><product name='OS' displayName='System'>"
                             "<majorVersion name='OS1' displayName='System 1' versionIndex='1'>"
                             "<minorVersion name='OS1_SP1' displayName='System 1 SP1' versionIndex='1'/>"
                             "<minorVersion name='OS1_SP2' displayName='System 1 SP2' versionIndex='2'/></majorVersion>"
                             "<majorVersion name='OS2' displayName='System 2' versionIndex='2'/>"
                             "<majorVersion name='OS3' displayName='System 3' versionIndex='3'/></product>"
                             "<product name='Other' displayName='Other product'/></products><definitions>";

/// A catalogue with the products above and these definitions; the last one is asked about.
PolicyCatalog with(const std::string& definitions)
{
    return catalog_of(tests::admx(products + definitions + "</definitions></supportedOn>"));
}

std::size_t product(const PolicyCatalog& catalog, std::string_view name)
{
    const auto all = catalog.products();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const SupportedProduct& each) { return each.name == name; });
    REQUIRE(found != all.end());
    return static_cast<std::size_t>(found - all.begin());
}

/// For which of the products a definition of this body is: y, n or ? for each.
std::string answers(const std::string& body, const std::string& others = {})
{
    const auto catalog = with(others + "<definition name='D' displayName='d'>" + body + "</definition>");
    std::string out;
    for (const auto* const name : {"OS", "OS1", "OS1_SP1", "OS1_SP2", "OS2", "OS3", "Other"}) {
        const auto answer = supports(catalog, catalog.support_definitions().back(), product(catalog, name));
        out += answer == SupportAnswer::unknown ? '?' : to_string(answer).front();
    }
    return out;
}

std::string words(const std::string& body, const std::string& others = {})
{
    const auto catalog = with(others + "<definition name='D' displayName='d'>" + body + "</definition>");
    return describe_support(catalog, catalog.support_definitions().back());
}

} // namespace

TEST_CASE("supportedOn: the tree of products keeps its levels, order and places")
{
    const auto catalog = with("");
    REQUIRE(catalog.products().size() == 7);
    const auto& pack = catalog.products()[product(catalog, "OS1_SP2")];
    CHECK(pack.display_name == "System 1 SP2");
    CHECK(pack.level == ProductLevel::minor_version);
    CHECK(pack.version_index == 2);
    REQUIRE(pack.parent);
    CHECK(catalog.products()[*pack.parent].name == "OS1");
    CHECK(catalog.products()[*catalog.products()[*pack.parent].parent].name == "OS");
    CHECK_FALSE(catalog.products()[product(catalog, "Other")].parent);
}

TEST_CASE("supportedOn: a reference means what it names and everything below it")
{
    CHECK(answers("<or><reference ref='OS1'/></or>") == "?yyynnn");
    CHECK(answers("<or><reference ref='t:os1_sp2'/></or>") == "??nynnn");
    CHECK(answers("<or><reference ref='Other'/></or>") == "nnnnnny");
}

TEST_CASE("supportedOn: a range holds the versions from the lowest to the highest, both within")
{
    CHECK(answers("<or><range ref='OS' minVersionIndex='2'/></or>") == "?nnnyyn");
    CHECK(answers("<or><range ref='OS' maxVersionIndex='2'/></or>") == "?yyyynn");
    CHECK(answers("<or><range ref='OS' minVersionIndex='2' maxVersionIndex='2'/></or>") == "?nnnynn");
    CHECK(answers("<or><range ref='OS1' minVersionIndex='2'/></or>") == "??nynnn");
}

TEST_CASE("supportedOn: or and and join their conditions, and definitions refer to each other")
{
    CHECK(answers("<or><range ref='OS1' minVersionIndex='2'/><range ref='OS' minVersionIndex='3'/></or>") == "??nynyn");
    CHECK(answers("<and><range ref='OS' minVersionIndex='1'/><range ref='OS' maxVersionIndex='2'/></and>") ==
          "?yyyynn");
    const std::string other = "<definition name='E' displayName='e'><or><reference ref='OS2'/></or></definition>";
    CHECK(answers("<or><reference ref='E'/><reference ref='Other'/></or>", other) == "?nnnyny");
}

TEST_CASE("supportedOn: what is not stated, not defined or goes in a circle is unknown")
{
    CHECK(answers("") == "???????");
    CHECK(answers("<or/>") == "???????");
    CHECK(answers("<or><reference ref='Missing'/></or>") == "???????");
    CHECK(answers("<or><reference ref='Missing'/><reference ref='OS2'/></or>") == "????y??");
    CHECK(answers("<and><reference ref='D'/></and>") == "???????");
    CHECK(answers("<or><range ref='D' minVersionIndex='1'/></or>") == "???????");
    const auto catalog = with("<definition name='D' displayName='d'><or><reference ref='x:Missing'/>"
                              "<range ref='OS' minVersionIndex='two'/></or></definition>");
    CHECK(count_findings(catalog, "missing_product") == 1);
    CHECK(count_findings(catalog, "bad_number") == 1);
}

TEST_CASE("supportedOn: the rule reads as words")
{
    CHECK(words("<or><reference ref='OS1_SP2'/><range ref='OS' minVersionIndex='2'/></or>") ==
          "any of: System 1 SP2; System from System 2 on");
    CHECK(words("<and><range ref='OS' minVersionIndex='1' maxVersionIndex='3'/><range ref='OS' maxVersionIndex='2'/>"
                "</and>") == "all of: System from System 1 up to System 3; System up to System 2");
    CHECK(words("<or><range ref='OS' minVersionIndex='2' maxVersionIndex='2'/></or>") ==
          "any of: System, only System 2");
    CHECK(words("<or><range ref='OS' minVersionIndex='16'/><reference ref='x:Missing'/></or>") ==
          "any of: System from version 16 on; x:Missing");
    CHECK(words("<or><reference ref='E'/></or>", "<definition name='E' displayName='At least E'/>") ==
          "any of: At least E");
    CHECK(words("").empty());
}

TEST_CASE("supportedOn: a policy's definition is found through other files, and its see-also texts are read")
{
    const auto catalog = catalog_of(
        tests::admx("<supportedOn><definitions><definition name='S' displayName='At least S'/></definitions>"
                    "</supportedOn><policies><policy name='P' class='Machine' key='K'><annotation>note</annotation>"
                    "<seeAlso>https://example.org</seeAlso><seeAlso>$(string.More)</seeAlso>"
                    "<keywords>one two</keywords><supportedOn ref='S'/></policy></policies>"),
        adml("<string id='More'>more</string>"));
    const auto& policy = only(catalog, "P");
    REQUIRE(policy.support);
    CHECK(catalog.support_definitions()[*policy.support].name == "S");
    CHECK(policy.supported_on == "At least S");
    CHECK(policy.see_also == std::vector<std::string_view>{"https://example.org", "more"});
    CHECK(policy.keywords == "one two");
    CHECK(policy.annotations == std::vector<std::string_view>{"note"});
}
