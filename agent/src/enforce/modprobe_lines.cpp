#include "enforce/modprobe_lines.hpp"

#include <algorithm>

namespace gpseal::agent::modprobe_lines {

namespace {

constexpr std::string_view note_mark = "#|gpseal ";
constexpr std::string_view install_start = "install cifs ";
constexpr std::string_view install_end = " # gpseal";
/// 262208 is 0x40040, "must seal": the shell's arithmetic writes decimal numbers, and the kernel reads them. Whether
/// that worked does not matter to modprobe: a kernel that knows no such flag must still be able to mount.
constexpr std::string_view ours =
    "#|gpseal what: every mount of the kernel's SMB client encrypts if its server can\n"
    "#|gpseal why:  the domain's policy \"Require encryption\"; gpseal revert takes these lines out\n"
    "install cifs /sbin/modprobe --ignore-install cifs $CMDLINE_OPTS && { { read -r flags </proc/fs/cifs/SecurityFlags "
    "&& echo $((flags | 262208)) >/proc/fs/cifs/SecurityFlags; } 2>/dev/null || :; } # gpseal\n";

/// The next line with its newline, if it has one.
std::string_view take_line(std::string_view& text)
{
    const auto end = text.find('\n');
    const auto line = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
    text.remove_prefix(line.size());
    return line;
}

std::string_view without_newline(std::string_view line)
{
    if (line.ends_with('\n')) {
        line.remove_suffix(1);
    }
    return line;
}

bool is_ours(std::string_view line)
{
    line = without_newline(line);
    return line.starts_with(note_mark) || (line.starts_with(install_start) && line.ends_with(install_end));
}

std::string_view take_word(std::string_view& line)
{
    constexpr std::string_view blanks = " \t";
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    const auto word = line.substr(0, line.find_first_of(blanks));
    line.remove_prefix(word.size());
    return word;
}

} // namespace

std::string_view to_string(State state)
{
    switch (state) {
    case State::absent:
        return "absent";
    case State::intact:
        return "intact";
    case State::damaged:
        return "damaged";
    }
    return "damaged";
}

std::string insert(std::string_view text)
{
    return std::string(ours) + remove(text);
}

std::string remove(std::string_view text)
{
    std::string left;
    while (!text.empty()) {
        const auto line = take_line(text);
        left += is_ours(line) ? std::string_view{} : line;
    }
    return left;
}

State state(std::string_view text)
{
    const auto rest = remove(text);
    if (rest.size() == text.size()) {
        return State::absent;
    }
    return text == std::string(ours) + rest ? State::intact : State::damaged;
}

std::optional<std::size_t> foreign_install(std::string_view text)
{
    bool continued = false; // a backslash at the end of a line joins the next one to it
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto whole = without_newline(take_line(text));
        auto line = whole;
        const bool begins = !continued;
        continued = whole.ends_with('\\');
        if (begins && !is_ours(whole) && take_word(line) == "install" && take_word(line) == "cifs") {
            return number;
        }
    }
    return std::nullopt;
}

} // namespace gpseal::agent::modprobe_lines
