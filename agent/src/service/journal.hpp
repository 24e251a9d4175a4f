#pragma once

#include "service/journal_entry.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

#include <vector>

namespace gpseal::agent {

/// Appends what is about to be changed, and why, to the journal (`journal.jsonl` in the state folder), durably and
/// before it is done: after any crash an administrator can read what was under way. Bounded: at 1 MiB the file becomes
/// `journal.jsonl.1`, which replaces the one before it. Undoing itself needs no journal: what gpseal writes carries
/// marks of its own.
[[nodiscard]] Result<void> record_changes(const RootedPaths& paths, const std::vector<JournalEntry>& entries);

/// Appends which of them were not made: those with `not_made`.
[[nodiscard]] Result<void> record_not_made(const RootedPaths& paths, const std::vector<JournalEntry>& entries);

/// What an administrator's command changes by itself: no run, now, by whoever is logged on.
[[nodiscard]] JournalEntry command_entry(ChangeCause cause, std::string reason, const ConfigChange& change);

/// Both files, oldest first. None is no failure. Errc::limit_exceeded: larger than gpseal lets them become.
[[nodiscard]] Result<ParsedJournal> read_journal(const RootedPaths& paths);

/// Of this build.
[[nodiscard]] std::string_view journal_version();

} // namespace gpseal::agent
