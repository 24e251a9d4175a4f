#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

#include <string_view>
#include <vector>

namespace gpseal::agent {

/// Appends what is about to be changed, and why, to the undo journal (`journal.jsonl` in the state folder), durably
/// and before it is done: after any crash an administrator can read what was under way. Bounded: at 1 MiB the file
/// becomes `journal.jsonl.1`, which replaces the one before it. Undoing itself needs no journal: what gpseal writes
/// carries marks of its own.
[[nodiscard]] Result<void> record_changes(const RootedPaths& paths, std::string_view run_id, std::string_view reason,
                                          const std::vector<ConfigChange>& changes);

} // namespace gpseal::agent
