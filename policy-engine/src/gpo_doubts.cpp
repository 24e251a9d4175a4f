#include "gpo_doubts.hpp"

#include <gpseal/policy/extension_names.hpp>

namespace gpseal::policy {

void note_filter(GpoVerdict& verdict)
{
    verdict.note("wmi_filter_not_evaluated",
                 "its WMI filter cannot be evaluated here; of what it says, the stricter counts",
                 "filter by security groups instead");
}

void judge_wmi_filter(const GpoSnapshot& snapshot, GpoContent& content)
{
    if (!has_wmi_filter(snapshot.attributes.wql_filter.value_or(""))) {
        return;
    }
    auto& verdict = content.verdict;
    content.filtered = true;
    const auto state = state_alone(content);
    if (state == PolicyState::enabled) {
        verdict.note("wmi_filter_not_evaluated",
                     "its WMI filter cannot be evaluated here; it applies, because it asks for encryption; of what "
                     "else it says, the stricter counts",
                     "filter by security groups instead");
        return;
    }
    note_filter(verdict);
    if (state == PolicyState::unrecognised) {
        verdict.doubt(Errc::unsupported, "its WMI filter cannot be evaluated here, and its value has no meaning");
    }
    verdict.deny(DenyReason::wmi_filter,
                 "its WMI filter cannot be evaluated here; left out, because it does not ask for encryption; its other "
                 "settings count where they are stricter");
}

void judge_missing_path(const GpoSnapshot& snapshot, GpoContent& content)
{
    if (snapshot.attributes.file_sys_path) {
        return;
    }
    auto& verdict = content.verdict;
    content.filtered = true;
    verdict.doubt(
        Errc::not_found,
        "it has no gPCFileSysPath; what its own folder holds counts where it is stricter; restore the GPO from "
        "a backup, or set the attribute to that folder");
    if (!verdict.denied && state_alone(content) != PolicyState::enabled) {
        verdict.deny(DenyReason::not_found_or_no_read, "it has no gPCFileSysPath");
    }
}

} // namespace gpseal::policy
