#include "enforce/modprobe_lines.hpp"

#include "enforce/cifs_flags.hpp"

#include <algorithm>
#include <array>

namespace gpseal::agent::modprobe_lines {

namespace {

constexpr std::string_view note_mark = "#|gpseal ";
constexpr std::string_view install_start = "install cifs ";
constexpr std::string_view install_end = " # gpseal";
constexpr std::string_view flags_file = "/proc/fs/cifs/SecurityFlags";

/// All that our lines can ask for.
constexpr std::array<std::uint32_t, 3> kinds = {cifs_flags::must_seal, cifs_flags::must_sign,
                                                cifs_flags::must_seal | cifs_flags::must_sign};

std::string notes_for(bool seals, bool signs)
{
    const std::string what = seals && signs ? "encrypts if its server can, and signs or is refused"
                             : seals        ? "encrypts if its server can"
                                            : "signs or is refused";
    const std::string why = seals && signs ? "policies \"Require encryption\" and \"Digitally sign (always)\""
                            : seals        ? "policy \"Require encryption\""
                                           : "policy \"Digitally sign (always)\"";
    return "#|gpseal what: every mount of the kernel's SMB client " + what + "\n#|gpseal why:  the domain's " + why +
           "; gpseal revert takes these lines out\n";
}

std::string sum_with(std::uint32_t demand)
{
    return "$((flags | " + std::to_string(demand) + "))";
}

/// One demand at a time, each added to what is there: the shell's arithmetic writes decimal numbers, and the kernel
/// reads them. Whether that worked does not matter to modprobe: a kernel that knows no such flag must still be able to
/// mount.
std::string lines_for(std::uint32_t demands)
{
    std::string settings;
    for (const auto demand : cifs_flags::demands) {
        if ((demands & demand) == demand) {
            settings += std::string(settings.empty() ? "" : "&& ") + "read -r flags <" + std::string(flags_file) +
                        " && echo " + sum_with(demand) + " >" + std::string(flags_file) + " ";
        }
    }
    return notes_for((demands & cifs_flags::must_seal) == cifs_flags::must_seal,
                     (demands & cifs_flags::must_sign) == cifs_flags::must_sign) +
           "install cifs /sbin/modprobe --ignore-install cifs $CMDLINE_OPTS && { { " +
           settings.substr(0, settings.size() - 1) + "; } 2>/dev/null || :; } # gpseal\n";
}

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

std::string insert(std::string_view text, std::uint32_t demands)
{
    return (demands == 0 ? std::string() : lines_for(demands)) + remove(text);
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
    const bool intact = std::any_of(kinds.begin(), kinds.end(),
                                    [&](std::uint32_t demands) { return text == lines_for(demands) + rest; });
    return intact ? State::intact : State::damaged;
}

std::uint32_t demands_in(std::string_view text)
{
    std::uint32_t found = 0;
    while (!text.empty()) {
        const auto line = take_line(text);
        for (const auto demand : cifs_flags::demands) {
            const bool asks = is_ours(line) && line.find(sum_with(demand)) != std::string_view::npos;
            found |= asks ? demand : 0;
        }
    }
    return found;
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
