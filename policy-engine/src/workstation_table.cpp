#include <gpseal/policy/workstation_policies.hpp>

#include <algorithm>
#include <array>

namespace gpseal::policy {

namespace {

constexpr std::string_view workstation_key = R"(Software\Policies\Microsoft\Windows\LanmanWorkstation)";
constexpr std::string_view provider_key = R"(Software\Policies\Microsoft\Windows\NetworkProvider)";
constexpr std::string_view parameters_key = R"(System\CurrentControlSet\Services\LanmanWorkstation\Parameters)";
constexpr std::string_view paths_key = R"(Software\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths)";

using Policy = WorkstationPolicy;
using Kind = WorkstationKind;

constexpr std::array<WorkstationPolicyInfo, 21> table = {{
    {Policy::min_dialect, "min_dialect", "Mandate the minimum version of SMB", workstation_key, "MinSmb2Dialect",
     Kind::dialect},
    {Policy::max_dialect, "max_dialect", "Mandate the maximum version of SMB", workstation_key, "MaxSmb2Dialect",
     Kind::dialect},
    {Policy::cipher_order, "cipher_order", "Cipher suite order", workstation_key, "CipherSuiteOrder", Kind::ciphers},
    {Policy::insecure_guests, "insecure_guests", "Enable insecure guest logons", workstation_key,
     "AllowInsecureGuestAuth", Kind::flag},
    {Policy::block_ntlm, "block_ntlm", "Block NTLM (LM, NTLM, NTLMv2)", workstation_key, "BlockNTLM", Kind::flag},
    {Policy::block_ntlm_exceptions, "block_ntlm_exceptions", "Block NTLM Server Exception List", workstation_key,
     "BlockNTLMServerExceptionList", Kind::list},
    {Policy::audit_encryption, "audit_encryption", "Audit server does not support encryption", workstation_key,
     "AuditServerDoesNotSupportEncryption", Kind::flag},
    {Policy::audit_signing, "audit_signing", "Audit server does not support signing", workstation_key,
     "AuditServerDoesNotSupportSigning", Kind::flag},
    {Policy::audit_guests, "audit_guests", "Audit insecure guest logon", workstation_key, "AuditInsecureGuestLogon",
     Kind::flag},
    {Policy::alternative_ports, "alternative_ports", "Enable Alternative Ports", workstation_key,
     "EnableAlternativePorts", Kind::flag},
    {Policy::port_mappings, "port_mappings", "Alternative Port Mappings", workstation_key, "AlternativePortMappings",
     Kind::list},
    {Policy::quic, "quic", "Enable SMB over QUIC", workstation_key, "EnableSMBQUIC", Kind::flag},
    {Policy::quic_exceptions, "quic_exceptions", "Disabled SMB over QUIC Server Exception List", workstation_key,
     "DisabledSMBQUICServerExceptionList", Kind::list},
    {Policy::compression, "compression", "Use SMB compression by default", workstation_key, "EnableCompressedTraffic",
     Kind::flag},
    {Policy::disable_compression, "disable_compression", "Disable SMB compression", workstation_key,
     "DisableCompression", Kind::flag},
    {Policy::offline_files, "offline_files", "Offline Files Availability on Continuous Availability Shares",
     workstation_key, "AllowOfflineFilesforCAShares", Kind::flag},
    {Policy::handle_caching, "handle_caching", "Handle Caching on Continuous Availability Shares", workstation_key,
     "EnableHandleCachingForCAFiles", Kind::flag},
    {Policy::mailslots, "mailslots", "Enable remote mailslots", provider_key, "EnableMailslots", Kind::flag},
    {Policy::hardened_paths, "hardened_paths", "Hardened UNC Paths", paths_key, "", Kind::list},
    {Policy::require_signing, "require_signing", "Microsoft network client: Digitally sign communications (always)",
     parameters_key, "RequireSecuritySignature", Kind::flag},
    {Policy::enable_signing, "enable_signing",
     "Microsoft network client: Digitally sign communications (if server agrees)", parameters_key,
     "EnableSecuritySignature", Kind::flag},
}};

struct Dialect {
    WorkstationNumber number;
    std::string_view words;
};

constexpr std::array<Dialect, 5> dialects = {
    {{0x0202, "SMB 2.0.2"}, {0x0210, "SMB 2.1"}, {smb3_00, "SMB 3.0"}, {0x0302, "SMB 3.0.2"}, {smb3_11, "SMB 3.1.1"}}};

/// [MS-SMB2] 2.2.3.1.2: ids 1 to 4.
constexpr std::array<std::string_view, 4> cipher_names = {"AES-128-CCM", "AES-128-GCM", "AES-256-CCM", "AES-256-GCM"};
constexpr unsigned cipher_bits = 4;
constexpr unsigned cipher_mask = (1U << cipher_bits) - 1;

const Dialect* dialect_of(WorkstationNumber number)
{
    const auto* const found = std::find_if(dialects.begin(), dialects.end(),
                                           [number](const Dialect& dialect) { return dialect.number == number; });
    return found == dialects.end() ? nullptr : found;
}

/// Ids that exist, each once, and nothing behind the first that is 0.
bool is_cipher_list(WorkstationNumber number)
{
    unsigned seen = 0;
    for (unsigned rest = number; rest != 0; rest >>= cipher_bits) {
        const auto id = rest & cipher_mask;
        if (id == 0 || id > cipher_names.size() || (seen & (1U << id)) != 0) {
            return false;
        }
        seen |= 1U << id;
    }
    return true;
}

} // namespace

std::span<const WorkstationPolicyInfo> known_workstation_policies()
{
    return table;
}

const WorkstationPolicyInfo& info_of(WorkstationPolicy policy)
{
    return table.at(static_cast<std::size_t>(policy));
}

bool is_valid(WorkstationPolicy policy, WorkstationNumber number)
{
    switch (info_of(policy).kind) {
    case WorkstationKind::flag:
        return number <= 1;
    case WorkstationKind::dialect:
        return dialect_of(number) != nullptr;
    case WorkstationKind::ciphers:
        return is_cipher_list(number);
    case WorkstationKind::list:
        return true;
    }
    return false;
}

std::optional<bool> at_least_as_strict(WorkstationPolicy policy, WorkstationNumber a, WorkstationNumber b)
{
    constexpr std::array more_is_stricter = {Policy::min_dialect, Policy::block_ntlm, Policy::audit_encryption,
                                             Policy::require_signing};
    if (std::find(more_is_stricter.begin(), more_is_stricter.end(), policy) != more_is_stricter.end()) {
        return a >= b;
    }
    return policy == Policy::insecure_guests ? std::optional(a <= b) : std::nullopt;
}

std::vector<std::string_view> ciphers_of(WorkstationNumber number)
{
    std::vector<std::string_view> names;
    for (unsigned rest = is_cipher_list(number) ? number : 0; rest != 0; rest >>= cipher_bits) {
        names.push_back(cipher_names.at((rest & cipher_mask) - 1));
    }
    return names;
}

std::string words_of(WorkstationPolicy policy, WorkstationNumber number)
{
    switch (info_of(policy).kind) {
    case WorkstationKind::flag:
        return number == 0 ? "disabled" : "enabled";
    case WorkstationKind::dialect: {
        const auto* const dialect = dialect_of(number);
        return dialect == nullptr ? std::to_string(number) : std::string(dialect->words);
    }
    case WorkstationKind::ciphers: {
        std::string words;
        for (const auto name : ciphers_of(number)) {
            words.append(words.empty() ? "" : ", ").append(name);
        }
        return words.empty() ? "the default order" : words;
    }
    case WorkstationKind::list:
        return std::to_string(number) + (number == 1 ? " entry" : " entries");
    }
    return {};
}

const WorkstationSetting* find(std::span<const WorkstationSetting> settings, WorkstationPolicy policy)
{
    const auto found =
        std::find_if(settings.begin(), settings.end(), [policy](const auto& each) { return each.policy == policy; });
    return found == settings.end() ? nullptr : &*found;
}

} // namespace gpseal::policy
