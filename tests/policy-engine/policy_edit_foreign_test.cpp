#include "definition_builder.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_edit.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;

// What set wrote, unset takes away, and nothing else: over entries in a policy's keys that it has not written.

namespace {

constexpr auto enabled = PolicyState::enabled;
constexpr auto disabled = PolicyState::disabled;
constexpr auto not_configured = PolicyState::not_configured;

constexpr auto number_values =
    R"(<enabledValue><decimal value="1"/></enabledValue><disabledValue><decimal value="0"/></disabledValue>)";

std::string policy_of(const std::string& name, const std::string& value_name, const std::string& body)
{
    const auto value = value_name.empty() ? "" : R"(" valueName=")" + value_name;
    return R"(<policy name=")" + name + R"(" class="Machine" displayName=")" + name + R"(" key="K)" + value + "\">" +
           body + "</policy>";
}

std::string list_in(const std::string& key, const std::string& attributes)
{
    return R"(<elements><list id="L" key=")" + key + "\" " + attributes + "/></elements>";
}

std::string items(const std::string& list, const std::string& data)
{
    return "<" + list + R"(><item key="FB" valueName="explorer.exe"><value><string>)" + data +
           R"(</string></value></item><item key="FB" valueName="iexplore.exe"><value><string>)" + data +
           "</string></value></item></" + list + ">";
}

/// A catalogue whose policies share keys.
class Shared {
public:
    explicit Shared(const std::string& policies) : catalog_(tests::catalog_of(policies)) {}

    [[nodiscard]] const admx::PolicyDefinition& definition(const char* name) const
    {
        return *catalog_.find(name).at(0);
    }

    [[nodiscard]] Result<RegistryEntries> edit(const char* name, PolicyState state,
                                               const std::vector<ElementInput>& elements,
                                               const RegistryEntries& entries) const
    {
        const auto& policy = definition(name);
        return set_policy({policy, nullptr, neighbours_of(catalog_, policy)}, {state, elements}, entries);
    }

    [[nodiscard]] RegistryEntries done(const char* name, PolicyState state, const std::vector<ElementInput>& elements,
                                       const RegistryEntries& entries) const
    {
        const auto edited = edit(name, state, elements, entries);
        REQUIRE_MESSAGE(edited, edited.error().message);
        return *edited;
    }

    [[nodiscard]] std::string refusal(const char* name, PolicyState state, const std::vector<ElementInput>& elements,
                                      const RegistryEntries& entries) const
    {
        const auto edited = edit(name, state, elements, entries);
        REQUIRE_FALSE(edited);
        CHECK(edited.error().code == Errc::refused);
        CHECK(edited.error().message.ends_with("; nothing was written"));
        return edited.error().message;
    }

    [[nodiscard]] PolicyState state(const char* name, const RegistryEntries& entries) const
    {
        return state_in(definition(name), entries);
    }

private:
    admx::PolicyCatalog catalog_;
};

RegistryEntry text(const char* key, const char* name, const char* data)
{
    return make_entry(key, name, RegistryType::sz, sz_data(data));
}

/// As Internet Explorer's templates have it for each of its features.
const Shared& explorer()
{
    static const Shared made(
        policy_of("Own", "", items("enabledList", "1") + items("disabledList", "0")) +
        policy_of("Processes", "ListBox", number_values + list_in("FB", R"(additive="true" explicitValue="true")")));
    return made;
}

} // namespace

TEST_CASE("policy edit: a line that another policy stands for is refused, and nothing is left behind by unset")
{
    const auto own = explorer().done("Own", enabled, {}, {});
    for (const auto& before : {RegistryEntries(), own, explorer().done("Own", disabled, {}, {})}) {
        CHECK(explorer().refusal("Processes", enabled, {{"L", "IExplore.exe=0"}}, before) ==
              "element L would write FB!IExplore.exe, which is policy Own's to say: set that policy instead; nothing "
              "was written");
        const auto both = explorer().done("Processes", enabled, {{"L", "word.exe=1"}}, before);
        CHECK(explorer().done("Processes", not_configured, {}, both) == before);
        const auto off = explorer().done("Processes", disabled, {}, both);
        CHECK(explorer().state("Own", off) == explorer().state("Own", before));
        CHECK(explorer().done("Processes", not_configured, {}, off) == before);
    }
}

TEST_CASE("policy edit: a numbered line that another policy stands for is refused, too")
{
    const Shared shared(policy_of("Lines", "", list_in("K", R"(valuePrefix="")")) +
                        policy_of("One", "1", number_values));
    CHECK(shared.refusal("Lines", enabled, {{"L", "x"}}, {}).find("K!1, which is policy One's to say") !=
          std::string::npos);
}

TEST_CASE("policy edit: unset of a policy that another one's entry keeps configured is refused where that is nobody's")
{
    const Shared shared(policy_of("Lines", "", list_in("K", R"(valuePrefix="")")) +
                        policy_of("One", "1", number_values));
    const RegistryEntries lines{text("K", "**delvals.", " "), text("K", "1", "x")}; // as another editor writes it
    CHECK(shared.refusal("Lines", not_configured, {}, lines) ==
          "policy Lines would still read back as enabled by K!1, which it has not written as the file stands; unset "
          "that first, with --key and --value; nothing was written");
    // what the other policy is set by is its own, and stays
    const auto one = shared.done("One", enabled, {}, {});
    CHECK(shared.done("Lines", not_configured, {}, one) == one);
}

