#pragma once

#include "enforce/guard_table.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// guard.json in the state folder: what the kernel showed right after we loaded the table.
struct GuardRecord {
    std::string mode;
    std::string listing_sha256; ///< of `nft -s -t list table inet gpseal`

    bool operator==(const GuardRecord&) const = default;
};

/// nullopt: there is none, or it cannot be read as one; either way nothing is known about the table.
[[nodiscard]] std::optional<GuardRecord> read_guard_record(const std::filesystem::path& state);
[[nodiscard]] Result<void> write_guard_record(const std::filesystem::path& state, const GuardRecord& record);
[[nodiscard]] Result<void> remove_guard_record(const std::filesystem::path& state);

/// Lines kept in guard-counters.jsonl, and bytes; the oldest go first.
inline constexpr std::size_t max_saved_counters = 500;
inline constexpr std::size_t max_saved_counters_size = std::size_t{1} << 20;

/// Appends the counts and hits to guard-counters.jsonl before their table goes away; nothing counted, nothing written.
/// A file that is too large or cannot be read is renamed to guard-counters.jsonl.old, and a new one begun.
[[nodiscard]] Result<void> save_guard_counters(const std::filesystem::path& state, const GuardCounters& counters,
                                               std::string_view reason);

} // namespace gpseal::agent
