#include "definition_builder.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_edit.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

/// The outcome of setting a policy of a template that is broken: "" for what was written, else the refusal.
std::string refusal(const std::string& policy, const std::vector<ElementInput>& elements)
{
    const auto broken = tests::catalog_of(policy);
    const auto result = set_policy({broken.policies()[0], nullptr}, {PolicyState::enabled, elements}, {});
    CHECK((result || result.error().code == Errc::refused));
    return result ? "" : result.error().message;
}

std::string with_elements(const std::string& elements)
{
    return tests::policy_xml({}, "<elements>" + elements + "</elements>");
}

} // namespace

TEST_CASE("policy edit: two elements with one value are refused where the one asked for would lose")
{
    const auto twins = with_elements(R"(<text id="A" valueName="V"/><text id="B" key="k" valueName="v"/>)");
    CHECK(refusal(twins, {{"A", "x"}}) == "element A of policy P would not read back as the value given: element B "
                                          "writes the same value, K!V; nothing was written");
    CHECK(refusal(twins, {{"A", "x"}, {"B", "y"}}).starts_with("element A of policy P"));
    CHECK(refusal(twins, {{"A", "x"}, {"B", "x"}}).empty());
    CHECK(refusal(twins, {{"B", "y"}}).empty());
    const auto boxes = with_elements(R"(<boolean id="A" valueName="V"/><decimal id="N" valueName="V"/>)");
    CHECK(refusal(boxes, {{"A", "false"}, {"N", "5"}}).find("element N writes the same value") != std::string::npos);
    CHECK(refusal(boxes, {{"A", "true"}, {"N", "1"}}).empty());
}

TEST_CASE("policy edit: a value for an id that two elements have is refused, a policy with such stays usable")
{
    const auto twins = with_elements(R"(<text id="A" valueName="V"/><text id="a" valueName="W"/>)");
    CHECK(refusal(twins, {{"A", "x"}}).find("has 2 elements with the id \"A\"") != std::string::npos);
    CHECK(refusal(twins, {}).empty());
}

TEST_CASE("policy edit: what a list, another part of the policy, or the template itself takes back is refused")
{
    const auto taken = with_elements(R"(<text id="A" valueName="p1"/><list id="L" valuePrefix="p"/>)");
    CHECK(refusal(taken, {{"A", "x"}, {"L", "line"}}).starts_with("element A of policy P"));
    const auto list = tests::policy_xml({}, R"(<enabledList><item key="K" valueName="V"><value><string>fixed</string>
        </value></item></enabledList><elements><text id="A" valueName="V"/></elements>)");
    CHECK(refusal(list, {{"A", "x"}}).find("another part of the template") != std::string::npos);
    CHECK(refusal(list, {{"A", "fixed"}}).empty());
    const auto nameless = with_elements(R"(<text id="A"/><text id="B" valueName="V"/>)");
    CHECK(refusal(nameless, {{"A", "x"}}).find("its template names no value") != std::string::npos);
    const auto stuck = with_elements(R"(<boolean id="A" valueName="V"><trueValue><decimal value="1"/></trueValue>
        <falseValue><decimal value="1"/></falseValue></boolean>)");
    CHECK_FALSE(refusal(stuck, {{"A", "false"}}).empty());
    CHECK(refusal(stuck, {{"A", "true"}}).empty());
}

TEST_CASE("policy edit: an item with the value of another one is what was asked for")
{
    const auto same = with_elements(R"(<enum id="E" valueName="V">
        <item displayName="One"><value><decimal value="1"/></value></item>
        <item displayName="Uno"><value><decimal value="1"/></value></item></enum>)");
    CHECK(refusal(same, {{"E", "Uno"}}).empty());
}

namespace {

RegistryEntry text(const char* key, const char* name)
{
    return make_entry(key, name, RegistryType::sz, sz_data("x"));
}

} // namespace

TEST_CASE("policy edit: a list that clears its key takes no value of others with it")
{
    const auto catalog = tests::catalog_of(with_elements(R"(<list id="L" valuePrefix="p"/>)"));
    const RegistryEntries before = {text("K", "theirs"), text("Other", "v")};
    const auto after = set_policy({catalog.policies()[0], nullptr}, {PolicyState::enabled, {{"L", "line"}}}, before);
    REQUIRE(after);
    CHECK(std::find(after->begin(), after->end(), before[0]) >
          std::find_if(after->begin(), after->end(),
                       [](const auto& e) { return to_utf8(view_of(e).value_name).starts_with("**delvals"); }));
    CHECK(unset_policy(catalog.policies()[0], *after) == before);
}

