#pragma once

#include "service/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// What made gpseal change something.
enum class ChangeCause {
    policy,        ///< a GPO, or its end
    preference,    ///< `gpseal set` or `unset`
    release,       ///< `gpseal release`, or its end
    configuration, ///< gpseal.conf: the guard's mode, an exemption and its end, mounts
    revert,        ///< `gpseal revert`
    upgrade,       ///< another version of gpseal writes it otherwise
    local_edit,    ///< somebody else had changed what gpseal had set; it was taken back
    other,         ///< a line that does not say
};

[[nodiscard]] std::string_view to_string(ChangeCause cause);

/// One change, as the journal keeps it.
struct JournalEntry {
    WallTime at{};
    std::string run_id;  ///< empty: a command alone, no run
    std::string version; ///< of the gpseal that wrote it
    ChangeCause cause = ChangeCause::other;
    std::string reason; ///< in words
    std::string gpo;    ///< name of the GPO that decided; empty: none
    std::string gpo_guid;
    std::optional<std::uint32_t> uid; ///< of the administrator, where it was one
    std::string target;               ///< a path, or "nft table inet gpseal"
    std::string diff;
    bool loosens = false;
    std::optional<std::string> not_made; ///< why it could not be made after all

    bool operator==(const JournalEntry&) const = default;
};

/// The line of a change that is about to be made, without `not_made`, with its line feed. A diff that is longer than a
/// journal should keep is cut, which it says.
[[nodiscard]] std::string line_of(const JournalEntry& entry);
/// The line that says afterwards that a change was not made.
[[nodiscard]] std::string not_made_line(const JournalEntry& entry);

struct ParsedJournal {
    std::vector<JournalEntry> entries; ///< oldest first
    std::size_t unreadable = 0;        ///< lines: of a write that was cut off, or damaged
};

/// Never fails: what cannot be read is counted and left out, the rest stays.
[[nodiscard]] ParsedJournal parse_journal(std::string_view text);

} // namespace gpseal::agent
