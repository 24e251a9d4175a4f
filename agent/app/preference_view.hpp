#pragma once

#include "terminal.hpp"

#include <gpseal/agent/cycle.hpp>

#include <string>
#include <string_view>

namespace gpseal::app {

inline constexpr std::string_view setting_schema = "gpseal.setting/1";
inline constexpr std::string_view setting_name = "require-encryption";

/// The one setting, as Get-SmbClientConfiguration shows its own: what holds, and who says so.
struct SettingView {
    agent::KnownPolicy known;
    agent::LocalPreference preference;
    bool pending = false; ///< the last run went by something else: gpseal refresh applies this
    bool service = false; ///< gpseald runs and does so now

    /// The preference is set, and policy has the say.
    [[nodiscard]] bool outranked() const;
};

[[nodiscard]] std::string setting_text(const SettingView& view, const Terminal& terminal);
[[nodiscard]] std::string setting_json(const SettingView& view);

} // namespace gpseal::app
