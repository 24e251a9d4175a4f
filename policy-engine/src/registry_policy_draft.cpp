#include <gpseal/policy/registry_policy_draft.hpp>

#include <algorithm>
#include <iterator>

namespace gpseal::policy {

namespace {

std::string copy(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const std::byte> bytes_of(const std::string& text)
{
    return std::as_bytes(std::span(text));
}

template <typename Number> std::string little_endian(Number number)
{
    std::string data(sizeof number, '\0');
    for (auto& byte : data) {
        byte = static_cast<char>(number & 0xFFU);
        number >>= 8U;
    }
    return data;
}

} // namespace

RegistryEntry own(const RegistryInstruction& instruction)
{
    return {.key = copy(instruction.key),
            .value_name = copy(instruction.value_name),
            .type = instruction.type,
            .data = copy(instruction.data)};
}

RegistryInstruction view_of(const RegistryEntry& entry)
{
    return {.offset = 0,
            .key = bytes_of(entry.key),
            .value_name = bytes_of(entry.value_name),
            .type = entry.type,
            .data = bytes_of(entry.data)};
}

RegistryEntry make_entry(std::string_view key, std::string_view value_name, RegistryType type, std::string data)
{
    return {.key = to_utf16le(key), .value_name = to_utf16le(value_name), .type = type, .data = std::move(data)};
}

std::string dword_data(std::uint32_t number)
{
    return little_endian(number);
}

std::string qword_data(std::uint64_t number)
{
    return little_endian(number);
}

std::string sz_data(std::string_view utf8)
{
    return to_utf16le(utf8).append(2, '\0');
}

std::string multi_sz_data(std::span<const std::string_view> strings)
{
    std::string data;
    for (const auto text : strings) {
        data += sz_data(text);
    }
    return data.append(2, '\0');
}

std::vector<RegistryEntry> own(std::span<const RegistryInstruction> instructions)
{
    std::vector<RegistryEntry> entries;
    entries.reserve(instructions.size());
    std::transform(instructions.begin(), instructions.end(), std::back_inserter(entries),
                   [](const RegistryInstruction& instruction) { return own(instruction); });
    return entries;
}

std::vector<std::byte> serialize_registry_policy(std::span<const RegistryEntry> entries)
{
    std::vector<RegistryInstruction> views;
    views.reserve(entries.size());
    std::transform(entries.begin(), entries.end(), std::back_inserter(views), view_of);
    return serialize_registry_policy(views);
}

} // namespace gpseal::policy
