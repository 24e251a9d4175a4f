#include <gpseal/policy/extension_names.hpp>

#include <algorithm>
#include <string>

namespace gpseal::policy {

namespace {

constexpr std::string_view spaces = " \t\r\n";
constexpr std::size_t guid_text_size = 38;

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(spaces);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

/// The extension of `{CSE}{TOOL}…`; nullopt unless all of it are GUIDs.
std::optional<Guid> extension_of(std::string_view group)
{
    std::optional<Guid> first;
    for (; !group.empty(); group = trimmed(group.substr(guid_text_size))) {
        const auto guid = parse_guid(group.substr(0, guid_text_size));
        if (!guid || group.front() != '{') {
            return std::nullopt;
        }
        first = first ? first : guid;
    }
    return first;
}

} // namespace

bool ExtensionNames::contains(std::string_view guid) const
{
    return std::find(extensions.begin(), extensions.end(), parse_guid(guid)) != extensions.end();
}

Result<ExtensionNames> parse_extension_names(std::string_view text)
{
    if (text.size() > max_extension_names_size) {
        return fail(Errc::limit_exceeded, "gPCMachineExtensionNames has " + std::to_string(text.size()) + " bytes");
    }
    ExtensionNames names;
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
        const auto end = text.find(']');
        const auto extension = text.front() == '[' && end != std::string_view::npos
                                   ? extension_of(trimmed(text.substr(1, end - 1)))
                                   : std::nullopt;
        if (!extension) {
            return fail(Errc::malformed, "gPCMachineExtensionNames is not a list of extensions");
        }
        text.remove_prefix(end + 1);
        if (!names.out_of_sequence && !names.extensions.empty() && *extension < names.extensions.back()) {
            names.out_of_sequence = extension;
        }
        if (!names.out_of_sequence) {
            names.extensions.push_back(*extension);
        }
    }
    return names;
}

bool names_extension(const std::optional<std::string>& machine_extension_names, std::string_view guid)
{
    const auto names = parse_extension_names(machine_extension_names.value_or(""));
    return names && names->contains(guid);
}

bool has_wmi_filter(std::string_view text)
{
    return !trimmed(text).empty();
}

} // namespace gpseal::policy
