#pragma once

#include <gpseal/base/result.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// The text that gpseal keeps in smb.conf: bytes in, bytes out. The format is described line by line in agent/README.md.
namespace gpseal::agent::smb_conf_block {

/// One setting of the mandate: what the block says, and which of Samba's canonical spellings are at least as strict.
struct Setting {
    std::string_view name;
    std::string_view value;
    std::array<std::string_view, 5> satisfied_by; ///< as testparm prints them; unused ones are empty
};

/// `SMB3` would mean SMB3_11 and refuse 3.0 servers that do encrypt; testparm prints `SMB3` for SMB3_11.
inline constexpr std::array<Setting, 3> settings = {{
    {"client smb encrypt", "required", {"required"}},
    {"client signing", "required", {"required"}},
    {"client min protocol", "SMB3_00", {"SMB3_00", "SMB3_02", "SMB3_10", "SMB3", "SMB3_11"}},
}};

/// Nothing larger is edited.
inline constexpr std::size_t max_smb_conf_size = std::size_t{4} << 20;

enum class BlockState {
    absent,
    intact,  ///< byte for byte what this version writes, where it must stand
    damaged, ///< edited, incomplete, of another version, in the wrong place or there twice
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

[[nodiscard]] Status status(std::string_view text);

/// Puts both blocks in, or mends them. Idempotent; every other byte stays. `created`: there was no file, so removal
/// shall leave none. Fails only on a text above max_smb_conf_size.
[[nodiscard]] Result<std::string> insert(std::string_view text, bool created = false);

/// Takes out what insert() put in: remove(insert(x)) == x for every x without a marker of ours in it, also after other
/// lines were edited. Of a damaged block only lines that are ours beyond doubt go.
[[nodiscard]] std::string remove(std::string_view text);

} // namespace gpseal::agent::smb_conf_block
