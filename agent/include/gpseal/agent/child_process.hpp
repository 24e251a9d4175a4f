#pragma once

#include <gpseal/base/result.hpp>

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

struct ChildResult {
    int exit_code = 0; ///< 128 + signal when a signal ended it
    std::string output;
    std::string error;
};

struct ChildCommand {
    std::vector<std::string> arguments;   ///< arguments[0] is the program: a path, or a name looked up in a fixed PATH
    std::string input;                    ///< its standard input, then end of file
    std::vector<std::string> environment; ///< NAME=VALUE; nothing is inherited, PATH and LC_ALL=C are always there
    std::optional<uid_t> run_as;          ///< drop to this uid, gid of the same number, no groups (root only)
    std::chrono::milliseconds deadline{10000};        ///< then SIGKILL to its whole process group
    std::optional<std::chrono::milliseconds> silence; ///< the same, when it has printed nothing for so long
    std::size_t output_limit = std::size_t{1} << 20;  ///< of each stream; more is a failure
    ChildResult* cut = nullptr; ///< where to put what it had printed when it passed the output limit
};

/// Runs a program to its end. Failing to start, passing the deadline or the output limit is an error; a non-zero
/// exit is a result.
[[nodiscard]] Result<ChildResult> run_child(const ChildCommand& command);

/// An unprivileged user to look at things as ("nobody").
inline constexpr uid_t unprivileged_uid = 65534;

/// Whom test clients run as: nobody else does, so that no other process can read a password from their memory. In the
/// range that systemd leaves unused, below its dynamic users.
inline constexpr uid_t test_client_uid = 61183;

} // namespace gpseal::agent
