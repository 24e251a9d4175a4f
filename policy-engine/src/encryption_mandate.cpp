#include <gpseal/base/byte_reader.hpp>
#include <gpseal/policy/encryption_mandate.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

namespace gpseal::policy {

namespace {

std::optional<std::uint32_t> dword_of(const RegistryValue& value)
{
    if (value.type != RegistryType::dword || value.data.size() != sizeof(std::uint32_t)) {
        return std::nullopt;
    }
    return ByteReader(value.data).u32le();
}

PolicyVoice voice_of(const ValueEvent& event, const GpoIdentity& gpo)
{
    return {gpo, switch_state(event.value), event.action, event.value, event.offset};
}

/// Each GPO's last word, the winner's left out, highest precedence first.
std::vector<PolicyVoice> losers_of(const ResultantValue& result, std::span<const GroupPolicyObject> gpos)
{
    std::map<std::size_t, const ValueEvent*, std::greater<>> last_word;
    for (const auto& event : result.history) {
        last_word[event.gpo] = &event;
    }
    if (result.winner) {
        last_word.erase(result.history[*result.winner].gpo);
    }
    std::vector<PolicyVoice> losers;
    for (const auto& [gpo, event] : last_word) {
        losers.push_back(voice_of(*event, gpos[gpo].identity));
    }
    return losers;
}

void explain_value(const RegistryValue& value, const PolicyVoice& winner, Diagnostics& findings)
{
    const auto where = winner.gpo.path + "@" + std::to_string(winner.offset);
    const auto number = dword_of(value);
    if (!number) {
        findings.push_back({Severity::error, "unrecognised_value",
                            std::string(require_encryption_value) + " is a " + to_string(value.type) + " of " +
                                std::to_string(value.data.size()) + " bytes; only a REG_DWORD of 4 bytes has a meaning",
                            "set the policy again in the Group Policy editor", where});
    } else if (*number > 1) {
        findings.push_back(
            {Severity::warning, "nonstandard_value",
             std::string(require_encryption_value) + " is " + std::to_string(*number) +
                 "; only 0 and 1 are defined, any other number counts as Enabled here and is Unrecognised where "
                 "policies are shown as Windows does (resolve --all)",
             "set the policy again in the Group Policy editor", where});
    }
}

} // namespace

std::string_view to_string(PolicyState state)
{
    switch (state) {
    case PolicyState::not_configured:
        return "not_configured";
    case PolicyState::enabled:
        return "enabled";
    case PolicyState::disabled:
        return "disabled";
    case PolicyState::unrecognised:
        return "unrecognised";
    }
    return "unrecognised";
}

std::string_view to_string(EncryptionMandate mandate)
{
    switch (mandate) {
    case EncryptionMandate::none:
        return "none";
    case EncryptionMandate::required:
        return "required";
    }
    return "none";
}

PolicyState switch_state(const std::optional<RegistryValue>& value)
{
    if (!value) {
        return PolicyState::not_configured;
    }
    const auto number = dword_of(*value);
    if (!number) {
        return PolicyState::unrecognised;
    }
    return *number == 0 ? PolicyState::disabled : PolicyState::enabled;
}

PolicyDecision decide_require_encryption(std::span<const GroupPolicyObject> gpos)
{
    auto result = resolve_value(gpos, require_encryption_key, require_encryption_value);
    PolicyDecision decision;
    decision.state = switch_state(result.value);
    decision.mandate = mandate_of(decision.state);
    decision.losers = losers_of(result, gpos);
    if (result.winner) {
        const auto& event = result.history[*result.winner];
        decision.winner = voice_of(event, gpos[event.gpo].identity);
    }
    for (const auto& gpo : gpos) {
        auto findings = inspect(gpo);
        std::move(findings.begin(), findings.end(), std::back_inserter(decision.findings));
    }
    if (result.value) {
        explain_value(*result.value, *decision.winner, decision.findings);
    }
    decision.history = std::move(result.history);
    for (auto& event : decision.history) {
        event.gpo_name = gpos[event.gpo].identity.name;
        event.gpo_guid = gpos[event.gpo].identity.guid;
    }
    return decision;
}

} // namespace gpseal::policy
