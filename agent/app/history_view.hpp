#pragma once

#include "service/journal_entry.hpp"
#include "terminal.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gpseal::app {

inline constexpr std::string_view history_schema = "gpseal.history/1";

/// What `gpseal history` shows.
struct HistoryView {
    std::vector<agent::JournalEntry> entries; ///< newest first
    std::size_t left_out = 0;                 ///< older ones, for --limit
    std::size_t unreadable = 0;               ///< lines of the journal
};

[[nodiscard]] std::string journal_text(const HistoryView& view, const Terminal& terminal);
/// Each change with its diff.
[[nodiscard]] std::string journal_diffs(const HistoryView& view, const Terminal& terminal);
[[nodiscard]] std::string journal_json(const HistoryView& view);

} // namespace gpseal::app
