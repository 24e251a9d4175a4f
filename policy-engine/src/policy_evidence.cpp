#include "policy_evidence.hpp"

#include "definition_names.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <tuple>

namespace gpseal::policy {

namespace {

/// Collects them.
class EvidenceCollector {
public:
    EvidenceCollector(const admx::PolicyDefinition& policy, const RegistryImage& image, const RegistryWord* winner,
                      SharedLines& lines)
        : image_(image), winner_(winner), lines_(lines)
    {
        const auto names = names_of(policy);
        for (const auto& value : names.values) {
            add_value(value);
        }
        for (const auto& list : names.lists) {
            add_list(list);
        }
        std::sort(all_.begin(), all_.end(), [](const PolicyEvidence& a, const PolicyEvidence& b) {
            return std::tie(a.word.order, a.value_name) < std::tie(b.word.order, b.value_name);
        });
        const auto same = [](const PolicyEvidence& a, const PolicyEvidence& b) {
            return a.word.order == b.word.order && equals_icase(a.value_name, b.value_name);
        };
        all_.erase(std::unique(all_.begin(), all_.end(), same), all_.end());
    }

    [[nodiscard]] Evidence take() { return {std::move(all_), more_}; }

private:
    void add(std::string_view key, std::string_view name, const RegistryWord& word)
    {
        all_.push_back({std::string(key), std::string(name), word});
    }

    void add_value(ValueName value)
    {
        const auto* const found = image_.find(value.key, value.name);
        if (found == nullptr) {
            return;
        }
        add(value.key, value.name, found->explicit_word);
        if (found->outcome.order != found->explicit_word.order) {
            add(value.key, "", found->outcome);
        }
    }

    void add_list(const ListKey& list)
    {
        const auto* const key = image_.find(list.key);
        if (key == nullptr) {
            return;
        }
        if (key->cleared) {
            add(list.key, "", *key->cleared);
        }
        std::vector<const ImageValue*> values;
        for (const auto& value : key->values) {
            if (is_list_name(*list.list, value.name)) {
                values.push_back(&value);
            }
        }
        const auto told = lines_.take(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto& word = values[i]->explicit_word;
            if (i < told || (winner_ != nullptr && winner_->order == word.order)) {
                add(list.key, to_utf8(values[i]->name), word);
            } else {
                ++more_;
            }
        }
    }

    const RegistryImage& image_;
    const RegistryWord* winner_;
    SharedLines& lines_;
    std::size_t more_ = 0;
    std::vector<PolicyEvidence> all_;
};

/// The last words on the values of a list that stands for a state, also where they are none that it asks for.
void append_items(std::vector<RegistryWord>& words, const admx::PolicyDefinition& policy, const RegistryImage& image)
{
    for (const auto* const list : {&policy.enabled_list, &policy.disabled_list}) {
        for (const auto& item : list->value_or(admx::RegistryList())) {
            const auto name = name_of(policy.key, item);
            if (const auto* const value = name.name.empty() ? nullptr : image.find(name.key, name.name)) {
                words.push_back(value->outcome);
            }
        }
    }
}

} // namespace

Evidence policy_evidence(const admx::PolicyDefinition& policy, const RegistryImage& image, const RegistryWord* winner,
                         SharedLines& lines)
{
    return EvidenceCollector(policy, image, winner, lines).take();
}

std::vector<std::size_t> gpos_of(const admx::PolicyDefinition& policy, const PolicyReading& reading,
                                 const RegistryImage& image, std::vector<RegistryWord> deciding)
{
    auto words = std::move(deciding);
    if (words.empty()) {
        return {};
    }
    append_items(words, policy, image);
    for (const auto& element : reading.elements) {
        if (reading.state == PolicyState::enabled) {
            words.insert(words.end(), element.words.begin(), element.words.end());
        }
    }
    std::vector<std::size_t> gpos;
    for (const auto& word : words) {
        gpos.push_back(word.gpo);
    }
    for (const auto& element : reading.elements) {
        if (reading.state == PolicyState::enabled) {
            gpos.insert(gpos.end(), element.more_gpos.begin(), element.more_gpos.end());
        }
    }
    std::sort(gpos.begin(), gpos.end());
    gpos.erase(std::unique(gpos.begin(), gpos.end()), gpos.end());
    return gpos;
}

} // namespace gpseal::policy
