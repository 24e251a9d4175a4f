#pragma once

#include "probe/negotiate_reply.hpp"
#include "probe/server_endpoint.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// How a server stands to the mandate.
enum class ServerVerdict {
    works,   ///< it agreed on a dialect and a cipher: whoever requires encryption reaches it
    breaks,  ///< it answered, and cannot encrypt
    unknown, ///< it was not reached, or what it said proves neither
};

[[nodiscard]] std::string_view to_string(ServerVerdict verdict);

/// What the answers of one server showed.
struct ServerFacts {
    std::optional<NegotiateReply> reply; ///< to the offer of every dialect
    /// To the offer up to 3.0.2: asked only when the first offer was refused or met with silence.
    std::optional<NegotiateReply> older_reply;
    std::optional<std::uint32_t> refusal; ///< the status of the last SMB2 reply that was no success
    bool speaks_smb1 = false;
    bool hung_up = false;                ///< without a byte, in answer to SMB2
    std::string problem;                 ///< why nothing can be said, in one clause
    std::vector<std::uint16_t> dialects; ///< chosen in any answer, ascending; 0x0100 stands for SMB1
    std::vector<std::uint16_t> ciphers;  ///< chosen in any answer, ascending
};

inline constexpr std::uint16_t dialect_smb1 = 0x0100;

struct Judgement {
    ServerVerdict verdict = ServerVerdict::unknown;
    std::string reason; ///< one clause; empty when it works
};

[[nodiscard]] Judgement judge_server(const ServerFacts& facts);

enum class Signing { disabled, enabled, required };

[[nodiscard]] std::string_view to_string(Signing signing);

/// One server's row. What was not seen is empty.
struct ServerReport {
    ServerEndpoint server;
    std::string address; ///< that answered the connection
    bool reachable = false;
    std::vector<std::string> dialects;
    std::string dialect;
    std::vector<std::string> ciphers;
    std::string cipher;
    std::optional<Signing> signing;
    std::optional<bool> dfs; ///< false: libsmbclient programs never encrypt to it unless it demands that
    std::optional<bool> encrypts;
    std::optional<std::chrono::system_clock::time_point> clock; ///< what the server says the time is
    ServerVerdict verdict = ServerVerdict::unknown;
    std::chrono::milliseconds took{};
    std::string error; ///< why, when the verdict is not `works`
};

/// The row of what was seen; `server`, `address`, `reachable` and `took` are the caller's to fill.
[[nodiscard]] ServerReport describe_server(const ServerFacts& facts);

} // namespace gpseal::agent
