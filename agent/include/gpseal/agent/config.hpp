#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/smb_client_stack.hpp>
#include <gpseal/base/diagnostics.hpp>
#include <gpseal/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// A value and where it came from: "default", "FILE:LINE" (of a list: of its first part), "command line".
template <typename T> struct Setting {
    T value{};
    std::string origin = "default";

    bool operator==(const Setting&) const = default;
};

enum class SourceKind { domain, files, none }; ///< none: an administrator's word that no GPO is for this machine
enum class Bootstrap { unknown, enforce };     ///< what holds on a first boot that knows nothing
enum class Preflight { stop, warn, off };      ///< when the mandate would cut off the policy source itself

[[nodiscard]] std::string_view to_string(SourceKind source);
[[nodiscard]] std::string_view to_string(Bootstrap bootstrap);
[[nodiscard]] std::string_view to_string(Preflight preflight);

/// gpseal.conf (DESIGN.md section 13). Made once, never changed; without a file everything is its default.
struct AgentConfig {
    Setting<SourceKind> source;                        ///< [policy] source
    Setting<std::vector<std::filesystem::path>> files; ///< [policy] files: absolute; lowest precedence first
    Setting<Bootstrap> bootstrap;                      ///< [policy] bootstrap
    Setting<Preflight> preflight;                      ///< [policy] preflight
    Setting<GuardMode> guard;                          ///< [guard] mode
    std::vector<Setting<Exemption>> exemptions;        ///< [guard] exempt, as written: also those whose time is over
    Setting<bool> edit_mounts;                         ///< [mounts] edit
    Setting<std::vector<std::string>> servers;         ///< [verify] servers: "//SERVER[:PORT]/SHARE[/PATH]"
    Setting<std::optional<std::filesystem::path>> credentials;        ///< [verify] credentials; nullopt: the machine's
    Setting<std::chrono::minutes> interval{std::chrono::minutes(90)}; ///< [service] interval
    Setting<std::chrono::minutes> offset{std::chrono::minutes(30)};   ///< [service] offset
    Setting<std::string> profile{"corp"};                             ///< [report] profile
    Setting<std::string> collector;                                   ///< [report] collector: an https URL; empty: none

    bool operator==(const AgentConfig&) const = default;
};

/// The exemptions that hold at `now`.
[[nodiscard]] std::vector<Exemption> exemptions_at(const AgentConfig& config,
                                                   std::chrono::system_clock::time_point now);

/// Reads a configuration's bytes. With anything wrong in it nothing is used: Errc::malformed, and `problems` has every
/// problem of the file (severity error, `where` = "ORIGIN:LINE", `hint` what is allowed).
[[nodiscard]] Result<AgentConfig> parse_config(std::span<const std::byte> bytes, std::string_view origin,
                                               Diagnostics& problems);

/// A file that somebody named must be there; the default one need not.
enum class ConfigPresence { optional, required };

/// parse_config on a file. Errc::refused when another than root and this user owns it, or group or others can write
/// to it: it decides what a root process does.
[[nodiscard]] Result<AgentConfig> load_config(const std::filesystem::path& file, ConfigPresence presence,
                                              Diagnostics& problems);

/// "2026-12-01T00:00:00Z" ([RFC 3339], UTC only, whole seconds).
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parse_utc_time(std::string_view text);

/// "ADDRESS PORT until TIME REASON…": numeric address (an IPv6 one without brackets; spelt canonically in the result),
/// port 1–65535, a reason of at most 200 bytes. The error's message says what is wrong, without a place.
[[nodiscard]] Result<Exemption> parse_exemption(std::string_view text);

} // namespace gpseal::agent
