#pragma once

#include "enforce/smb_conf_settings.hpp"

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// The text that gpseal keeps in smb.conf: bytes in, bytes out. The format is described line by line in agent/README.md.
namespace gpseal::agent::smb_conf_block {

/// Nothing larger is edited.
inline constexpr std::size_t max_smb_conf_size = std::size_t{4} << 20;

enum class BlockState {
    absent,
    intact,  ///< byte for byte what this version writes of the wanted settings, where it must stand
    damaged, ///< edited, incomplete, of other settings or another version, in the wrong place or there twice
};

[[nodiscard]] std::string_view to_string(BlockState state);

struct Status {
    BlockState first = BlockState::absent;
    BlockState last = BlockState::absent;
    bool created = false;               ///< the block says that gpseal made the file
    std::vector<std::size_t> leftovers; ///< lines (from 1) that look like ours but cannot be told to be: never removed

    [[nodiscard]] BlockState overall() const;
    bool operator==(const Status&) const = default;
};

[[nodiscard]] Status status(std::string_view text, const Settings& wanted = mandate_settings());

/// What the lines that are ours say, each name once; with two values of one name, that of the last.
[[nodiscard]] Settings held_settings(std::string_view text);

/// Puts both blocks in, or mends them. Idempotent; every other byte stays. `created`: there was no file, so removal
/// shall leave none. Fails only on a text above max_smb_conf_size.
[[nodiscard]] Result<std::string> insert(std::string_view text, bool created = false,
                                         const Settings& wanted = mandate_settings());

/// Takes out what insert() put in: remove(insert(x)) == x for every x without a marker of ours in it, also after other
/// lines were edited. Of a damaged block only lines that are ours beyond doubt go.
[[nodiscard]] std::string remove(std::string_view text);

} // namespace gpseal::agent::smb_conf_block