TEST_CASE("policy edit: a value that a later entry would take away again is written behind it")
{
    const auto wanted = make_entry("K", "V", RegistryType::dword, dword_data(1));
    const RegistryEntries before = {make_entry("K", "V", RegistryType::dword, dword_data(0)),
                                    make_entry("K", "**delvals.", RegistryType::sz, sz_data(" "))};
    const auto after = set_value(before, wanted);
    REQUIRE(after.size() == 2);
    CHECK(after[1] == wanted);
    CHECK(set_value(std::span(before).first(1), wanted).front() == wanted);
}

TEST_CASE("policy edit: data that the template does not know is not replaced unasked")
{
    const auto catalog =
        tests::catalog_of(with_elements(R"(<decimal id="N" valueName="N"/><text id="T" valueName="T"/>)"));
    const PolicyTemplate policy{catalog.policies()[0], nullptr};
    const auto set = set_policy(policy, {PolicyState::enabled, {{"N", "5"}, {"T", "x"}}}, {});
    REQUIRE(set);
    auto newer = *set;
    for (auto& entry : newer) {
        if (to_utf8(view_of(entry).value_name) == "T") {
            entry = make_entry("K", "T", RegistryType::dword, dword_data(3));
        }
    }
    const auto refused = set_policy(policy, {PolicyState::enabled, {{"N", "6"}}}, newer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::refused);
    CHECK(refused.error().message.starts_with("element T holds data"));
    CHECK(set_policy(policy, {PolicyState::enabled, {{"N", "6"}, {"T", "y"}}}, newer));
}

TEST_CASE("policy edit: data that the editor would not let pass does not stay in silence")
{
    const auto catalog = tests::catalog_of(with_elements(
        R"(<decimal id="N" valueName="N" minValue="5" maxValue="10"/><text id="T" valueName="T" maxLength="2"/>)"));
    const PolicyTemplate policy{catalog.policies()[0], nullptr};
    const auto number = make_entry("K", "N", RegistryType::dword, dword_data(99));
    const auto too_high = set_policy(policy, {PolicyState::enabled, {{"T", "x"}}}, std::span(&number, 1));
    REQUIRE_FALSE(too_high);
    CHECK(too_high.error().code == Errc::refused);
    CHECK(too_high.error().message == "element N (decimal) takes 5 to 10, not 99, and the file has that; say with "
                                      "--element N=VALUE what it shall be");
    CHECK(set_policy(policy, {PolicyState::enabled, {{"N", "9"}, {"T", "x"}}}, std::span(&number, 1)));
    CHECK(set_policy(policy, {PolicyState::disabled, {}}, std::span(&number, 1)));
    const auto text = make_entry("K", "T", RegistryType::sz, sz_data("xyz"));
    CHECK(set_policy(policy, {PolicyState::enabled, {{"N", "9"}}}, std::span(&text, 1)).error().code == Errc::refused);
}

namespace {

/// Policies that share the key of a list, all of them in one catalogue.
class Shared {
public:
    explicit Shared(const std::string& policies) : catalog_(tests::catalog_of(policies)) {}

    [[nodiscard]] PolicyTemplate policy(const char* name) const
    {
        const auto& definition = *catalog_.find(name).at(0);
        return {definition, nullptr, neighbours_of(catalog_, definition)};
    }

    [[nodiscard]] RegistryEntries set(const char* name, PolicyState state, const std::vector<ElementInput>& elements,
                                      const RegistryEntries& entries) const
    {
        const auto edited = set_policy(policy(name), {state, elements}, entries);
        REQUIRE_MESSAGE(edited, edited.error().message);
        return *edited;
    }

    [[nodiscard]] RegistryEntries unset(const char* name, const RegistryEntries& entries) const
    {
        return set(name, PolicyState::not_configured, {}, entries);
    }

private:
    admx::PolicyCatalog catalog_;
};

std::string list_policy(const char* name, const char* list)
{
    return std::string("<policy name=\"") + name + "\" class=\"Machine\" displayName=\"" + name +
           "\" key=\"K\"><elements><list id=\"L\" key=\"K\" " + list + "/></elements></policy>";
}

} // namespace

