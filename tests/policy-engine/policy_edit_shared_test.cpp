#include "definition_builder.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_edit.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;

// Policies whose lists of values set what other policies have for their own.

namespace {

constexpr auto enabled = PolicyState::enabled;
constexpr auto disabled = PolicyState::disabled;
constexpr auto not_configured = PolicyState::not_configured;

std::string policy_named(const std::string& name, const std::string& value_name, const std::string& body)
{
    const auto value = value_name.empty() ? "" : R"(" valueName=")" + value_name;
    return R"(<policy name=")" + name + R"(" class="Machine" displayName=")" + name + R"(" key="K)" + value + "\">" +
           body + "</policy>";
}

std::string items(const char* list, const char* part, const char* other)
{
    const auto item = [](const char* name, const char* value) {
        return std::string(R"(<item key="Parts" valueName=")") + name + R"("><value>)" + value + "</value></item>";
    };
    return std::string("<") + list + ">" + item("Part", part) + item("Other", other) + "</" + list + ">";
}

constexpr auto one = R"(<decimal value="1"/>)";
constexpr auto two = R"(<decimal value="2"/>)";
constexpr auto gone = "<delete/>";

/// Part owns Parts!Part, which the others set as well: by their state, by an item of an enum, and by a box.
const admx::PolicyCatalog& catalog()
{
    static const auto made = tests::catalog_of(
        R"(<policy name="Part" class="Machine" displayName="Part" key="Parts" valueName="Part">
             <enabledValue><decimal value="1"/></enabledValue><disabledValue><decimal value="0"/></disabledValue></policy>)" +
        policy_named("Umbrella", "All",
                     "<enabledValue><decimal value=\"1\"/></enabledValue><disabledValue><decimal value=\"0\"/>"
                     "</disabledValue>" +
                         items("enabledList", one, one) + items("disabledList", gone, gone)) +
        policy_named(
            "Levels", "Levels",
            R"(<enabledValue><decimal value="1"/></enabledValue><disabledValue><decimal value="0"/></disabledValue>
                        <elements><enum id="Level" valueName="Level">
                        <item displayName="Low"><value><decimal value="1"/></value>)" +
                items("valueList", one, one) +
                R"(</item><item displayName="High"><value><decimal value="2"/></value>)" +
                items("valueList", two, two) + "</item></enum></elements>") +
        policy_named("Box", "Boxed",
                     R"(<elements><boolean id="Box" valueName="Box">)" + items("trueList", one, one) +
                         items("falseList", two, gone) + "</boolean></elements>"));
    return made;
}

const admx::PolicyDefinition& definition(const char* name)
{
    return *catalog().find(name).at(0);
}

RegistryEntries set(const char* name, PolicyState state, const RegistryEntries& entries,
                    const std::vector<ElementInput>& elements = {})
{
    const auto& policy = definition(name);
    const auto edited = set_policy({policy, nullptr, neighbours_of(catalog(), policy)}, {state, elements}, entries);
    REQUIRE_MESSAGE(edited, edited.error().message);
    CHECK(state_in(policy, *edited) == state);
    return *edited;
}

RegistryEntries unset(const char* name, const RegistryEntries& entries)
{
    return set(name, not_configured, entries);
}

struct Wish {
    const char* policy;
    PolicyState state;
    std::vector<ElementInput> elements;
};

const std::vector<Wish>& wishes()
{
    static const std::vector<Wish> all{{"Umbrella", enabled, {}},
                                       {"Umbrella", disabled, {}},
                                       {"Levels", enabled, {{"Level", "Low"}}},
                                       {"Levels", enabled, {{"Level", "High"}}},
                                       {"Levels", disabled, {}},
                                       {"Box", enabled, {{"Box", "true"}}},
                                       {"Box", enabled, {{"Box", "false"}}},
                                       {"Box", disabled, {}}};
    return all;
}

} // namespace

TEST_CASE("policy edit: a policy that is not configured has nothing of others to take out")
{
    for (const auto state : {enabled, disabled}) {
        const auto part = set("Part", state, {});
        for (const auto* const name : {"Umbrella", "Levels"}) {
            CAPTURE(name);
            CHECK(unset(name, part) == part);
        }
    }
    // what is its own goes all the same, also where it does not make it configured
    const RegistryEntries trace{make_entry("K", "**del.All", RegistryType::sz, sz_data(" "))};
    REQUIRE(state_in(definition("Umbrella"), trace) == not_configured);
    CHECK(unset("Umbrella", trace).empty());
}

