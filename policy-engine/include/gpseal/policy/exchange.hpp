#pragma once

#include <gpseal/base/diagnostics.hpp>
#include <gpseal/base/result.hpp>
#include <gpseal/policy/registry_policy_draft.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// The texts that other tools speak about the entries of a registry.pol.
enum class ExchangeFormat {
    lgpo_text,    ///< what Microsoft's LGPO.exe writes with /parse and reads with /t and /r
    reg_file,     ///< regedit's "Windows Registry Editor Version 5.00"
    policy_rules, ///< the XML of Microsoft's Policy Analyzer
    json,         ///< our own gpseal.pol/1: holds every registry.pol there is
};

[[nodiscard]] std::string_view to_string(ExchangeFormat format); ///< as users name it: lgpo, reg, policyrules, json
[[nodiscard]] std::optional<ExchangeFormat> exchange_format_of(std::string_view name);

/// The format that the content itself tells; nullopt: it could be anything.
[[nodiscard]] std::optional<ExchangeFormat> guess_exchange_format(std::span<const std::byte> bytes);

/// Which half of a GPO the settings are for. A registry.pol does not say; the texts do, JSON excepted.
enum class PolicyScope { computer, user };

[[nodiscard]] std::string_view to_string(PolicyScope scope);

inline constexpr std::size_t max_exchange_size = std::size_t{64} << 20; ///< of a text, in bytes
inline constexpr std::size_t max_exchange_entries = 1'000'000;
inline constexpr std::size_t max_exchange_groups = 1000; ///< of different GPOs in one text

struct ExportOptions {
    PolicyScope scope = PolicyScope::computer;
    std::string file_name;   ///< where the entries come from: in errors, in PolicyRules and JSON
    std::string policy_name; ///< of the GPO, in PolicyRules
};

/// The entries as text. What comes back is proven: the text was imported again and gave the same registry.pol, byte by
/// byte. Errc::refused: an entry has no form in that format; the message names the entry, the place its offset.
[[nodiscard]] Result<std::string> export_registry_policy(std::span<const RegistryInstruction> entries,
                                                         ExchangeFormat format, const ExportOptions& options);

struct ImportOptions {
    std::string file_name;                  ///< names the text in errors
    std::optional<PolicyScope> scope;       ///< take these settings only; else the text must hold one scope
    std::optional<std::string> policy_name; ///< take this GPO's settings only (PolicyRules)
};

struct ImportedPolicy {
    std::vector<RegistryEntry> entries; ///< in the order of the text; they make a registry.pol that parses
    std::optional<PolicyScope> scope;   ///< whose settings they are; nullopt: the text does not say
    Diagnostics findings;               ///< what was left out, by choice or because no registry.pol holds it
};

/// Reads a text strictly: what is not understood is refused with its line (JSON: its entry), never skipped.
/// Errc::usage: the text holds several scopes or GPOs and `options` does not choose.
[[nodiscard]] Result<ImportedPolicy> import_registry_policy(std::span<const std::byte> bytes, ExchangeFormat format,
                                                            const ImportOptions& options);

/// The members of one entry in gpseal.pol/1, without the braces. A name that is not well-formed UTF-16 is followed by
/// its bytes in hex.
[[nodiscard]] std::string json_members(const RegistryInstruction& entry);

} // namespace gpseal::policy
