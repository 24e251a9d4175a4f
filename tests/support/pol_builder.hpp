#pragma once

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/encryption_mandate.hpp>
#include <gpseal/policy/registry_policy_file.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gpseal::tests {

/// Makes registry.pol files with the product's own writer.
class PolBuilder {
public:
    static constexpr std::string_view key = policy::require_encryption_key;
    static constexpr std::string_view value = policy::require_encryption_value;

    PolBuilder& add(std::string_view in_key, std::string_view name, policy::RegistryType type, std::string data)
    {
        entries_.push_back({to_utf16le(in_key), to_utf16le(name), type, std::move(data)});
        return *this;
    }
    PolBuilder& dword(std::string_view in_key, std::string_view name, std::uint32_t number)
    {
        return add(in_key, name, policy::RegistryType::dword,
                   {static_cast<char>(number & 0xFF), static_cast<char>(number >> 8 & 0xFF),
                    static_cast<char>(number >> 16 & 0xFF), static_cast<char>(number >> 24)});
    }
    PolBuilder& sz(std::string_view in_key, std::string_view name, std::string_view text)
    {
        return add(in_key, name, policy::RegistryType::sz, to_utf16le(text) + std::string(2, '\0'));
    }
    PolBuilder& multi_sz(std::string_view in_key, std::string_view name, const std::vector<std::string_view>& lines)
    {
        std::string data;
        for (const auto line : lines) {
            data += to_utf16le(line) + std::string(2, '\0');
        }
        return add(in_key, name, policy::RegistryType::multi_sz, data + std::string(2, '\0'));
    }
    PolBuilder& require_encryption(std::uint32_t number) { return dword(key, value, number); }

    [[nodiscard]] std::vector<std::byte> bytes() const
    {
        std::vector<policy::RegistryInstruction> instructions;
        for (const auto& entry : entries_) {
            instructions.push_back({0, view(entry.key), view(entry.name), entry.type, view(entry.data)});
        }
        return policy::serialize_registry_policy(instructions);
    }

private:
    struct Entry {
        std::string key;
        std::string name;
        policy::RegistryType type;
        std::string data;
    };

    static std::span<const std::byte> view(const std::string& bytes) { return std::as_bytes(std::span(bytes)); }

    std::vector<Entry> entries_;
};

/// A GPO as the collector would hand it over.
inline policy::GroupPolicyObject make_gpo(std::string name, const PolBuilder& builder)
{
    policy::GroupPolicyObject gpo;
    gpo.identity.path = name;
    gpo.identity.name = std::move(name);
    gpo.bytes = builder.bytes();
    gpo.registry = policy::parse_registry_policy(gpo.bytes, gpo.identity.path).value();
    return gpo;
}

/// The same, as the only one there is.
inline std::vector<policy::GroupPolicyObject> one_gpo(const PolBuilder& builder)
{
    std::vector<policy::GroupPolicyObject> gpos;
    gpos.push_back(make_gpo("gpo", builder));
    return gpos;
}

} // namespace gpseal::tests
