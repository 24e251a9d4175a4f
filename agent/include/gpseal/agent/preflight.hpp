#pragma once

#include <gpseal/agent/config.hpp>
#include <gpseal/agent/connection_probe.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// What became of turning the mandate on.
enum class PreflightResult {
    passed,  ///< every domain controller that was asked can encrypt
    unknown, ///< one of them did not tell; the mandate goes on
    warned,  ///< the machine cuts itself off, and the configuration wants it so
    stopped, ///< it would, and so nothing is changed
};

[[nodiscard]] std::string_view to_string(PreflightResult result);

/// A report's `preflight`: only of a run that turns the mandate on.
struct PreflightSection {
    PreflightResult result = PreflightResult::passed;
    std::vector<std::string> reasons; ///< empty when it passed

    bool operator==(const PreflightSection&) const = default;
};

/// Whether a machine that must encrypt cannot read its policy any more: the domain controller that policy came from
/// cannot encrypt, or none of them all can. What is not known cuts nobody off.
[[nodiscard]] bool cuts_off_policy(std::span<const ControllerAnswer> answers);

/// What follows from the answers of those that policy came from. `mode` is stop or warn.
[[nodiscard]] PreflightSection judge_preflight(std::span<const ControllerAnswer> answers, Preflight mode);

} // namespace gpseal::agent
