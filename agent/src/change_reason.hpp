#pragma once

#include "change_record.hpp"

#include <string>

namespace gpseal::agent {

/// What decided that something is to change, for the journal.
struct ChangeReason {
    std::string words;
    std::string gpo; ///< name of the GPO; empty: none, or several, which `words` name
    std::string gpo_guid;
};

/// A run that died says so in its report, which knows no mandate then.
[[nodiscard]] bool has_finished(const ComplianceReport& report);

/// Require Encryption where that is what changed since the last run, else the other policies that did. Pure.
[[nodiscard]] ChangeReason reason_of_change(const RunFacts& run, ChangeCause cause);

} // namespace gpseal::agent
