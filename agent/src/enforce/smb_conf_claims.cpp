#include "enforce/smb_conf_claims.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace gpseal::agent::smb_conf_block {

namespace {

constexpr std::array<std::string_view, 4> kind_names = {"first", "top", "new", "last"};
constexpr std::string_view begin_mark = "#<gpseal ";
constexpr std::string_view end_mark = "#</gpseal ";
constexpr std::string_view note_mark = "#|gpseal ";
constexpr std::string_view header = "[global]";
constexpr std::size_t max_closers_digits = 7; // of max_smb_conf_size

std::optional<Marker> parse_marker(std::string_view line)
{
    Marker marker{.is_end = line.starts_with(end_mark)};
    if (!marker.is_end && !line.starts_with(begin_mark)) {
        return std::nullopt;
    }
    line.remove_prefix(marker.is_end ? end_mark.size() : begin_mark.size());
    const auto space = line.find(' ');
    const auto close = line.find('>');
    if (close == std::string_view::npos || space > close || (marker.is_end && close + 1 != line.size())) {
        return std::nullopt;
    }
    const auto* const name = std::find(kind_names.begin(), kind_names.end(), line.substr(0, space));
    const auto digits = line.substr(space + 1, close - space - 1);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), marker.closers);
    if (name == kind_names.end() || digits.size() > max_closers_digits || parsed.ec != std::errc{} ||
        parsed.ptr != digits.data() + digits.size()) {
        return std::nullopt;
    }
    marker.kind = static_cast<Kind>(name - kind_names.begin());
    return marker;
}

std::vector<PhysicalLine> physical_lines(std::string_view text)
{
    std::vector<PhysicalLine> lines;
    for (std::size_t at = 0; at < text.size(); at = lines.back().end) {
        const auto newline = std::min(text.find('\n', at), text.size());
        auto body = text.substr(at, newline - at);
        const bool has_cr = body.ends_with('\r');
        body.remove_suffix(has_cr ? 1 : 0);
        lines.push_back({at, std::min(newline + 1, text.size()), body, has_cr});
    }
    return lines;
}

} // namespace

std::string render(const Marker& marker, const Settings& settings)
{
    const auto label =
        std::string(kind_names.at(static_cast<std::size_t>(marker.kind))) + " " + std::to_string(marker.closers) + ">";
    std::string text;
    const auto add = [&text](std::string_view mark, std::string_view line) { text.append(mark).append(line) += '\n'; };
    add(begin_mark, label + " kept by gpseal; \"gpseal revert\" takes it out; put lines of your own outside of it");
    if (!settings.empty() && settings.front() == mandate_settings().front()) {
        add(note_mark, "what: the Samba clients of this machine must encrypt every SMB connection");
        add(note_mark, "why:  the policy \"Require Encryption\", or a local preference; \"gpseal status\" names it");
    }
    if (settings != mandate_settings()) {
        add(note_mark, "what: how the Samba clients of this machine connect to SMB servers");
        add(note_mark, "why:  policies of Lanman Workstation; \"gpseal report\" names them");
    }
    add(note_mark, marker.kind == Kind::last ? "here: at the end it outranks every line above it"
                                             : "here: at the top it holds even if a line below it is broken");
    if (marker.kind != Kind::first) {
        add(header, "");
    }
    for (const auto& setting : settings) {
        add(line_of(setting), "");
    }
    add(end_mark, label);
    return text;
}

Claims::Claims(std::string_view text) : lines_(physical_lines(text)), ours_(lines_.size(), false)
{
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        if (const auto marker = parse_marker(lines_[i].body)) {
            i = marker->is_end ? claim_before(i, *marker) : claim_after(i, *marker);
        }
    }
}

bool Claims::looks_ours(std::size_t line) const
{
    const auto body = lines_[line].body;
    const auto holds = [body](std::string_view mark) { return body.find(mark.substr(1)) != std::string_view::npos; };
    return !ours_[line] && (holds(begin_mark) || holds(end_mark) || holds(note_mark));
}

/// The place in setting_names of the setting whose line this is; setting_names.size() if none.
std::size_t Claims::setting_at(std::size_t line) const
{
    const auto* const name = name_of_line(lines_[line].body);
    return name == nullptr ? setting_names.size() : static_cast<std::size_t>(name - setting_names.begin());
}

bool Claims::note_at(std::size_t line) const
{
    return lines_[line].body.starts_with(note_mark);
}

/// The block's end, searched up to the next beginning of one; nullopt: it was lost.
std::optional<std::size_t> Claims::end_of(std::size_t begin, const Marker& marker) const
{
    for (auto i = begin + 1; i < lines_.size(); ++i) {
        if (const auto other = parse_marker(lines_[i].body)) {
            return other->closes(marker) ? std::optional(i) : std::nullopt;
        }
    }
    return std::nullopt;
}

/// Forward from a beginning. Between both markers our lines go and others stay; without an end, only the unbroken
/// run of our lines goes, in the order in which they are written.
std::size_t Claims::claim_after(std::size_t begin, const Marker& marker)
{
    const auto end = end_of(begin, marker);
    std::size_t last = begin;
    std::size_t next_setting = 0;
    bool header_open = marker.kind != Kind::first;
    ours_[begin] = true;
    for (auto i = begin + 1; i < end.value_or(lines_.size()); ++i) {
        const auto setting = setting_at(i);
        const bool is_header = header_open && next_setting == 0 && lines_[i].body == header;
        const bool is_setting = setting < setting_names.size() && setting >= next_setting;
        ours_[i] = is_header || is_setting || (next_setting == 0 && note_at(i));
        if (!ours_[i] && !end) {
            break;
        }
        header_open = header_open && !is_header;
        next_setting = is_setting ? setting + 1 : next_setting;
        last = ours_[i] ? i : last;
    }
    if (end) {
        ours_[*end] = true;
        last = *end;
    }
    pieces_.push_back({begin, last, marker});
    return last;
}

/// Backward from an end whose beginning was lost: the unbroken run of our lines before it. A [global] counts as
/// ours only with one of our notes right before it.
std::size_t Claims::claim_before(std::size_t end, const Marker& marker)
{
    const auto floor = pieces_.empty() ? 0 : pieces_.back().last_line + 1;
    auto first = end;
    for (auto expected = setting_names.size(); first > floor && setting_at(first - 1) < expected;) {
        expected = setting_at(--first);
    }
    if (marker.kind != Kind::first && first > floor + 1 && lines_[first - 1].body == header && note_at(first - 2)) {
        --first;
    }
    if (marker.kind == Kind::first || lines_[first].body == header) {
        while (first > floor && note_at(first - 1)) {
            --first;
        }
    }
    std::fill(ours_.begin() + static_cast<std::ptrdiff_t>(first), ours_.begin() + static_cast<std::ptrdiff_t>(end),
              true);
    ours_[end] = true;
    pieces_.push_back({first, end, marker});
    return end;
}

} // namespace gpseal::agent::smb_conf_block
