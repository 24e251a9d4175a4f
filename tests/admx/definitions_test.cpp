#include "admx_support.hpp"

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

namespace {

const PolicyCatalog& sample()
{
    static const auto catalog = [] {
        CatalogBuilder builder;
        for (const std::string name : {"Windows", "Sample"}) {
            builder.add_definitions({"P/" + name + ".admx", bytes(fixture(name + ".admx"))});
            builder.add_resources({"P/en-US/" + name + ".adml", bytes(fixture("en-US/" + name + ".adml"))}, "en-US");
        }
        return std::move(builder).finish();
    }();
    return catalog;
}

template <typename T> const T& element(const PolicyDefinition& policy, std::string_view id)
{
    const auto found = std::find_if(policy.elements.begin(), policy.elements.end(),
                                    [&](const PolicyElement& candidate) { return candidate.id == id; });
    REQUIRE(found != policy.elements.end());
    return std::get<T>(found->body);
}

constexpr RegistryValue dword(std::uint64_t number)
{
    return {.kind = ValueKind::decimal, .number = number};
}

} // namespace

TEST_CASE("admx: the sample has nothing to complain about")
{
    CHECK(sample().findings().empty());
    CHECK(sample().policies().size() == 3);
    CHECK(sample().categories().size() == 2);
}

TEST_CASE("admx: a plain policy comes out whole, its category through another file")
{
    const auto& policy = only(sample(), "Pol_Require");
    CHECK(policy.display_name == "Require Sealing");
    CHECK(policy.policy_class == PolicyClass::machine);
    CHECK(policy.key == "Software\\Policies\\Example\\Client");
    CHECK(policy.value_name == "Require");
    CHECK(policy.enabled_value == dword(1));
    CHECK(policy.disabled_value == dword(0));
    CHECK(policy.supported_on == "At least Sample 2");
    bool complete = false;
    CHECK(sample().category_path(policy, &complete) ==
          "Computer Configuration\\Administrative Templates\\Network\\Sample Client");
    CHECK(complete);
}

TEST_CASE("admx: values and lists of every kind keep their type and key")
{
    const auto& policy = only(sample(), "Pol_Everything");
    CHECK(policy.value_name == "Everything"); // the file writes valuename
    CHECK(policy.enabled_value == RegistryValue{.kind = ValueKind::string, .text = "on"});
    CHECK(policy.disabled_value == RegistryValue{.kind = ValueKind::deletion});
    REQUIRE(policy.enabled_list);
    CHECK(*policy.enabled_list == RegistryList{{"Software\\Policies\\Example\\Other",
                                                "A",
                                                {.kind = ValueKind::long_decimal, .number = std::uint64_t{1} << 32U}},
                                               {"Software\\Policies\\Example\\Own", "B", dword(7)}});
    REQUIRE(policy.disabled_list);
    CHECK(*policy.disabled_list == RegistryList{{"", "A", {.kind = ValueKind::deletion}}});
    CHECK(policy.supported_on == "At least Sample 1");
    CHECK(policy.presentation == "Pol_Everything");
    CHECK(policy.explain_text == "Sets <everything> & more.");
    CHECK(sample().category_path(policy) ==
          "Computer and User Configuration\\Administrative Templates\\Network\\Sample Client");
}

TEST_CASE("admx: elements of every kind keep their limits")
{
    const auto& policy = only(sample(), "Pol_Everything");
    CHECK(policy.elements.size() == 8);
    CHECK(element<EnumElement>(policy, "Mode") ==
          EnumElement{.required = true,
                      .items = {{"Off", dword(0), {}},
                                {"On", {.kind = ValueKind::string, .text = "on"}, {{"", "Extra", dword(1)}}}}});
    CHECK(element<DecimalElement>(policy, "Limit") ==
          DecimalElement{.minimum = -5, .maximum = 600, .store_as_text = true});
    CHECK(element<DecimalElement>(policy, "Long") == DecimalElement{.is_long = true, .maximum = UINT64_MAX});
    CHECK(element<TextElement>(policy, "Name") == TextElement{.max_length = 64, .expandable = true, .soft = true});
    CHECK(element<MultiTextElement>(policy, "Lines") == MultiTextElement{.max_strings = 4});
    CHECK(element<BooleanElement>(policy, "Box") ==
          BooleanElement{
              .true_value = dword(1), .false_value = dword(0), .true_list = RegistryList{{"", "BoxToo", dword(1)}}});
    CHECK(element<ListElement>(policy, "Servers") == ListElement{.value_prefix = "", .additive = true});
    CHECK(element<ListElement>(policy, "Pairs") == ListElement{.expandable = true, .explicit_value = true});
}

TEST_CASE("admx: a display name that is no reference stands for itself")
{
    const auto& policy = only(sample(), "bare & LITERAL");
    CHECK(policy.name == "Pol_Bare");
    CHECK_FALSE(policy.enabled_value);
    CHECK_FALSE(policy.disabled_value);
}

TEST_CASE("admx: a value that is no number equals nothing, and a finding says so")
{
    for (const auto* const value : {"-1", "4294967296", "0x1", "1.5", "", "one"}) {
        CAPTURE(value);
        const auto text =
            tests::admx("<policies><policy name='P' class='Machine' key='K' valueName='V'>\n<enabledValue>"
                        "<decimal value='" +
                        std::string(value) + "'/></enabledValue></policy></policies>");
        const auto catalog = catalog_of(text);
        REQUIRE(catalog.policies().size() == 1);
        REQUIRE(catalog.policies()[0].enabled_value);
        CHECK(catalog.policies()[0].enabled_value->kind == ValueKind::unreadable);
        REQUIRE(find_finding(catalog, "bad_number") != nullptr);
        CHECK(find_finding(catalog, "bad_number")->where == "F/T.admx:2:15");
    }
}

TEST_CASE("admx: a policy without name, class or key is left out with a finding, and the rest loads")
{
    for (const auto* const attributes : {"class='Machine' key='K'", "name='P' key='K'", "name='P' class='Machine'",
                                         "name='P' class='Computer' key='K'"}) {
        CAPTURE(attributes);
        const auto catalog = catalog_of(tests::admx("<policies><policy " + std::string(attributes) +
                                                    "/><policy name='Q' class='user' key='K'/></policies>"));
        CHECK(catalog.policies().size() == 1);
        CHECK(only(catalog, "q").policy_class == PolicyClass::user);
        CHECK(count_findings(catalog, "missing_attribute") + count_findings(catalog, "bad_class") == 1);
    }
}

TEST_CASE("admx: elements match by local name, whatever their namespace and prefix")
{
    const auto catalog = catalog_of(
        "<x:policyDefinitions xmlns:x='urn:any thing'><x:policyNamespaces><x:target prefix='t' namespace='Test'/>"
        "</x:policyNamespaces><x:policies><x:policy NAME='P' Class='Machine' KEY='K'/></x:policies>"
        "</x:policyDefinitions>");
    CHECK(only(catalog, "Test:P").key == "K");
}
