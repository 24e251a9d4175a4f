#pragma once

#include "collect/machine_ticket.hpp"

#include <gpseal/agent/file_system.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// What this machine may be called in its domain, the surest first: `netbios name` of its smb.conf; its host name up to
/// the first dot, whole and cut to the 15 characters that a computer's name has at most. Under --root from the files
/// there; empty: they do not say.
[[nodiscard]] std::vector<std::string> machine_names(const RootedPaths& paths);

/// The global setting `netbios name`, as it stands; the last one counts. Included files are not followed.
[[nodiscard]] std::optional<std::string> netbios_name_of(std::string_view smb_conf);

/// Which of a keytab's accounts is this machine's: the first that has one of its names (above). Where nothing
/// tells the name, the only one. Errc::not_found: there is none; Errc::refused: they are other computers'.
[[nodiscard]] Result<MachineIdentity> choose_machine(const std::vector<MachineIdentity>& accounts,
                                                     const std::vector<std::string>& names);

} // namespace gpseal::agent
