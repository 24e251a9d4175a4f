#include <gpseal/agent/workstation_setting.hpp>

#include <algorithm>

namespace gpseal::agent {

using policy::EncryptionMandate;
using policy::WorkstationNumber;
using policy::WorkstationPolicy;
using policy::WorkstationSetting;

namespace {

constexpr std::string_view needed_below_3_1_1 = "AES-128-CCM";

std::optional<WorkstationNumber> in_force(std::span<const SettledSetting> settings, WorkstationPolicy policy)
{
    const auto* const found = find_in_force(settings, policy);
    return found == nullptr ? std::nullopt : found->in_force;
}

bool tightens(WorkstationPolicy which)
{
    return policy::at_least_as_strict(which, 0, 0).has_value();
}

/// Everything was seen: what is said is so.
SettledSetting settle_said(const WorkstationSetting& said, const std::optional<WorkstationNumber>& before,
                           std::vector<std::string>& doubts)
{
    if (said.number) {
        return {.said = said, .in_force = said.number};
    }
    const auto& name = policy::info_of(said.policy).name;
    doubts.push_back("the value of the policy '" + std::string(name) + "' is not one that has a meaning");
    return {.said = said,
            .in_force = before,
            .refusal = before ? "its value has no meaning; what was in force stays" : "its value has no meaning"};
}

/// Part of it was seen: nothing is taken back, and what has no order stays as it was.
std::optional<SettledSetting> settle_part(const WorkstationSetting* said, const SettledSetting* before)
{
    const bool fresh = said != nullptr && said->number;
    if (before != nullptr && before->in_force) {
        const bool stricter =
            fresh && *said->number != *before->in_force &&
            policy::at_least_as_strict(said->policy, *said->number, *before->in_force).value_or(false);
        return stricter ? SettledSetting{.said = *said, .in_force = said->number} : *before;
    }
    if (fresh && tightens(said->policy)) {
        return SettledSetting{.said = *said, .in_force = said->number};
    }
    if (said != nullptr) {
        return SettledSetting{.said = *said, .refusal = "the policy could not be read completely"};
    }
    return before == nullptr ? std::nullopt : std::optional(*before);
}

/// Puts back what was in force, if that is right, and says why.
void refuse(SettledSetting& setting, const std::optional<WorkstationNumber>& before, bool before_is_right,
            std::string why)
{
    setting.in_force = before_is_right ? before : std::nullopt;
    setting.conflict = true;
    setting.refusal = std::move(why) + (setting.in_force ? "; what was in force stays" : "; it is not applied");
}

SettledSetting* find_mutable(SettledSettings& settings, WorkstationPolicy policy)
{
    const auto found = std::find_if(settings.begin(), settings.end(),
                                    [policy](const auto& each) { return each.said.policy == policy; });
    return found == settings.end() || !found->in_force ? nullptr : &*found;
}

bool lacks_the_cipher_of_3_0(WorkstationNumber order)
{
    const auto names = policy::ciphers_of(order);
    return !names.empty() && std::find(names.begin(), names.end(), needed_below_3_1_1) == names.end();
}

/// A maximum below what is required at least leaves no server that can be used.
void refuse_impossible_maximum(SettledSettings& settings, std::span<const SettledSetting> standing,
                               EncryptionMandate mandate)
{
    auto* const maximum = find_mutable(settings, WorkstationPolicy::max_dialect);
    if (maximum == nullptr) {
        return;
    }
    const auto minimum = in_force(settings, WorkstationPolicy::min_dialect).value_or(0);
    const bool by_mandate = mandate == EncryptionMandate::required && minimum < policy::smb3_00;
    const auto floor = by_mandate ? policy::smb3_00 : minimum;
    if (*maximum->in_force >= floor) {
        return;
    }
    const auto before = in_force(standing, WorkstationPolicy::max_dialect);
    refuse(*maximum, before, before && *before >= floor,
           by_mandate ? "encryption is required, and needs SMB 3.0 or later"
                      : "the policy's minimum, " + policy::words_of(WorkstationPolicy::min_dialect, minimum) +
                            ", is above it");
}

/// SMB 3.0 and 3.0.2 have one cipher; without it they cannot encrypt.
void refuse_impossible_ciphers(SettledSettings& settings, std::span<const SettledSetting> standing,
                               EncryptionMandate mandate)
{
    auto* const order = find_mutable(settings, WorkstationPolicy::cipher_order);
    const auto maximum = in_force(settings, WorkstationPolicy::max_dialect).value_or(policy::smb3_11);
    if (order == nullptr || mandate != EncryptionMandate::required || maximum >= policy::smb3_11 ||
        !lacks_the_cipher_of_3_0(*order->in_force)) {
        return;
    }
    const auto before = in_force(standing, WorkstationPolicy::cipher_order);
    refuse(*order, before, before && !lacks_the_cipher_of_3_0(*before),
           "encryption is required, the policy's maximum is " +
               policy::words_of(WorkstationPolicy::max_dialect, maximum) + ", and that needs AES-128-CCM");
}

} // namespace

const SettledSetting* find_in_force(std::span<const SettledSetting> settings, WorkstationPolicy policy)
{
    const auto found = std::find_if(settings.begin(), settings.end(),
                                    [policy](const auto& each) { return each.said.policy == policy; });
    return found == settings.end() ? nullptr : &*found;
}

WorkstationSettlement settle_workstation(std::span<const WorkstationSetting> fresh, Seen seen,
                                         std::span<const SettledSetting> standing, EncryptionMandate mandate)
{
    WorkstationSettlement result;
    for (const auto& info : policy::known_workstation_policies()) {
        const auto* const said = policy::find(fresh, info.policy);
        const auto* const before = find_in_force(standing, info.policy);
        if (seen == Seen::in_part) {
            if (auto part = settle_part(said, before)) {
                result.settings.push_back(*std::move(part));
            }
        } else if (said != nullptr) {
            result.settings.push_back(
                settle_said(*said, before == nullptr ? std::nullopt : before->in_force, result.doubts));
        }
    }
    refuse_impossible_maximum(result.settings, standing, mandate);
    refuse_impossible_ciphers(result.settings, standing, mandate);
    return result;
}

} // namespace gpseal::agent
