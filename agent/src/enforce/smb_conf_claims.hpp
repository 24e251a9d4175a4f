#pragma once

#include "enforce/smb_conf_block.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What is ours in an smb.conf: the text of a block, and how its lines are told from the administrator's.
namespace gpseal::agent::smb_conf_block {

enum class Kind {
    first, ///< inside the administrator's [global]
    top,   ///< in a [global] of our own at the very top
    fresh, ///< as top, in a file that gpseal made
    last,  ///< in a [global] of our own at the end
};

/// What a marker line says about its block; both ends say it, so that one of them suffices.
struct Marker {
    bool is_end = false;
    Kind kind = Kind::first;
    std::size_t closers = 0; ///< newlines added to close the line before the block; one blank line more is always added

    [[nodiscard]] bool closes(const Marker& begin) const
    {
        return is_end && kind == begin.kind && closers == begin.closers;
    }
};

/// The whole block, from fixed texts only.
[[nodiscard]] std::string render(const Marker& marker, const Settings& settings);

struct PhysicalLine {
    std::size_t begin;
    std::size_t end;       ///< behind the newline
    std::string_view body; ///< without newline, and without the CR an editor may have put before it
    bool has_cr;
};

/// Finds every line that is ours: each marker, and what belongs to it.
class Claims {
public:
    struct Piece {
        std::size_t first_line;
        std::size_t last_line;
        Marker marker;
    };

    /// `text` must outlive this.
    explicit Claims(std::string_view text);

    [[nodiscard]] const std::vector<PhysicalLine>& lines() const { return lines_; }
    [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
    [[nodiscard]] bool ours(std::size_t line) const { return ours_[line]; }
    /// Not ours beyond doubt, but written as if.
    [[nodiscard]] bool looks_ours(std::size_t line) const;

private:
    [[nodiscard]] std::size_t setting_at(std::size_t line) const;
    [[nodiscard]] bool note_at(std::size_t line) const;
    [[nodiscard]] std::optional<std::size_t> end_of(std::size_t begin, const Marker& marker) const;
    std::size_t claim_after(std::size_t begin, const Marker& marker);
    std::size_t claim_before(std::size_t end, const Marker& marker);

    std::vector<PhysicalLine> lines_;
    std::vector<bool> ours_;
    std::vector<Piece> pieces_;
};

} // namespace gpseal::agent::smb_conf_block
