#pragma once

#include "gpo_content.hpp"

namespace gpseal::policy {

// What leaves open whether a GPO applies: of what it says, the stricter counts.

/// The finding about a WMI filter.
void note_filter(GpoVerdict& verdict);

/// A WMI filter is not evaluated: the GPO is denied unless it asks for encryption.
void judge_wmi_filter(const GpoSnapshot& snapshot, GpoContent& content);

/// Windows is not known to look for the folder where the attribute does not name it, so nobody knows whether the GPO
/// applies there; nothing is taken back until somebody mends it.
void judge_missing_path(const GpoSnapshot& snapshot, GpoContent& content);

} // namespace gpseal::policy
