#include "admx_support.hpp"

#include <gpseal/admx/policy_search.hpp>

using namespace gpseal;
using tests::adml;
using tests::catalog_of;

namespace {

admx::PolicyCatalog sample()
{
    return catalog_of(
        tests::admx("<policies>"
                    "<policy name='Pol_A' class='Machine' key='Software\\Seal' valueName='Wax' "
                    "displayName='$(string.A)' explainText='$(string.A_Help)'/>"
                    "<policy name='Pol_B' class='User' key='Software\\Other' displayName='$(string.B)' "
                    "explainText='$(string.B_Help)'><elements><text id='T' valueName='SealColour'/></elements></policy>"
                    "<policy name='Seal_C' class='Machine' key='K' displayName='$(string.C)'/>"
                    "</policies>"),
        adml("<string id='A'>Letters</string><string id='A_Help'>Stamps every envelope.</string>"
             "<string id='B'>Envelope with a seal</string><string id='B_Help'>Colour.</string>"
             "<string id='C'>Zoo</string>"));
}

std::vector<std::string> names(const admx::PolicyCatalog& catalog, const std::vector<std::string>& words)
{
    std::vector<std::string> found;
    for (const auto& hit : admx::search(catalog, words)) {
        found.push_back(std::string(hit.policy->name) + '@' + std::string(to_string(hit.field)));
    }
    return found;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("search: matches in names come before matches in texts")
{
    const auto catalog = sample();
    CHECK(names(catalog, {"seal"}) == Names{"Seal_C@name", "Pol_B@display_name", "Pol_A@registry"});
    CHECK(names(catalog, {"ENVELOPE"}) == Names{"Pol_B@display_name", "Pol_A@explain_text"});
}

TEST_CASE("search: every word has to stand somewhere, and the hardest one ranks the policy")
{
    const auto catalog = sample();
    CHECK(names(catalog, {"pol", "wax"}) == Names{"Pol_A@registry"});
    CHECK(names(catalog, {"pol", "wax", "stamps"}) == Names{"Pol_A@explain_text"});
    CHECK(names(catalog, {"pol", "candle"}).empty());
    CHECK(names(catalog, {}).empty());
}

TEST_CASE("search: a key is found as a registry editor copies it")
{
    const auto catalog = sample();
    for (const auto* const pasted :
         {"HKLM:\\Software\\Seal", "Computer\\HKEY_LOCAL_MACHINE\\Software\\Seal", "HKLM\\Software\\Seal\\Wax",
          "software\\seal!wax", "Software\\Seal\\", "Registry::HKEY_LOCAL_MACHINE\\Software\\Seal"}) {
        CAPTURE(pasted);
        CHECK(names(catalog, {pasted}) == Names{"Pol_A@registry"});
    }
    CHECK(names(catalog, {"HKCU:\\Software\\Other\\SealColour"}) == Names{"Pol_B@registry"}); // of an element
    CHECK(names(catalog, {"HKU\\Software\\Other"}).empty());
    CHECK(names(catalog, {"HKLM\\software\\seal"}) == Names{"Pol_A@registry"});
    CHECK(names(catalog, {"HKEY_CURRENT_USER\\Software\\Other"}) == Names{"Pol_B@registry"});
    CHECK(names(catalog, {"HKCU\\software\\seal"}).empty()); // a policy of computers writes elsewhere
    CHECK(names(catalog, {"HKLM\\Software\\Other"}).empty());
    CHECK(names(catalog, {"HKCU\\"}) == Names{"Pol_B@registry"});
    const auto both = catalog_of(
        tests::admx("<policies><policy name='Two' class='Both' key='Software\\Two' displayName='$(string.T)' "
                    "explainText='$(string.H)'/></policies>"),
        adml("<string id='T'>Two</string><string id='H'>Sets HKLM\\Software\\Elsewhere.</string>"));
    CHECK(names(both, {"HKCU\\Software\\Two"}) == Names{"Two@registry"});
    CHECK(names(both, {"HKLM\\Software\\Two"}) == Names{"Two@registry"});
    CHECK(names(both, {"HKLM\\Software\\Elsewhere"}) == Names{"Two@explain_text"});
    CHECK(names(catalog, {"SealColour"}) == Names{"Pol_B@registry"});
}
