#include "probe/process_facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace gpseal::agent {

namespace {

/// Cuts the next piece off `text`, up to `end`, which goes too.
std::string_view next_piece(std::string_view& text, char end)
{
    const auto piece = text.substr(0, text.find(end));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    return piece;
}

std::string_view file_name(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

bool is_samba_client(std::string_view program)
{
    constexpr std::array<std::string_view, 9> names = {"smbclient", "rpcclient", "net",      "smbcacls", "smbcquotas",
                                                       "smbget",    "smbtree",   "smbspool", "smbtar"};
    return std::find(names.begin(), names.end(), file_name(program)) != names.end();
}

/// "--option=client smb encrypt=off" and all that begins with one of these; "-s" takes its value as it likes.
bool overrides(std::string_view argument)
{
    constexpr std::array<std::string_view, 4> starts = {"--configfile", "--option", "--client-protection=off",
                                                        "--client-protection=sign"};
    const bool short_form = argument.starts_with("-s") && !argument.starts_with("--");
    return short_form || std::any_of(starts.begin(), starts.end(),
                                     [&](std::string_view start) { return argument.starts_with(start); });
}

} // namespace

std::optional<std::uint64_t> start_ticks(std::string_view stat)
{
    const auto name_end = stat.rfind(") ");
    if (name_end == std::string_view::npos) {
        return std::nullopt;
    }
    stat.remove_prefix(name_end + 2);
    constexpr int fields_before = 19; // of field 22, behind field 2
    for (int i = 0; i < fields_before; ++i) {
        (void)next_piece(stat, ' ');
    }
    const auto field = stat.substr(0, stat.find(' '));
    std::uint64_t ticks = 0;
    const auto parsed = std::from_chars(field.data(), field.data() + field.size(), ticks);
    return parsed.ec == std::errc{} && parsed.ptr == field.data() + field.size() ? std::optional(ticks) : std::nullopt;
}

std::string_view process_name(std::string_view stat)
{
    const auto begin = stat.find('(');
    const auto end = stat.rfind(')');
    return begin == std::string_view::npos || end == std::string_view::npos || end < begin
               ? std::string_view{}
               : stat.substr(begin + 1, end - begin - 1);
}

std::string_view mapped_library(std::string_view maps, std::string_view library)
{
    while (!maps.empty()) {
        auto line = next_piece(maps, '\n');
        const auto slash = line.find('/');
        if (slash == std::string_view::npos) {
            continue;
        }
        line.remove_prefix(slash);
        const auto name = file_name(line);
        if (name.starts_with(library) && (name.size() == library.size() || name[library.size()] == '.')) {
            return line;
        }
    }
    return {};
}

std::optional<std::string_view> environment_value(std::string_view environ, std::string_view name)
{
    while (!environ.empty()) {
        const auto entry = next_piece(environ, '\0');
        if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=') {
            return entry.substr(name.size() + 1);
        }
    }
    return std::nullopt;
}

std::string_view overriding_option(std::string_view cmdline)
{
    if (!is_samba_client(next_piece(cmdline, '\0'))) {
        return {};
    }
    while (!cmdline.empty()) {
        const auto argument = next_piece(cmdline, '\0');
        if (overrides(argument)) {
            return argument;
        }
    }
    return {};
}

} // namespace gpseal::agent
