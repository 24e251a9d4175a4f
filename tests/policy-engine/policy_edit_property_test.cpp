#include "definition_builder.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_edit.hpp>

#include <doctest/doctest.h>

#include <iostream>
#include <random>

using namespace gpseal;
using namespace gpseal::policy;

// Templates and files at random, from few names, so that everything meets: what set returns reads back as asked, unset
// gives the bytes that were there, or either is refused.

namespace {

/// Words of a template or file, at random.
class Dice {
public:
    explicit Dice(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t count) { return random_() % count; }
    bool coin() { return below(2) == 0; }
    template <typename T> T one_of(std::initializer_list<T> all) { return *(all.begin() + below(all.size())); }

    std::string key() { return one_of<const char*>({"K", "L"}); }
    std::string name() { return one_of<const char*>({"1", "2", "a", "p1", "V"}); }

    std::string value()
    {
        return one_of<const char*>({R"(<decimal value="0"/>)", R"(<decimal value="1"/>)", "<string>1</string>",
                                    "<string>x</string>", "<delete/>"});
    }

    std::string list(const std::string& tag)
    {
        std::string text = "<" + tag + ">";
        for (std::size_t i = 0; i <= below(2); ++i) {
            text += "<item key=\"" + key() + "\" valueName=\"" + name() + "\"><value>" + value() + "</value></item>";
        }
        return text + "</" + tag + ">";
    }

    std::string element(const std::string& id)
    {
        const auto start = " id=\"" + id + "\" key=\"" + key() + '"';
        const auto named = start + " valueName=\"" + name() + '"';
        const std::string soft = coin() ? " soft=\"true\"" : "";
        switch (below(6)) {
        case 0:
            return "<text" + named + soft + "/>";
        case 1:
            return "<decimal" + named + soft + (coin() ? " storeAsText=\"true\"/>" : "/>");
        case 2:
            return "<boolean" + named + ">" + (coin() ? list("trueList") : "") + (coin() ? list("falseList") : "") +
                   "</boolean>";
        case 3:
            return "<enum" + named + "><item displayName=\"A\"><value>" + value() + "</value>" + list("valueList") +
                   "</item><item displayName=\"B\"><value>" + value() + "</value></item></enum>";
        default:
            return "<list" + start + (coin() ? " additive=\"true\"" : "") + (coin() ? " expandable=\"true\"" : "") +
                   one_of<const char*>({"", " valuePrefix=\"\"", " valuePrefix=\"p\"", " explicitValue=\"true\""}) +
                   "/>";
        }
    }

    std::string policy(const std::string& policy_name)
    {
        std::string text = "<policy name=\"" + policy_name + "\" class=\"Machine\" displayName=\"" + policy_name +
                           "\" key=\"" + key() + '"';
        if (coin()) {
            text += " valueName=\"" + name() + '"';
        }
        text += ">";
        text += coin() ? "<enabledValue>" + value() + "</enabledValue>" : "";
        text += coin() ? "<disabledValue>" + value() + "</disabledValue>" : "";
        text += below(3) == 0 ? list("enabledList") : "";
        text += below(3) == 0 ? list("disabledList") : "";
        text += "<elements>" + element("A") + (coin() ? element("B") : "") + "</elements>";
        return text + "</policy>";
    }

    RegistryEntry entry()
    {
        switch (below(6)) {
        case 0:
            return make_entry(key(), one_of<const char*>({"**delvals.", "**DelVals", "**del.a", "**del.V"}),
                              RegistryType::sz, sz_data(" "));
        case 1:
            return make_entry(key(), "**soft." + name(), RegistryType::dword, dword_data(coin() ? 1 : 0));
        case 2:
            return make_entry(key(), name(), RegistryType::dword, dword_data(coin() ? 1 : 0));
        default:
            return make_entry(key(), name(), coin() ? RegistryType::sz : RegistryType::expand_sz,
                              sz_data(one_of<const char*>({"1", "x", "a"})));
        }
    }

    std::vector<ElementInput> inputs(const admx::PolicyDefinition& policy)
    {
        std::vector<ElementInput> all;
        for (const auto& element : policy.elements) {
            const auto id = std::string(element.id);
            if (std::holds_alternative<admx::BooleanElement>(element.body)) {
                all.push_back({id, coin() ? "true" : "false"});
            } else if (std::holds_alternative<admx::EnumElement>(element.body)) {
                all.push_back({id, coin() ? "#1" : "#2"});
            } else if (const auto* const list = std::get_if<admx::ListElement>(&element.body)) {
                all.push_back({id, list->explicit_value ? name() + "=x" : name()});
            } else {
                all.push_back({id, coin() ? "1" : "0"});
            }
            if (below(4) == 0) {
                all.pop_back();
            }
        }
        return all;
    }

private:
    std::mt19937 random_;
};

struct Counts {
    std::size_t done = 0;
    std::size_t refused = 0;
    std::size_t unset_refused = 0;
    std::size_t unstable = 0; ///< changed by the same command a second time
};

/// Sets and unsets one policy over the entries; what others had stays as it was.
void check(const PolicyTemplate& policy, const PolicyWish& wish, const RegistryEntries& before, Counts& counts)
{
    const auto written = set_policy(policy, wish, before);
    if (!written) {
        ++counts.refused;
        CHECK(!written.error().message.empty());
        return;
    }
    ++counts.done;
    CHECK(state_in(policy.definition, *written) == wish.state);
    const auto again = set_policy(policy, wish, *written);
    REQUIRE_MESSAGE(again, again.error().message);
    const auto base = unset_policy(policy.definition, before, policy.neighbours);
    CHECK(unset_policy(policy.definition, *written, policy.neighbours) == base);
    if (!(*again == *written)) { // parts of one template overlap, and what was not given reads back as something else
        ++counts.unstable;
        CHECK(state_in(policy.definition, *again) == wish.state);
        CHECK(unset_policy(policy.definition, *again, policy.neighbours) == base);
    }
    const auto unset = set_policy(policy, {PolicyState::not_configured, {}}, *written);
    if (!unset) {
        ++counts.unset_refused;
        CHECK(unset.error().code == Errc::refused);
        return;
    }
    CHECK(*unset == base);
    if (policy.neighbours.empty()) {
        CHECK(state_in(policy.definition, *unset) == PolicyState::not_configured);
    }
}

} // namespace

TEST_CASE("policy edit: whatever templates share, unset takes what set wrote, to the byte, or set is refused")
{
    Counts counts;
    for (unsigned seed = 0; seed < 4000; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        std::string policies;
        for (const auto* const name : {"P", "Q", "R"}) {
            policies += dice.policy(name);
        }
        CAPTURE(policies);
        const auto catalog = tests::catalog_of(policies);
        RegistryEntries entries;
        for (auto count = dice.below(4); count > 0; --count) {
            entries.push_back(dice.entry());
        }
        for (const auto* const name : {"P", "Q", "R", "P"}) {
            CAPTURE(name);
            const auto& definition = *catalog.find(name).at(0);
            const PolicyTemplate policy{definition, nullptr, neighbours_of(catalog, definition)};
            for (const auto& wish :
                 {PolicyWish{PolicyState::enabled, dice.inputs(definition)}, PolicyWish{PolicyState::disabled, {}}}) {
                check(policy, wish, entries, counts);
                if (const auto next = set_policy(policy, wish, entries); next && dice.coin()) {
                    entries = *next;
                }
            }
        }
    }
    std::cout << counts.done << " edits done, " << counts.refused << " refused, " << counts.unset_refused
              << " that could not be unset\n";
    CHECK(counts.done > 3000);
    CHECK(counts.unstable < 20);
}
