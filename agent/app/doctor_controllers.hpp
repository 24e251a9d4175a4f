#pragma once

#include "doctor_check.hpp"

#include <gpseal/agent/file_system.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

/// What a run needs of domain controllers before it asks for files, as it asks: a ticket from Kerberos, then a sealed
/// LDAP session; a line for each of them and each domain controller. Bounded in time as a whole.
[[nodiscard]] Checks check_logon(const agent::RootedPaths& paths, const std::string& domain,
                                 const std::vector<std::string>& hosts);

/// What to do about Kerberos' own words for why it gives no ticket (tests/lab/mitm_part2_kdc.sh sees them); empty: they
/// name nothing that has a remedy of its own.
[[nodiscard]] std::string kerberos_remedy(std::string_view words);

} // namespace gpseal::app
