#include <gpseal/base/registry_path.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal {

namespace {

struct NamedHive {
    std::string_view name;
    RegistryHive hive;
};
constexpr NamedHive hives[] = {
    {"HKLM", RegistryHive::machine}, {"HKEY_LOCAL_MACHINE", RegistryHive::machine},
    {"HKCU", RegistryHive::user},    {"HKEY_CURRENT_USER", RegistryHive::user},
    {"HKU", RegistryHive::other},    {"HKEY_USERS", RegistryHive::other},
    {"HKCR", RegistryHive::other},   {"HKEY_CLASSES_ROOT", RegistryHive::other},
    {"HKCC", RegistryHive::other},   {"HKEY_CURRENT_CONFIG", RegistryHive::other},
};

/// What stands in front of a hive: regedit's address bar, and PowerShell's provider, short and in full.
constexpr std::string_view fronts[] = {"Computer\\", "Registry::", "Microsoft.PowerShell.Core\\Registry::"};

bool starts_icase(std::string_view text, std::string_view front)
{
    return text.size() >= front.size() && equals_icase(text.substr(0, front.size()), front);
}

std::string_view without_front(std::string_view text)
{
    if (text.size() > 2 && text.starts_with('[') && text.ends_with(']')) { // as a .reg file has it
        text = text.substr(1, text.size() - 2);
    }
    for (const auto front : fronts) {
        if (starts_icase(text, front)) {
            text.remove_prefix(front.size());
            break;
        }
    }
    return text;
}

std::string_view without_last_backslash(std::string_view key)
{
    return key.ends_with('\\') ? key.substr(0, key.size() - 1) : key;
}

} // namespace

RegistryPath registry_path(std::string_view text)
{
    const auto path = without_front(text);
    const auto first = path.substr(0, path.find('\\'));
    const auto drive = first.ends_with(':') ? first.substr(0, first.size() - 1) : first; // HKLM:\ of PowerShell
    const auto* const found = std::find_if(std::begin(hives), std::end(hives),
                                           [&](const auto& each) { return equals_icase(each.name, drive); });
    if (found == std::end(hives)) {
        return {std::nullopt, without_last_backslash(text)};
    }
    return {found->hive, without_last_backslash(path.substr(std::min(first.size() + 1, path.size())))};
}

} // namespace gpseal
