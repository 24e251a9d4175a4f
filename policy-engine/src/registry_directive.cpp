#include <gpseal/policy/registry_directive.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

constexpr std::string_view marker = "**";
constexpr std::string_view delete_value = "**del.";
constexpr std::string_view soft_value = "**soft.";

/// Whole names; [MS-GPREG] writes `**DelVals.`, Microsoft's file format page `**DelVals`: both are in use.
struct WholeName {
    std::string_view name;
    RegistryAction action;
};
constexpr WholeName whole_names[] = {
    {"**delvals.", RegistryAction::delete_values},     {"**delvals", RegistryAction::delete_values},
    {"**deletevalues", RegistryAction::delete_listed}, {"**deletekeys", RegistryAction::delete_keys},
    {"**securekey", RegistryAction::secure_key},       {"**securekey=0", RegistryAction::secure_key},
    {"**securekey=1", RegistryAction::secure_key},
};

bool is_nul_or(Utf16Bytes text, std::size_t at, char c)
{
    return text[at + 1] == std::byte{0} && (text[at] == std::byte{0} || text[at] == static_cast<std::byte>(c));
}

} // namespace

std::string_view to_string(RegistryAction action)
{
    switch (action) {
    case RegistryAction::set_value:
        return "set";
    case RegistryAction::create_key:
        return "create_key";
    case RegistryAction::delete_value:
        return "delete_value";
    case RegistryAction::delete_values:
        return "delete_values";
    case RegistryAction::delete_listed:
        return "delete_listed";
    case RegistryAction::delete_keys:
        return "delete_keys";
    case RegistryAction::secure_key:
        return "secure_key";
    case RegistryAction::soft_value:
        return "soft";
    case RegistryAction::unknown:
        return "unknown";
    }
    return "unknown";
}

RegistryDirective directive_of(const RegistryInstruction& instruction)
{
    const auto name = instruction.value_name;
    if (!starts_with_ascii_icase(name, marker)) {
        const bool only_key = name.empty() && instruction.type == RegistryType::none && instruction.data.empty();
        return {only_key ? RegistryAction::create_key : RegistryAction::set_value, name};
    }
    if (starts_with_ascii_icase(name, delete_value)) {
        return {RegistryAction::delete_value, name.subspan(2 * delete_value.size())};
    }
    if (starts_with_ascii_icase(name, soft_value)) {
        return {RegistryAction::soft_value, name.subspan(2 * soft_value.size())};
    }
    const auto* const whole = std::find_if(std::begin(whole_names), std::end(whole_names),
                                           [&](const WholeName& each) { return equals_ascii_icase(name, each.name); });
    return {whole == std::end(whole_names) ? RegistryAction::unknown : whole->action, {}};
}

std::vector<Utf16Bytes> listed_names(const RegistryInstruction& instruction)
{
    std::vector<Utf16Bytes> names;
    const auto text = instruction.data.first(instruction.data.size() / 2 * 2);
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size(); at += 2) {
        if (at == text.size() || is_nul_or(text, at, ';')) {
            if (at > begin) {
                names.push_back(text.subspan(begin, at - begin));
            }
            begin = at + 2;
        }
    }
    return names;
}

} // namespace gpseal::policy
