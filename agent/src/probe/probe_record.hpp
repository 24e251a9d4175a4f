#pragma once

#include "enforce/samba_settings.hpp"
#include "probe/session_trace.hpp"

#include <gpseal/agent/connection_probe.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gpseal::agent {

/// What gpseal-apply asks gpseal-probe, and what it is told: typed, bounded, versioned and checksummed (README.md, "The
/// probe's records"). What is told is what was seen; whoever asks judges it.
struct AskCanary {};
struct AskSession {
    ProbeTarget target;
    ProbeMethod method = ProbeMethod::smbclient;
    Credentials credentials;
};
struct AskControllers {
    std::vector<std::string> hosts;
};
struct AskSettings {
    std::string smb_conf; ///< its path
};
using ProbeQuestion = std::variant<AskCanary, AskSession, AskControllers, AskSettings>;
/// Each for the question of the same place. Times are not told: the asker has a clock.
using ProbeAnswer = std::variant<CanaryResult, SessionTrace, std::vector<ControllerAnswer>, SettingsOfUser>;

inline constexpr std::size_t probe_question_max = 16384; ///< bytes
inline constexpr std::size_t probe_answer_max = 65536;
inline constexpr std::size_t probe_controllers_max = 128;

/// Errc::limit_exceeded: a name, path or password is too long, or there are too many hosts.
[[nodiscard]] Result<std::string> encode_probe_question(const ProbeQuestion& question);
/// Errc::malformed for anything that encode_probe_question() does not write.
[[nodiscard]] Result<ProbeQuestion> decode_probe_question(std::string_view record);

/// Words are cut where they are too long. Errc::limit_exceeded: there is too much else.
[[nodiscard]] Result<std::string> encode_probe_answer(const ProbeAnswer& answer);
/// Errc::malformed for anything that encode_probe_answer() does not write.
[[nodiscard]] Result<ProbeAnswer> decode_probe_answer(std::string_view record);

/// A body with the head that it needs. For the fuzz targets, which could not guess checksums.
[[nodiscard]] std::string seal_probe_question(std::string_view body);
[[nodiscard]] std::string seal_probe_answer(std::string_view body);

} // namespace gpseal::agent
