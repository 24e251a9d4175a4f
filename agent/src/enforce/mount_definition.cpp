#include "enforce/mount_definition.hpp"

#include "enforce/mount_options.hpp"
#include "probe/mount_table.hpp"

#include <algorithm>

namespace gpseal::agent {

namespace {

constexpr std::string_view was = "#|gpseal was: ";
constexpr std::string_view blanks = " \t";

/// A line without its newline; what the formats join to it is not.
struct Line {
    std::string_view text;
    bool ended = true;      ///< by a newline
    bool continued = false; ///< the one before ends in a backslash
    bool continues = false; ///< this one does
    bool in_mount = false;  ///< of a unit: within [Mount]
};

/// Walks through a text line by line.
class Lines {
public:
    explicit Lines(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() const { return text_.empty(); }
    Line next()
    {
        Line line{.text = text_.substr(0, text_.find('\n'))};
        line.ended = line.text.size() < text_.size();
        text_.remove_prefix(std::min(line.text.size() + 1, text_.size()));
        line.continued = open_;
        // a comment takes no part in joining lines, and does not end it
        const bool comment = line.text.starts_with('#') || line.text.starts_with(';');
        open_ = comment ? open_ : line.text.ends_with('\\');
        line.continues = !comment && open_;
        if (!line.continued && line.text.starts_with('[')) {
            in_mount_ = line.text.starts_with("[Mount]");
        }
        line.in_mount = in_mount_;
        return line;
    }

private:
    std::string_view text_;
    bool open_ = false;
    bool in_mount_ = false;
};

/// Where the options stand in a line, and of what.
struct Found {
    std::size_t at = 0;
    std::size_t size = 0;
    std::string what;
};

std::string_view word(std::string_view line, std::size_t from)
{
    const auto start = std::min(line.find_first_not_of(blanks, from), line.size());
    return line.substr(start, line.find_first_of(blanks, start) - start);
}

std::size_t offset_of(std::string_view part, std::string_view line)
{
    return static_cast<std::size_t>(part.data() - line.data());
}

bool is_cifs(std::string_view type)
{
    return type == "cifs" || type == "smb3";
}

std::optional<Found> find_fstab(std::string_view line)
{
    const auto entries = parse_mount_table(line, {});
    if (!entries || entries->size() != 1 || !entries->front().is_smb()) {
        return std::nullopt;
    }
    std::string_view field = line.substr(0, 0);
    for (int i = 0; i < 4; ++i) {
        field = word(line, offset_of(field, line) + field.size());
    }
    const auto& entry = entries->front();
    return Found{offset_of(field, line), field.size(), entry.target + " of " + entry.source};
}

/// `key -fstype=cifs,… ://server/share`: options are the word that begins with a dash, directly behind the key.
std::optional<Found> find_autofs(std::string_view line)
{
    const auto key = word(line, 0);
    if (key.empty() || key.starts_with('#') || key.starts_with('+')) {
        return std::nullopt;
    }
    const auto options = word(line, offset_of(key, line) + key.size());
    if (!options.starts_with('-') ||
        !is_cifs(mount_options::value(options.substr(1), "fstype").value_or(std::string()))) {
        return std::nullopt;
    }
    const auto place = word(line, offset_of(options, line) + options.size());
    return Found{offset_of(options, line) + 1, options.size() - 1, std::string(key) + " of " + std::string(place)};
}

/// `Options=`, with blanks around the sign as systemd allows.
std::optional<std::string_view> unit_value(std::string_view line, std::string_view name)
{
    const auto start = std::min(line.find_first_not_of(blanks), line.size());
    if (!line.substr(start).starts_with(name)) {
        return std::nullopt;
    }
    const auto sign = line.find_first_not_of(blanks, start + name.size());
    if (sign == std::string_view::npos || line[sign] != '=') {
        return std::nullopt;
    }
    const auto from = std::min(line.find_first_not_of(blanks, sign + 1), line.size());
    return line.substr(from, line.find_last_not_of(" \t\r") + 1 - std::min(from, line.find_last_not_of(" \t\r") + 1));
}

std::optional<Found> find_unit(std::string_view line)
{
    const auto options = unit_value(line, "Options");
    if (!options) {
        return std::nullopt;
    }
    return Found{offset_of(*options, line), options->size(), {}};
}

std::optional<Found> find(MountFileKind kind, std::string_view line)
{
    switch (kind) {
    case MountFileKind::fstab:
        return find_fstab(line);
    case MountFileKind::unit:
        return find_unit(line);
    case MountFileKind::autofs_map:
        return find_autofs(line);
    }
    return std::nullopt;
}

/// The line as it shall be; nullopt: it may stay, or is not ours to change.
std::optional<std::string> sealed_line(MountFileKind kind, std::string_view line)
{
    const auto found = find(kind, line);
    if (!found || found->size == 0 || line.find('\0') != std::string_view::npos) {
        return std::nullopt;
    }
    const auto options = line.substr(found->at, found->size);
    if (!mount_options::fault(options)) {
        return std::nullopt;
    }
    return std::string(line.substr(0, found->at)) + mount_options::sealed(options) +
           std::string(line.substr(found->at + found->size));
}

/// A whole unit: what it mounts, and where its options stand.
struct Unit {
    std::string what;
    std::string where;
    std::string type;
    std::string options;
    std::size_t type_line = 0;
    std::size_t options_line = 0; ///< 0: none
    bool joined = false;          ///< options over several lines
};

Unit read_unit(std::string_view text)
{
    Unit unit;
    Lines lines(text);
    for (std::size_t number = 1; !lines.at_end(); ++number) {
        const auto line = lines.next();
        if (!line.in_mount || line.continued) {
            continue;
        }
        if (const auto value = unit_value(line.text, "What")) {
            unit.what = *value;
        } else if (const auto where = unit_value(line.text, "Where")) {
            unit.where = *where;
        } else if (const auto type = unit_value(line.text, "Type")) {
            unit.type = *type;
            unit.type_line = number;
        } else if (const auto options = unit_value(line.text, "Options")) {
            unit.options = *options; // the last one counts
            unit.options_line = number;
            unit.joined = line.continues;
        }
    }
    return unit;
}

std::vector<MountDefinition> unit_definitions(std::string_view text)
{
    const auto unit = read_unit(text);
    if (!is_cifs(unit.type)) {
        return {};
    }
    auto fault = mount_options::fault(unit.options);
    if (unit.joined) {
        fault = "with options over several lines, which are not read";
    }
    return {{unit.options_line != 0 ? unit.options_line : unit.type_line, unit.where + " of " + unit.what, fault}};
}

/// Of a unit only the last Options= line counts.
bool may_change(const std::optional<Unit>& unit, const Line& line, std::size_t number)
{
    return !line.continued && !line.continues && (!unit || (is_cifs(unit->type) && number == unit->options_line));
}

void append(std::string& text, std::string_view line, bool ended)
{
    text += line;
    text += ended ? "\n" : "";
}

} // namespace

std::vector<MountDefinition> mount_definitions(MountFileKind kind, std::string_view text)
{
    if (kind == MountFileKind::unit) {
        return unit_definitions(text);
    }
    std::vector<MountDefinition> all;
    Lines lines(text);
    for (std::size_t number = 1; !lines.at_end(); ++number) {
        const auto line = lines.next();
        const bool joins = kind == MountFileKind::autofs_map; // in fstab a backslash is no more than that
        if (joins && line.continued) {
            continue;
        }
        if (const auto found = find(kind, line.text)) {
            all.push_back({number, found->what, mount_options::fault(line.text.substr(found->at, found->size))});
        }
    }
    return all;
}

std::string add_seal(MountFileKind kind, std::string_view given)
{
    const auto text = take_back_seal(kind, given);
    const auto unit = kind == MountFileKind::unit ? std::optional(read_unit(text)) : std::nullopt;
    std::string out;
    Lines lines(text);
    for (std::size_t number = 1; !lines.at_end(); ++number) {
        const auto line = lines.next();
        const auto sealed = may_change(unit, line, number) ? sealed_line(kind, line.text) : std::nullopt;
        if (sealed) {
            append(out, std::string(was) + std::string(line.text), true);
        }
        append(out, sealed ? std::string_view(*sealed) : line.text, line.ended);
    }
    return out;
}

std::string take_back_seal(MountFileKind kind, std::string_view text)
{
    std::string out;
    Lines lines(text);
    std::optional<std::string_view> before; ///< what the last line, a comment of ours, says that this one was
    while (!lines.at_end()) {
        const auto line = lines.next();
        if (line.text.starts_with(was)) {
            before = line.text.substr(was.size());
            continue;
        }
        const bool untouched = before && sealed_line(kind, *before) == line.text;
        append(out, untouched ? *before : line.text, line.ended);
        before.reset();
    }
    return out;
}

bool has_added_seal(std::string_view text)
{
    return text.starts_with(was) || text.find("\n" + std::string(was)) != std::string_view::npos;
}

} // namespace gpseal::agent