TEST_CASE("policy edit: unset takes the clearing of a key from no other list that needs it")
{
    const Shared shared(list_policy("A", R"(valuePrefix="a")") + list_policy("B", R"(valuePrefix="b")") +
                        list_policy("More", R"(valuePrefix="m" additive="true")"));
    constexpr auto enabled = PolicyState::enabled;
    for (const auto& [first, second] : {std::pair("A", "B"), std::pair("B", "A")}) {
        const auto one = shared.set(first, enabled, {{"L", "x"}}, {});
        const auto both = shared.set(second, enabled, {{"L", "y"}}, one);
        CHECK(both.size() == 4); // each clears the key, so that either can go as it came
        CHECK(shared.unset(second, both) == one);
        CHECK(shared.unset(first, shared.unset(second, both)).empty());
        const auto other = shared.unset(first, both); // the order of the two does not matter
        CHECK(other == shared.set(second, enabled, {{"L", "y"}}, {}));
        CHECK(shared.unset(second, other).empty());
    }
    const auto one = shared.set("A", enabled, {{"L", "x"}}, {});
    const auto more = shared.set("More", enabled, {{"L", "y"}}, one);
    CHECK(more.size() == 3); // an additive list writes no clearing, and takes none away
    CHECK(shared.unset("More", more) == one);
    CHECK(shared.unset("A", more) == shared.set("More", enabled, {{"L", "y"}}, {})); // nor does it need one
}

TEST_CASE("policy edit: a value that another policy names is no line of a list in the same key")
{
    const Shared shared(list_policy("Processes", R"(explicitValue="true" additive="true")") +
                        R"(<policy name="Own" class="Machine" displayName="Own" key="K"><enabledList>
                           <item valueName="explorer.exe"><value><string>1</string></value></item></enabledList>
                           </policy>)");
    const auto own = shared.set("Own", PolicyState::enabled, {}, {});
    const auto both = shared.set("Processes", PolicyState::enabled, {{"L", "foo.exe=1"}}, own);
    CHECK(both.size() == 2);
    CHECK(shared.unset("Processes", both) == own);
    CHECK(shared.unset("Own", both) == shared.set("Processes", PolicyState::enabled, {{"L", "foo.exe=1"}}, {}));
}

TEST_CASE("policy edit: an item's place counts from 1, and two items of one name are told apart by it")
{
    const std::string xml = R"(<policyDefinitions>
  <policyNamespaces><target prefix="t" namespace="Example.Twins"/></policyNamespaces>
  <policies><policy name="Twins" class="Machine" displayName="Twins" key="K"><elements>
    <enum id="Mode" valueName="Mode">
      <item displayName="First"><value><decimal value="7"/></value></item>
      <item displayName="Same"><value><decimal value="8"/></value></item>
      <item displayName="Upper"><value><string>#1</string></value></item>
      <item displayName="UPPER"><value><decimal value="7"/></value></item>
      <item displayName="same"><value><decimal value="9"/></value></item>
      <item displayName="Same"><value><decimal value="10"/></value></item>
    </enum></elements></policy></policies></policyDefinitions>)";
    admx::CatalogBuilder builder;
    const auto bytes = std::as_bytes(std::span(xml));
    builder.add_definitions({.path = "Twins.admx", .bytes = {bytes.begin(), bytes.end()}});
    const auto twins = std::move(builder).finish();
    const auto& definition = *twins.find("Twins").at(0);
    const auto written = [&](const char* word) {
        const auto result = set_policy({definition, nullptr}, {PolicyState::enabled, {{"Mode", word}}}, {});
        return result ? result->at(0).data : result.error().message;
    };
    CHECK(written("first") == dword_data(7));
    CHECK(written("#2") == dword_data(8));
    CHECK(written("#6") == dword_data(10));
    CHECK(written("9") == dword_data(9));
    CHECK(written("#1") == sz_data("#1")); // a value outranks a place
    CHECK(written("UPPER") == dword_data(7));
    CHECK(written("Same") == "element Mode (enum) has \"Same\" more than once; name one by its place: #2, #5, #6");
    CHECK(written("7") == "element Mode (enum) has \"7\" more than once; name one by its place: #1, #4");
}
