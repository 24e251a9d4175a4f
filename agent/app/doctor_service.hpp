#pragma once

#include "doctor_check.hpp"

#include <gpseal/base/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

/// What systemd says of one unit; empty where it does not say.
struct UnitState {
    std::string id;     ///< "gpseald.service"
    std::string load;   ///< LoadState: "loaded", "not-found", "masked" …
    std::string active; ///< ActiveState: "active", "inactive", "failed" …
    std::string file;   ///< UnitFileState: "enabled", "disabled" …
};

/// The output of `systemctl show` for several units.
[[nodiscard]] std::vector<UnitState> parse_unit_states(std::string_view text);

/// Of gpseald's answer to "status" (Errc::not_found: it does not run) and what systemd says; no units: there is no
/// systemd. Pure.
[[nodiscard]] Checks judge_service(const Result<std::string>& answer, const std::vector<UnitState>& units);

} // namespace gpseal::app
