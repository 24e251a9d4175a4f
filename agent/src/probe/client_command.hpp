#pragma once

#include <gpseal/agent/child_process.hpp>
#include <gpseal/agent/connection_probe.hpp>

#include <chrono>
#include <string_view>

namespace gpseal::agent {

/// The uid a client of root's has: test_client_uid; unprivileged_uid when an account of this machine has that one;
/// this process's own for a Kerberos ticket, or when it is not root.
[[nodiscard]] uid_t client_uid(const Credentials& credentials);

/// What both clients are run with: no home (a user's ~/.smb/smb.conf is not this machine's state), no privileges
/// unless a Kerberos ticket is wanted, a deadline. The caller adds the arguments.
[[nodiscard]] ChildCommand client_command(const Credentials& credentials, std::chrono::milliseconds deadline);

/// An error when a signal ended it: then it says nothing about the server.
[[nodiscard]] Result<void> ended_by_itself(const ChildResult& result, std::string_view program);

} // namespace gpseal::agent
