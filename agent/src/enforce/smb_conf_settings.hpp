#pragma once

#include <gpseal/agent/smb_client_stack.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The lines that gpseal may keep in smb.conf: names and values from fixed tables, never a byte of a policy.
namespace gpseal::agent::smb_conf_block {

struct Setting {
    std::string_view name; ///< one of setting_names
    std::string value;

    bool operator==(const Setting&) const = default;
};

/// In the order of setting_names, each name once.
using Settings = std::vector<Setting>;

inline constexpr std::array<std::string_view, 8> setting_names = {
    "client smb encrypt",
    "client signing",
    "client min protocol",
    "client ipc min protocol",
    "client max protocol",
    "client ipc max protocol",
    "client smb3 encryption algorithms",
    "client use kerberos",
};

/// What the mandate alone needs. `SMB3` would mean SMB3_11 and refuse 3.0 servers that do encrypt.
[[nodiscard]] const Settings& mandate_settings();

/// What the mandate and the other policies need together, the stricter where both speak of one setting. Where the other
/// policies are not known, what is held stays, but for the mandate's own line.
[[nodiscard]] Settings settings_for(const WantedState& wanted, const Settings& held = {});

/// Both, the stricter of each; of two that have no order, what is held.
[[nodiscard]] Settings stricter_of(const Settings& held, const Settings& wanted);

/// nullptr, or the name in setting_names whose line some version of ours writes as "\tNAME = VALUE".
[[nodiscard]] const std::string_view* name_of_line(std::string_view line);
[[nodiscard]] std::string line_of(const Setting& setting);

/// Whether a value as testparm prints it ("SMB2", "SMB3", "yes") is at least as strict as the one that is wanted.
[[nodiscard]] bool satisfies(const Setting& wanted, std::string_view found);

/// Whether `wanted` lacks, or weakens, anything that is held.
[[nodiscard]] bool weakens(std::span<const Setting> held, std::span<const Setting> wanted);

} // namespace gpseal::agent::smb_conf_block
