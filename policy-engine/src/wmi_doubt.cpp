#include "wmi_doubt.hpp"

#include "workstation_voice.hpp"

#include <gpseal/policy/security_settings.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace gpseal::policy {

namespace {

using Gpos = std::span<const GroupPolicyObject>;

/// A GPO, and what it says where no other says anything.
struct Voice {
    WorkstationVoice heard;
    WorkstationPolicies alone;

    [[nodiscard]] bool filtered() const { return heard.gpo.filtered; }
    /// One GPO has one filter, for its registry policy and for its security settings.
    [[nodiscard]] std::string key() const { return heard.gpo.identity.guid + "\n" + heard.gpo.identity.path; }
    [[nodiscard]] const WorkstationSetting* says(WorkstationPolicy policy) const
    {
        return find(alone.settings, policy);
    }
};

std::vector<WorkstationVoice> heard(Gpos gpos)
{
    std::vector<WorkstationVoice> voices;
    voices.reserve(gpos.size());
    std::transform(gpos.begin(), gpos.end(), std::back_inserter(voices), workstation_voice_of);
    return voices;
}

std::vector<GroupPolicyObject> without_filter(const std::vector<WorkstationVoice>& voices)
{
    std::vector<GroupPolicyObject> gpos;
    for (const auto& voice : voices) {
        if (!voice.gpo.filtered) {
            auto& gpo = gpos.emplace_back();
            gpo.identity = voice.gpo.identity;
            gpo.registry = voice.gpo.registry;
            gpo.security = voice.gpo.security;
        }
    }
    return gpos;
}

bool any_filtered(Gpos gpos)
{
    return std::any_of(gpos.begin(), gpos.end(), [](const auto& gpo) { return gpo.filtered; });
}

/// How much a value asks for; what is not configured asks for nothing. nullopt: it has no meaning.
std::optional<int> strictness(WorkstationPolicy policy, const WorkstationSetting* setting)
{
    if (setting != nullptr && !setting->number) {
        return std::nullopt;
    }
    if (policy == WorkstationPolicy::insecure_guests) { // Windows refuses guests where nothing allows them
        return setting == nullptr ? 1 : *setting->number == 0 ? 2 : 0;
    }
    return setting == nullptr ? 0 : *setting->number;
}

/// What can come out for one policy, as far as it may matter: the strictest value, and whether there may be none.
class Outcomes {
public:
    explicit Outcomes(WorkstationPolicy policy) : policy_(policy) {}

    /// The next GPO, of higher precedence than those before.
    void apply(const Voice& voice)
    {
        const auto& effect = voice.heard.effects.at(static_cast<std::size_t>(policy_));
        const bool surely = !voice.filtered();
        if (effect.deletes()) {
            strictest_ = surely ? nullptr : strictest_;
            absent_ = true;
        } else if (effect.sets()) {
            strictest_ = surely ? nullptr : strictest_;
            absent_ = absent_ && !surely;
            add(voice);
        } else if (effect.sets_if_absent() && absent_) {
            absent_ = !surely;
            add(voice);
        }
    }

    void add(const Voice& voice)
    {
        const auto* const said = voice.says(policy_);
        const auto more = strictness(policy_, said);
        if (said != nullptr && more &&
            (strictest_ == nullptr || *more >= strictness(policy_, strictest_->says(policy_)))) {
            strictest_ = &voice;
        }
    }

    [[nodiscard]] const Voice* strictest() const { return strictest_; }
    [[nodiscard]] bool may_be_absent() const { return absent_; }
    void set_present() { absent_ = false; }

private:
    WorkstationPolicy policy_;
    const Voice* strictest_ = nullptr;
    bool absent_ = true;
};

/// Security settings outrank the registry's, whichever GPO has them.
Outcomes outcomes_of(WorkstationPolicy policy, const std::vector<Voice>& registry, const std::vector<Voice>& security)
{
    Outcomes by_template(policy);
    std::set<std::string> speak; // where one of these passes, no registry is asked
    for (auto voice = security.rbegin(); voice != security.rend(); ++voice) {
        if (voice->says(policy) == nullptr) {
            continue;
        }
        by_template.add(*voice);
        speak.insert(voice->key());
        if (!voice->filtered()) {
            by_template.set_present();
            return by_template;
        }
    }
    Outcomes outcomes(policy);
    for (const auto& voice : registry) {
        if (!voice.filtered() || !speak.contains(voice.key())) {
            outcomes.apply(voice);
        }
    }
    if (by_template.strictest() != nullptr) {
        outcomes.add(*by_template.strictest());
    }
    return outcomes;
}

void take_findings(const Diagnostics& from, const std::string& where, Diagnostics& to)
{
    std::copy_if(from.begin(), from.end(), std::back_inserter(to),
                 [&](const Finding& finding) { return finding.where == where; });
}

/// Puts the strictest of the outcomes into `found`, where it is stricter than what is there.
void tighten(WorkstationPolicies& found, WorkstationPolicy policy, const Outcomes& outcomes)
{
    const auto at = std::lower_bound(found.settings.begin(), found.settings.end(), policy,
                                     [](const auto& each, WorkstationPolicy wanted) { return each.policy < wanted; });
    const auto* const there = at != found.settings.end() && at->policy == policy ? &*at : nullptr;
    const auto asked = strictness(policy, there);
    if (!asked) {
        return; // what has no meaning asks for nothing, and is told as it stands
    }
    const auto* const voice = outcomes.strictest();
    const auto value = voice == nullptr ? std::nullopt : strictness(policy, voice->says(policy));
    const auto none = outcomes.may_be_absent() ? strictness(policy, nullptr) : std::nullopt;
    if (std::max(value, none) <= asked) {
        return;
    }
    if (there != nullptr) {
        std::erase_if(found.findings, [&](const Finding& finding) { return finding.where == there->where; });
    }
    if (value >= none) {
        const auto& setting = *voice->says(policy);
        take_findings(voice->alone.findings, setting.where, found.findings);
        if (there != nullptr) {
            *at = setting;
        } else {
            found.settings.insert(at, setting);
        }
    } else {
        found.settings.erase(at);
    }
}

enum class Part { registry, security };

std::vector<Voice> alone(std::vector<WorkstationVoice> voices, Part part)
{
    std::vector<Voice> all;
    all.reserve(voices.size());
    for (auto& voice : voices) {
        const Gpos one(&voice.gpo, 1);
        auto& next = all.emplace_back();
        next.alone =
            part == Part::registry ? decide_workstation_policies(one, {}) : decide_workstation_policies({}, one);
        next.heard = std::move(voice);
    }
    return all;
}

} // namespace

WorkstationPolicies decide_strictest(Gpos registry, Gpos security)
{
    auto registry_voices = heard(registry);
    auto security_voices = heard(security);
    auto found = decide_workstation_policies(without_filter(registry_voices), without_filter(security_voices));
    if (!any_filtered(registry) && !any_filtered(security)) {
        return found;
    }
    const auto by_registry = alone(std::move(registry_voices), Part::registry);
    const auto by_security = alone(std::move(security_voices), Part::security);
    for (const auto& info : known_workstation_policies()) {
        if (at_least_as_strict(info.policy, 0, 0)) {
            tighten(found, info.policy, outcomes_of(info.policy, by_registry, by_security));
        }
    }
    return found;
}

} // namespace gpseal::policy
