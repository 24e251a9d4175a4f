#include "definition_match.hpp"
#include "element_reading.hpp"
#include "policy_evidence.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/policy_state.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace gpseal::policy {

namespace {

using Words = std::vector<RegistryWord>;

void append(Words& words, const std::optional<RegistryWord>& word)
{
    if (word) {
        words.push_back(*word);
    }
}

void append(Words& words, const Words& more)
{
    words.insert(words.end(), more.begin(), more.end());
}

/// What one element says about the state of its policy.
struct ElementEvidence {
    Words enabled;
    Words disabled;
    Words unrecognised; ///< of a check box, data that is neither of its values
};

/// Decides one policy's state; the rules are numbered as in policy-engine/README.md.
class StateRules {
public:
    StateRules(const admx::PolicyDefinition& policy, const RegistryImage& image) : policy_(policy), image_(image) {}

    [[nodiscard]] PolicyState decide()
    {
        return by_value() || by_whole_lists() || by_elements() || by_partial_lists() || by_unrecognised()
                   ? state_
                   : PolicyState::not_configured;
    }

    /// The last of the words that decided; there is one when the state is not not_configured.
    [[nodiscard]] const RegistryWord* winner() const
    {
        const auto last =
            std::max_element(deciding_.begin(), deciding_.end(),
                             [](const RegistryWord& a, const RegistryWord& b) { return a.order < b.order; });
        return last == deciding_.end() ? nullptr : &*last;
    }

    /// Every entry that decided.
    [[nodiscard]] const Words& deciding() const { return deciding_; }

    /// Of these all but those that are about a list.
    [[nodiscard]] Words own() const
    {
        Words words;
        std::copy_if(deciding_.begin(), deciding_.end(), std::back_inserter(words),
                     [&](const RegistryWord& word) { return !of_lists_.contains(word.order); });
        return words;
    }

private:
    bool conclude(PolicyState state, Words words)
    {
        if (words.empty()) {
            return false;
        }
        state_ = state;
        deciding_ = std::move(words);
        return true;
    }

    [[nodiscard]] ValueName value() const { return {policy_.key, policy_.value_name}; }

    bool by_value() // rule 2
    {
        if (policy_.value_name.empty()) {
            return false;
        }
        Words on;
        Words off;
        append(on, image_.match(value(), on_value(policy_)));
        append(off, image_.match(value(), off_value(policy_)));
        return conclude(PolicyState::enabled, on) || conclude(PolicyState::disabled, off);
    }

    bool by_list(PolicyState state, const std::optional<admx::RegistryList>& list, bool whole)
    {
        if (!list) {
            return false;
        }
        auto words = image_.matches(policy_.key, *list);
        return (!whole || words.size() == list->size()) && conclude(state, std::move(words));
    }

    bool by_whole_lists() // rule 3
    {
        return by_list(PolicyState::enabled, policy_.enabled_list, true) ||
               by_list(PolicyState::disabled, policy_.disabled_list, true);
    }

    bool by_partial_lists() // rule 3
    {
        return policy_.value_name.empty() && (by_list(PolicyState::enabled, policy_.enabled_list, false) ||
                                              by_list(PolicyState::disabled, policy_.disabled_list, false));
    }

    bool by_elements() // rules 5 and 6
    {
        ElementEvidence all;
        for (const auto& element : policy_.elements) {
            const auto evidence = evidence_of(element);
            append(all.enabled, evidence.enabled);
            append(all.disabled, evidence.disabled);
            append(all.unrecognised, evidence.unrecognised);
        }
        unrecognised_ = std::move(all.unrecognised);
        return conclude(PolicyState::enabled, std::move(all.enabled)) ||
               conclude(PolicyState::disabled, std::move(all.disabled));
    }

    bool by_unrecognised()
    {
        if (!policy_.value_name.empty()) {
            append(unrecognised_, image_.set_word(value()));
        }
        return conclude(PolicyState::unrecognised, unrecognised_);
    }