TEST_CASE("policy edit: set and unset leave other policies' values to the byte, whatever they were")
{
    for (const auto state : {enabled, disabled}) {
        const auto part = set("Part", state, {});
        for (const auto& wish : wishes()) {
            CAPTURE(wish.policy);
            if (std::string(wish.policy) == "Box" && state == enabled) {
                continue; // the box may count as checked by it then, and is its own
            }
            const auto both = set(wish.policy, wish.state, part, wish.elements);
            CHECK(set(wish.policy, wish.state, both, wish.elements) == both); // once is enough
            CHECK(unset(wish.policy, both) == part);
            CHECK(unset(wish.policy, set(wish.policy, wish.state, {}, wish.elements)).empty());
        }
    }
    // from one state to the next, and back to what there was
    const auto part = set("Part", disabled, {});
    auto changing = part;
    for (const auto& wish : wishes()) {
        if (std::string(wish.policy) == "Levels") {
            changing = set(wish.policy, wish.state, changing, wish.elements);
        }
    }
    CHECK(unset("Levels", changing) == part);
}

TEST_CASE("policy edit: unset takes what a list of values wrote, and leaves what somebody set otherwise since")
{
    const auto umbrella = set("Umbrella", enabled, {});
    const auto overruled = set("Part", disabled, umbrella);
    REQUIRE(state_in(definition("Umbrella"), overruled) == enabled); // its own value says so
    CHECK(unset("Umbrella", overruled) == set("Part", disabled, {}));
    CHECK(unset("Umbrella", umbrella).empty());
    // a file has no mark of who wrote what: what says the same goes, as in Windows' editor
    CHECK(unset("Umbrella", set("Part", enabled, umbrella)).empty());
    // and a policy's own value goes whoever set it
    CHECK(state_in(definition("Part"), unset("Part", umbrella)) == not_configured);
}

TEST_CASE("policy edit: lines in the key of a list are none of a policy's that is not configured")
{
    const auto lists = tests::catalog_of(
        policy_named("Lines", "",
                     R"(<elements><list id="L" key="Lines" additive="true" explicitValue="true"/></elements>)") +
        policy_named("Switch", "On",
                     R"(<elements><list id="L" key="Lines" additive="true" explicitValue="true"/></elements>)"));
    const auto& lines = *lists.find("Lines").at(0);
    const auto& by_switch = *lists.find("Switch").at(0);
    const auto first = set_policy({lines, nullptr, {&by_switch}}, {enabled, {{"L", "a=1"}}}, {});
    REQUIRE(first);
    REQUIRE(state_in(by_switch, *first) == not_configured);
    CHECK(unset_policy(by_switch, *first, {&lines}) == *first);
    const auto both = set_policy({by_switch, nullptr, {&lines}}, {enabled, {{"L", "b=2"}}}, *first);
    REQUIRE_FALSE(both); // when it is enabled, too, nobody could tell them from its own
    CHECK(both.error().code == Errc::refused);
    CHECK(both.error().message.find("whether Lines!a is the policy's or was there before") != std::string::npos);
}

TEST_CASE("policy edit: a list clears its key before the policy's other values in it")
{
    const auto made = tests::catalog_of(
        policy_named("Main", "main",
                     R"(<disabledValue><decimal value="0"/></disabledValue><elements><text id="T" valueName="T"/>
                        <list id="l" key="K" explicitValue="true"/></elements>)"));
    const auto& policy = *made.policies().begin();
    const auto written = set_policy({policy, nullptr}, {enabled, {{"T", "x"}, {"l", "n=q"}}}, {});
    REQUIRE_MESSAGE(written, written.error().message);
    std::vector<std::string> names;
    for (const auto& entry : *written) {
        names.push_back(to_utf8(view_of(entry).value_name));
    }
    CHECK((names == std::vector<std::string>{"**delvals.", "main", "T", "n"}));
    CHECK(set_policy({policy, nullptr}, {enabled, {{"T", "x"}}}, *written).value() == *written); // main is no line
    CHECK(unset_policy(policy, *written).empty());
    const auto off = set_policy({policy, nullptr}, {disabled, {}}, *written);
    REQUIRE_MESSAGE(off, off.error().message);
    CHECK(state_in(policy, *off) == disabled);
}

TEST_CASE("policy edit: an item without a name is the default value of its key, and is taken out again")
{
    const auto made = tests::catalog_of(
        policy_named("Named", "On", R"(<enabledList><item key="Default" valueName=""><value><string>s</string></value>
                                       </item></enabledList>)"));
    const auto& policy = *made.policies().begin();
    for (const auto& before :
         {RegistryEntries(), RegistryEntries{make_entry("Default", "", RegistryType::sz, sz_data("theirs"))}}) {
        const auto written = set_policy({policy, nullptr}, {enabled, {}}, before);
        REQUIRE_MESSAGE(written, written.error().message);
        CHECK(written->size() == before.size() + 2);
        CHECK(unset_policy(policy, *written) == before);
    }
}
