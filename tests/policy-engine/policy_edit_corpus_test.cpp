#define DOCTEST_CONFIG_IMPLEMENT
#include "definition_names.hpp"
#include "gpreport_corpus.hpp"

#include <gpseal/policy/policy_edit.hpp>

#include <doctest/doctest.h>

#include <iostream>
#include <random>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

int main(int argc, char** argv)
{
    if (!fs::exists(corpus_folder() / "pol/gpreport-oracle.json")) {
        std::cout << "skipped: no corpus in " << corpus_folder() << "; set GPSEAL_CORPUS\n";
        return 77;
    }
    return doctest::Context(argc, argv).run();
}

namespace {

const CorpusTemplates& templates()
{
    static const CorpusTemplates loaded;
    return loaded;
}

/// Values that an element takes, at random.
class RandomInput {
public:
    RandomInput(std::mt19937& random, const admx::PolicyElement& element) : random_(random), id_(element.id) {}

    std::vector<ElementInput> operator()(const admx::BooleanElement&) { return {{id_, "true"}}; }
    std::vector<ElementInput> operator()(const admx::DecimalElement& number)
    {
        const auto least = static_cast<std::uint64_t>(std::max<std::int64_t>(number.minimum, 0));
        const auto most = number.is_long ? number.maximum : std::min<std::uint64_t>(number.maximum, 0xFFFFFFFF);
        const auto span = most - least;
        return {{id_, std::to_string(least + (span == ~std::uint64_t{0} ? random_() : random_() % (span + 1)))}};
    }
    std::vector<ElementInput> operator()(const admx::TextElement& text) { return {{id_, word(text.max_length)}}; }
    std::vector<ElementInput> operator()(const admx::MultiTextElement& text)
    {
        return lines(text.max_strings == 0 ? 5 : text.max_strings, [&](std::size_t) { return word(text.max_length); });
    }
    std::vector<ElementInput> operator()(const admx::EnumElement& choice)
    {
        return choice.items.empty()
                   ? std::vector<ElementInput>{}
                   : std::vector<ElementInput>{{id_, "#" + std::to_string(1 + random_() % choice.items.size())}};
    }
    std::vector<ElementInput> operator()(const admx::ListElement& list)
    {
        return lines(5, [&](std::size_t i) {
            const auto name = word(9) + std::to_string(i);
            return list.explicit_value ? name + '=' + word(20) : name;
        });
    }

private:
    template <typename Make> std::vector<ElementInput> lines(std::size_t most, Make make)
    {
        std::vector<ElementInput> all;
        for (std::size_t i = 0; i < 1 + random_() % most; ++i) {
            all.push_back({id_, make(i)});
        }
        return all;
    }

    std::string word(std::uint64_t most)
    {
        std::string text;
        for (std::uint64_t i = 0; i < std::min<std::uint64_t>(most, 1 + random_() % 20); ++i) {
            text += static_cast<char>('a' + random_() % 26);
        }
        return text;
    }

