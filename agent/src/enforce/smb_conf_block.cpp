#include "enforce/smb_conf_block.hpp"

#include "enforce/smb_conf_claims.hpp"
#include "enforce/smb_conf_lines.hpp"

#include <algorithm>

namespace gpseal::agent::smb_conf_block {

namespace {

/// Takes back the newlines added before a last block, as far as they are still there. `more_follows`: other text comes
/// behind the block, so the line before it must stay closed.
void drop_added_newlines(std::string& out, std::size_t closers, bool has_cr, bool more_follows)
{
    const std::string_view unit = has_cr ? "\r\n" : "\n";
    std::size_t count = 0;
    std::string_view rest = out;
    while (rest.ends_with(unit) && count < closers + 2) {
        rest.remove_suffix(unit.size());
        ++count;
    }
    const bool blank_line = count >= closers + 1 && (count >= 2 || rest.empty());
    std::size_t dropped = 0;
    if (blank_line) {
        dropped = more_follows ? 1 : closers + 1;
    } else if (!more_follows && count == closers) {
        dropped = closers;
    }
    out.resize(out.size() - dropped * unit.size());
}

bool well_placed(const Marker& marker, std::size_t begin, std::size_t end, const std::vector<SmbConfLine>& lines)
{
    bool starts_a_line = false;
    std::size_t before = 0;
    std::size_t after = 0;
    bool in_global = true;
    for (const auto& line : lines) {
        starts_a_line = starts_a_line || line.begin == begin;
        if (line.meaningful() && line.begin < begin) {
            ++before;
            in_global = opens_global(line);
        }
        after += line.meaningful() && line.begin >= end ? 1U : 0U;
    }
    switch (marker.kind) {
    case Kind::first:
        return starts_a_line && before == 1 && in_global;
    case Kind::top:
    case Kind::fresh:
        return starts_a_line && before == 0;
    case Kind::last:
        return starts_a_line && after == 0;
    }
    return false;
}

/// Whether a block is a last one, and what shall stand in it.
struct Expected {
    bool last;
    const Settings& settings;
};

BlockState state_of(std::string_view text, const Claims& claims, const std::vector<SmbConfLine>& lines,
                    const Expected& wanted)
{
    auto state = BlockState::absent;
    for (const auto& piece : claims.pieces()) {
        if ((piece.marker.kind == Kind::last) != wanted.last) {
            continue;
        }
        const auto begin = claims.lines()[piece.first_line].begin;
        const auto end = claims.lines()[piece.last_line].end;
        const auto expected =
            render(Marker{.kind = piece.marker.kind, .closers = piece.marker.closers}, wanted.settings);
        const bool intact = state == BlockState::absent && text.substr(begin, end - begin) == expected &&
                            well_placed(piece.marker, begin, end, lines);
        state = intact ? BlockState::intact : BlockState::damaged;
    }
    return state;
}

/// Both blocks into a text that has none.
std::string place(std::string_view base, bool created, const Settings& wanted)
{
    const auto lines = smb_conf_lines(base);
    const auto opening =
        std::find_if(lines.begin(), lines.end(), [](const SmbConfLine& line) { return line.meaningful(); });
    const bool inside = !created && opening != lines.end() && opening->closed && opens_global(*opening);
    const auto at = inside ? opening->end : 0;
    auto text = std::string(base.substr(0, at));
    text += render({.kind = inside ? Kind::first : created ? Kind::fresh : Kind::top}, wanted);
    text += base.substr(at);
    const auto closers = newlines_to_close(text);
    text.append(closers + 1, '\n');
    return text + render({.kind = Kind::last, .closers = closers}, wanted);
}

} // namespace

std::string_view to_string(BlockState state)
{
    switch (state) {
    case BlockState::absent:
        return "absent";
    case BlockState::intact:
        return "intact";
    case BlockState::damaged:
        return "damaged";
    }
    return "damaged";
}

BlockState Status::overall() const
{
    return first == last ? first : BlockState::damaged;
}

Status status(std::string_view text, const Settings& wanted)
{
    const Claims claims(text);
    const auto lines = smb_conf_lines(text);
    Status result{.first = state_of(text, claims, lines, {false, wanted}),
                  .last = state_of(text, claims, lines, {true, wanted})};
    for (const auto& piece : claims.pieces()) {
        result.created = result.created || piece.marker.kind == Kind::fresh;
    }
    for (std::size_t i = 0; i < claims.lines().size(); ++i) {
        if (claims.looks_ours(i)) {
            result.leftovers.push_back(i + 1);
        }
    }
    return result;
}

Settings held_settings(std::string_view text)
{
    const Claims claims(text);
    Settings held;
    for (const auto& name : setting_names) {
        for (std::size_t i = claims.lines().size(); i > 0; --i) {
            const auto line = claims.lines()[i - 1].body;
            if (claims.ours(i - 1) && name_of_line(line) == &name) {
                held.push_back({name, std::string(line.substr(line.find('=') + 2))});
                break;
            }
        }
    }
    return held;
}

Result<std::string> insert(std::string_view text, bool created, const Settings& wanted)
{
    if (text.size() > max_smb_conf_size) {
        return fail(Errc::limit_exceeded, "has " + std::to_string(text.size()) + " bytes, more than the limit of " +
                                              std::to_string(max_smb_conf_size));
    }
    const auto now = status(text, wanted);
    if (now.overall() == BlockState::intact) {
        return std::string(text);
    }
    const auto base = remove(text);
    return place(base, now.created || (created && base.empty()), wanted);
}

std::string remove(std::string_view text)
{
    const Claims claims(text);
    const auto& lines = claims.lines();
    std::size_t kept_end = lines.size(); // behind the last line that stays
    while (kept_end > 0 && claims.ours(kept_end - 1)) {
        --kept_end;
    }
    std::string out;
    auto piece = claims.pieces().begin();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (piece != claims.pieces().end() && piece->first_line == i) {
            if (piece->marker.kind == Kind::last) {
                drop_added_newlines(out, piece->marker.closers, lines[i].has_cr, kept_end > i);
            }
            ++piece;
        }
        if (!claims.ours(i)) {
            out += text.substr(lines[i].begin, lines[i].end - lines[i].begin);
        }
    }
    return out;
}

} // namespace gpseal::agent::smb_conf_block