TEST_CASE("policy edit: unset of a disabled policy takes no lines, it has none")
{
    const RegistryEntries word{text("FB", "word.exe", "1")};
    const auto off = explorer().done("Processes", disabled, {}, word);
    CHECK(explorer().done("Processes", not_configured, {}, off) == word);
}

TEST_CASE("policy edit: a line that unset could not tell from one of others is not written")
{
    const RegistryEntries word{text("FB", "word.exe", "1")};
    CHECK(explorer().refusal("Processes", enabled, {{"L", "foo.exe=1"}}, word) ==
          "policy Processes could not be unset again as it was: nothing in the file would tell whether FB!word.exe is "
          "the policy's or was there before; unset that first, with --key and --value; nothing was written");
    // data that no such list writes is told apart
    const RegistryEntries number{make_entry("FB", "word.exe", RegistryType::dword, dword_data(1))};
    const auto written = explorer().done("Processes", enabled, {{"L", "foo.exe=1"}}, number);
    CHECK(explorer().done("Processes", not_configured, {}, written) == number);
}

TEST_CASE("policy edit: a clearing of the key that an additive list has not written stays")
{
    const RegistryEntries cleared{text("FB", "**delvals.", " ")};
    const auto written = explorer().done("Processes", enabled, {{"L", "a=1"}}, cleared);
    CHECK(explorer().done("Processes", not_configured, {}, written) == cleared);
    const auto off = explorer().done("Processes", disabled, {}, cleared); // which writes one of its own
    CHECK(off.size() == 3);
    CHECK(explorer().done("Processes", not_configured, {}, off) == cleared);
}

TEST_CASE("policy edit: what a box that is checked has not written stays, and so does a soft value of others")
{
    const auto list = [](const char* name, const char* value) {
        return std::string("<") + name + R"(><item key="Parts" valueName="P"><value><decimal value=")" + value +
               "\"/></value></item></" + name + ">";
    };
    const Shared shared(policy_of("Box", "On",
                                  number_values + std::string(R"(<elements><boolean id="B" valueName="B">)") +
                                      list("falseList", "1") + "</boolean></elements>"));
    const RegistryEntries theirs{make_entry("Parts", "**soft.P", RegistryType::dword, dword_data(1))};
    for (const auto* const word : {"true", "false"}) {
        const auto written = shared.done("Box", enabled, {{"B", word}}, theirs);
        CHECK(unset_policy(shared.definition("Box"), written) == theirs);
        // by which alone the policy reads as disabled, before and after
        CHECK(shared.refusal("Box", not_configured, {}, written).find("as disabled by Parts!**soft.P") !=
              std::string::npos);
    }
}

TEST_CASE("policy edit: set and unset of a list leave no clearing of the key behind that makes the policy Disabled")
{
    const Shared shared(policy_of("Switch", "On", number_values + list_in("Lines", R"(valuePrefix="s")")) +
                        policy_of("Lines", "", list_in("Lines", R"(valuePrefix="l")")));
    // the neighbour's template clears the key, its entries do not: nobody could tell later whose the clearing is
    const RegistryEntries never_cleared{make_entry("K", "On", RegistryType::dword, dword_data(1))};
    CHECK(shared.refusal("Lines", enabled, {{"L", "x"}}, never_cleared).find("whether Lines!**delvals. is") !=
          std::string::npos);
    // set as its template says, it has one, and the list gets one of its own
    const auto before = shared.done("Switch", enabled, {{"L", "y"}}, never_cleared);
    const auto both = shared.done("Lines", enabled, {{"L", "x"}}, before);
    CHECK(both.size() == before.size() + 2);
    CHECK(shared.done("Lines", not_configured, {}, both) == before);
    CHECK(shared.state("Switch", shared.done("Switch", not_configured, {}, both)) == not_configured);
}

TEST_CASE("policy edit: the same command a second time is no other wish")
{
    const Shared shared(
        policy_of("Twins", "", R"(<elements><text id="T" valueName="V"/><decimal id="N" valueName="V"/></elements>)") +
        policy_of("Level", "V", R"(<elements><enum id="E" valueName="V"><item displayName="Two"><value>
                                   <decimal value="2"/></value></item></enum></elements>)") +
        policy_of("Listed", "", R"(<enabledList><item key="K" valueName="V"><value><decimal value="3"/></value></item>
                                   </enabledList><elements><text id="T" valueName="V"/></elements>)"));
    struct Wish {
        const char* policy;
        std::vector<ElementInput> elements;
    };
    for (const auto& wish : {Wish{"Twins", {{"N", "5"}}}, Wish{"Level", {}}, Wish{"Listed", {}}}) {
        CAPTURE(wish.policy);
        const auto once = shared.done(wish.policy, enabled, wish.elements, {});
        CHECK(shared.done(wish.policy, enabled, wish.elements, once) == once);
    }
    // data that no part of the template knows is still not replaced unasked
    const RegistryEntries newer{make_entry("K", "V", RegistryType::binary, "x")};
    CHECK_FALSE(shared.edit("Twins", enabled, {{"N", "5"}}, newer));
}