    [[nodiscard]] ElementEvidence evidence_of(const admx::PolicyElement& element)
    {
        if (const auto* const list = std::get_if<admx::ListElement>(&element.body)) {
            return policy_.value_name.empty() ? evidence_of(element, *list) : ElementEvidence{};
        }
        const auto name = name_of(policy_, element);
        ElementEvidence evidence;
        if (const auto* const box = std::get_if<admx::BooleanElement>(&element.body)) {
            evidence = evidence_of(name, *box);
        } else {
            append(evidence.enabled, image_.set_word(name));
        }
        if (evidence.enabled.empty()) {
            append(evidence.disabled, image_.deletion(name));
        }
        return evidence;
    }

    /// Of the lines the last one of each GPO: who wins, and who has a say, hangs on no other.
    [[nodiscard]] ElementEvidence evidence_of(const admx::PolicyElement& element, const admx::ListElement& list)
    {
        std::map<std::size_t, RegistryWord> latest;
        const auto key = key_of(policy_, element);
        for (const auto* const each : image_.list_values(key, list)) {
            auto& word = latest.try_emplace(each->outcome.gpo, each->outcome).first->second;
            word = each->outcome.order > word.order ? each->outcome : word;
        }
        ElementEvidence evidence;
        for (const auto& [gpo, word] : latest) {
            evidence.enabled.push_back(word);
            of_lists_.insert(word.order);
        }
        if (const auto cleared = image_.clearing(key)) {
            evidence.disabled.push_back(*cleared);
            of_lists_.insert(cleared->order);
        }
        return evidence;
    }

    [[nodiscard]] ElementEvidence evidence_of(ValueName name, const admx::BooleanElement& box) const
    {
        ElementEvidence evidence;
        append(evidence.enabled, image_.match(name, true_value(box)));
        append_whole(evidence.enabled, name.key, box.true_list);
        if (!evidence.enabled.empty()) {
            return evidence;
        }
        if (box.false_value) {
            append(evidence.disabled, image_.match(name, *box.false_value));
        }
        append_whole(evidence.disabled, name.key, box.false_list);
        if (evidence.disabled.empty()) {
            append(evidence.unrecognised, image_.set_word(name));
        }
        return evidence;
    }

    void append_whole(Words& words, std::string_view key, const std::optional<admx::RegistryList>& list) const
    {
        if (list && image_.all_match(key, *list)) {
            append(words, image_.matches(key, *list));
        }
    }

    const admx::PolicyDefinition& policy_;
    DefinitionMatch image_;
    PolicyState state_ = PolicyState::not_configured;
    Words deciding_;
    Words unrecognised_;
    std::set<std::size_t> of_lists_; ///< words on the lines of lists and on their clearing, by order
};

} // namespace

PolicyReading read_policy(const admx::PolicyDefinition& policy, const RegistryImage& image)
{
    auto all = SharedLines::all();
    return read_policy(policy, image, all);
}

PolicyReading read_policy(const admx::PolicyDefinition& policy, const RegistryImage& image, SharedLines& lines)
{
    StateRules rules(policy, image);
    PolicyReading reading{.state = rules.decide()};
    const DefinitionMatch match(image);
    ListReading lists{OwnNames(policy), lines};
    for (const auto& element : policy.elements) {
        reading.elements.push_back(read_element(policy, element, match, lists));
        auto& read = reading.elements.back();
        // the deletion by which a policy is disabled is no choice of an item or box that stands for it
        if (reading.state == PolicyState::disabled && !match.set_word(name_of(policy, element)) &&
            !std::holds_alternative<admx::ListElement>(element.body) &&
            (read.state == ElementState::set || read.state == ElementState::implied)) {
            read = {.element = read.element, .state = ElementState::removed, .words = std::move(read.words)};
        }
    }
    const auto* const winner = rules.winner();
    auto evidence = policy_evidence(policy, image, winner, lines);
    reading.evidence = std::move(evidence.told);
    reading.more_evidence = evidence.more;
    reading.own = rules.own();
    if (winner != nullptr) {
        const auto found = std::find_if(reading.evidence.begin(), reading.evidence.end(),
                                        [&](const PolicyEvidence& each) { return each.word.order == winner->order; });
        if (found != reading.evidence.end()) {
            reading.winner = *found;
        }
    }
    reading.gpos = gpos_of(policy, reading, image, rules.deciding());
    return reading;
}

PolicyState state_of(const admx::PolicyDefinition& policy, const RegistryImage& image)
{
    return StateRules(policy, image).decide();
}

} // namespace gpseal::policy