    std::mt19937& random_;
    std::string id_;
};

std::vector<ElementInput> random_inputs(std::mt19937& random, const admx::PolicyDefinition& policy)
{
    std::vector<ElementInput> all;
    for (const auto& element : policy.elements) {
        const auto some = std::visit(RandomInput(random, element), element.body);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

/// A real file: the Windows 11 24H2 baseline.
const RegistryEntries& baseline()
{
    static const auto entries = [] {
        for (const auto& name : oracle().getNames()) {
            if (name.find("{DAD42DA1") != std::string::npos) {
                const auto gpos = read_side(name, "Computer");
                return own(gpos[0].registry.instructions);
            }
        }
        return RegistryEntries();
    }();
    return entries;
}

struct Outcome {
    std::size_t done = 0;
    std::size_t others = 0; ///< of them, over values that others had set
    std::map<std::string, std::size_t> refused;
};

void check_state(const PolicyTemplate& policy, const PolicyWish& wish, const RegistryEntries& base, Outcome& outcome)
{
    const auto written = set_policy(policy, wish, base);
    if (!written) {
        ++outcome.refused[to_string(wish.state).data()];
        std::cout << "refused: " << printable(written.error().message) << '\n';
        CHECK(written.error().code == Errc::refused);
        return;
    }
    ++outcome.done;
    const auto bytes = serialize_registry_policy(*written);
    const auto read = parse_registry_policy(bytes, "x");
    REQUIRE(read);
    CHECK(state_in(policy.definition, own(read->instructions)) == wish.state);
    const auto unset = unset_policy(policy.definition, own(read->instructions), policy.neighbours);
    CHECK(serialize_registry_policy(unset) == serialize_registry_policy(base));
}

/// The entries with some more, as other policies write them to values that this one names besides its own; as they are
/// where that alone configures it.
RegistryEntries with_others(std::mt19937& random, const admx::PolicyDefinition& policy, const RegistryEntries& base)
{
    auto entries = base;
    for (const auto& value : names_of(policy).values) {
        const auto is_own = [&](ValueName own) {
            return equals_icase(own.key, value.key) && equals_icase(own.name, value.name);
        };
        const bool own = is_own({policy.key, policy.value_name}) ||
                         std::any_of(policy.elements.begin(), policy.elements.end(),
                                     [&](const auto& element) { return is_own(name_of(policy, element)); });
        if (!own && random() % 2 == 0) {
            entries.push_back(make_entry(value.key, value.name, RegistryType::dword,
                                         dword_data(static_cast<std::uint32_t>(random() % 3))));
        }
    }
    return state_in(policy, entries) == PolicyState::not_configured ? entries : base;
}

/// How many states left other policies' values to the byte.
std::size_t check_others(const PolicyTemplate& policy, const std::vector<ElementInput>& inputs,
                         const RegistryEntries& entries)
{
    CHECK(unset_policy(policy.definition, entries, policy.neighbours) == entries);
    std::size_t done = 0;
    for (const auto& wish : {PolicyWish{PolicyState::enabled, inputs}, PolicyWish{PolicyState::disabled, {}}}) {
        if (const auto written = set_policy(policy, wish, entries)) {
            CHECK(unset_policy(policy.definition, *written, policy.neighbours) == entries);
            ++done;
        }
    }
    return done;
}

void check_policy(std::mt19937& random, const admx::PolicyDefinition& definition, Outcome& outcome)
{
    CAPTURE(definition.name);
    const auto presentation = templates().catalog().presentation_of(definition);
    const PolicyTemplate policy{definition, presentation ? &*presentation : nullptr,
                                neighbours_of(templates().catalog(), definition)};
    const auto base = unset_policy(definition, baseline(), policy.neighbours); // the policy is not configured in it
    check_state(policy, {.state = PolicyState::enabled, .elements = random_inputs(random, definition)}, base, outcome);
    check_state(policy, {.state = PolicyState::disabled}, base, outcome);
    if (const auto others = with_others(random, definition, base); others.size() > base.size()) {
        outcome.others += check_others(policy, random_inputs(random, definition), others);
    }
}

void print(const char* what, const Outcome& outcome)
{
    std::cout << what << ": " << outcome.done << " states written, read back and unset to the byte, and "
              << outcome.others << " over what others had set";
    for (const auto& [state, count] : outcome.refused) {
        std::cout << "; " << count << " that the template cannot say (" << state << ')';
    }
    std::cout << '\n';
}

} // namespace

TEST_CASE("policy edit: every policy of LanmanWorkstation.admx reads back as set, and unset is byte-identical")
{
    std::mt19937 random(1);
    Outcome outcome;
    for (const auto& policy : templates().catalog().policies()) {
        if (templates().catalog().file_of(policy).path ==
            "mxk__windows-secure-group-policy/PolicyDefinitions/LanmanWorkstation.admx") {
            check_policy(random, policy, outcome);
        }
    }
    print("LanmanWorkstation.admx", outcome);
    CHECK(outcome.done == 2 * 19);
}

TEST_CASE("policy edit: so do 1,000 random policies of the corpus")
{
    std::mt19937 random(20261122);
    const auto policies = templates().catalog().policies();
    Outcome outcome;
    for (int i = 0; i < 1000; ++i) {
        check_policy(random, policies[random() % policies.size()], outcome);
    }
    print("1,000 random policies", outcome);
    CHECK(outcome.done >= 1950);
    CHECK(outcome.others > 0);
}

TEST_CASE("policy edit: every policy that sets values of others leaves them as they were")
{
    std::mt19937 random(20261123);
    Outcome outcome;
    for (const auto& policy : templates().catalog().policies()) {
        const auto& lists = policy.elements;
        const bool sets_others =
            policy.enabled_list || policy.disabled_list ||
            std::any_of(lists.begin(), lists.end(), [](const admx::PolicyElement& element) {
                const auto* const choice = std::get_if<admx::EnumElement>(&element.body);
                return choice != nullptr && std::any_of(choice->items.begin(), choice->items.end(),
                                                        [](const auto& item) { return !item.value_list.empty(); });
            });
        if (sets_others) {
            check_policy(random, policy, outcome);
        }
    }
    print("policies that set values of others", outcome);
    CHECK(outcome.others > 100);
}
