#include "probe/client_command.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace gpseal::agent {

uid_t client_uid(const Credentials& credentials)
{
    if (credentials.kerberos || ::geteuid() != 0) {
        return ::geteuid();
    }
    return ::getpwuid(test_client_uid) == nullptr ? test_client_uid : unprivileged_uid; // NOLINT: no threads here
}

ChildCommand client_command(const Credentials& credentials, std::chrono::milliseconds deadline)
{
    ChildCommand command{.environment = {"HOME=/nonexistent"}, .deadline = deadline};
    if (credentials.kerberos) {
        if (const auto* cache = std::getenv("KRB5CCNAME"); cache != nullptr) {
            command.environment.push_back(std::string("KRB5CCNAME=") + cache);
        }
    } else if (::geteuid() == 0) {
        command.run_as = client_uid(credentials);
    }
    return command;
}

Result<void> ended_by_itself(const ChildResult& result, std::string_view program)
{
    if (result.exit_code > 128) {
        return fail(Errc::io, "was ended by signal " + std::to_string(result.exit_code - 128), std::string(program));
    }
    return {};
}

} // namespace gpseal::agent
