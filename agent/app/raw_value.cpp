#include "raw_value.hpp"

#include "report/json_value.hpp"

#include <gpseal/base/registry_path.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/registry_directive.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace gpseal::app {

namespace {

using policy::RegistryType;

std::optional<std::uint64_t> number_in(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        text.remove_prefix(2);
        base = 16;
    }
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

struct NamedType {
    std::string_view name;
    RegistryType type;
};
constexpr NamedType types[] = {{"NONE", RegistryType::none},           {"SZ", RegistryType::sz},
                               {"EXPAND_SZ", RegistryType::expand_sz}, {"BINARY", RegistryType::binary},
                               {"DWORD", RegistryType::dword},         {"MULTI_SZ", RegistryType::multi_sz},
                               {"QWORD", RegistryType::qword}};

Result<RegistryType> type_of(std::string_view word)
{
    const auto name = ascii_lower(word).starts_with("reg_") ? word.substr(4) : word;
    for (const auto& each : types) {
        if (equals_icase(each.name, name)) {
            return each.type;
        }
    }
    return fail(Errc::usage, word.empty() ? std::string("--value needs --type, such as DWORD or SZ")
                                          : "there is no type " + std::string(word) +
                                                "; there are DWORD, QWORD, SZ, EXPAND_SZ, MULTI_SZ, BINARY and NONE");
}

Result<std::string> number_data(RegistryType type, const std::string& word)
{
    const auto number = number_in(word);
    const bool is_long = type == RegistryType::qword;
    if (!number || (!is_long && *number > std::numeric_limits<std::uint32_t>::max())) {
        return fail(Errc::usage, std::string(is_long ? "QWORD takes a whole number from 0 to 18446744073709551615"
                                                     : "DWORD takes a whole number from 0 to 4294967295") +
                                     ", decimal or 0x…, not \"" + word + '"');
    }
    return is_long ? policy::qword_data(*number) : policy::dword_data(static_cast<std::uint32_t>(*number));
}

Result<std::string> binary_data(const std::string& word)
{
    const auto bytes = agent::json::bytes_from_hex(word);
    if (!bytes) {
        return fail(Errc::usage, "BINARY takes hex digits, not \"" + word + '"');
    }
    return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

Result<std::string> lines_data(const std::vector<std::string>& lines)
{
    for (const auto& line : lines) {
        if (line.empty()) {
            return fail(Errc::usage,
                        "MULTI_SZ cannot hold an empty string: the registry ends the list there; without --data "
                        "the list is empty");
        }
    }
    const std::vector<std::string_view> views(lines.begin(), lines.end());
    return policy::multi_sz_data(views);
}

Result<std::string> data_of(RegistryType type, const std::vector<std::string>& words)
{
    if (type == RegistryType::multi_sz) {
        return lines_data(words);
    }
    if (words.size() > 1) {
        return fail(Errc::usage, "only MULTI_SZ takes --data more than once");
    }
    const auto word = words.empty() ? std::string() : words.front();
    switch (type) {
    case RegistryType::dword:
    case RegistryType::qword:
        return number_data(type, word);
    case RegistryType::sz:
    case RegistryType::expand_sz:
        return policy::sz_data(word);
    case RegistryType::none:
    case RegistryType::binary:
        return binary_data(word);
    case RegistryType::dword_big_endian:
    case RegistryType::link:
    case RegistryType::multi_sz:
        break;
    }
    return std::string();
}

} // namespace

Result<std::string> parse_registry_key(std::string_view text, admx::PolicyClass side)
{
    const auto quoted = '"' + printable(text) + '"';
    const auto [hive, key] = registry_path(text);
    if (hive == RegistryHive::other) {
        return fail(Errc::usage, quoted + " is a key that no registry.pol is about; there are HKLM and HKCU");
    }
    if (hive && (*hive == RegistryHive::user) != (side == admx::PolicyClass::user)) {
        return fail(Errc::usage, quoted + " is a key of the other side; a registry.pol is about the computer or the "
                                          "user, and --class says which one this is");
    }
    const bool has_control =
        std::any_of(key.begin(), key.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
    if (key.empty() || key.starts_with('\\') || key.ends_with('\\') || has_control ||
        key.find("\\\\") != std::string_view::npos) {
        return fail(Errc::usage, quoted + " is no registry key; write it as Software\\Policies\\…");
    }
    return std::string(key);
}

Result<void> check_new_key(std::string_view key)
{
    const bool has_slash = key.find('/') != std::string_view::npos;
    if (has_slash && key.find('\\') == std::string_view::npos) {
        std::string meant(key);
        std::replace(meant.begin(), meant.end(), '/', '\\');
        return fail(Errc::usage, '"' + printable(key) +
                                     "\" is one key with slashes in its name; keys are separated by "
                                     "backslashes: " +
                                     printable(meant));
    }
    return {};
}

Result<policy::RegistryEntry> parse_raw_value(const RawValue& raw)
{
    for (const auto* const text : {&raw.key, &raw.value_name}) {
        if (valid_utf8(*text) != *text) {
            return fail(Errc::usage, "names are UTF-8 text");
        }
    }
    const auto named = policy::make_entry(raw.key, raw.value_name, RegistryType::sz, {});
    if (policy::directive_of(policy::view_of(named)).action == policy::RegistryAction::unknown) {
        return fail(Errc::usage, '"' + printable(raw.value_name) +
                                     "\" is no directive that Windows knows; there are **Del.NAME, **DelVals., "
                                     "**DeleteValues, **DeleteKeys, **SecureKey and **soft.NAME");
    }
    if (raw.value_name.starts_with("**") && raw.type.empty() && raw.data.empty()) {
        return policy::make_entry(raw.key, raw.value_name, RegistryType::sz, policy::sz_data(" "));
    }
    const auto type = type_of(raw.type);
    if (!type) {
        return fail(type.error());
    }
    auto data = data_of(*type, raw.data);
    if (!data) {
        return fail(data.error());
    }
    if (data->size() > policy::spec_max_data_size) {
        return fail(Errc::usage,
                    "the data has " + std::to_string(data->size()) + " bytes; registry.pol holds at most 65535");
    }
    return policy::make_entry(raw.key, raw.value_name, *type, *std::move(data));
}

} // namespace gpseal::app
