#pragma once

#include <gpseal/base/result.hpp>

#include <csignal>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::app {

/// What gpseald and the programs that it starts are told.
struct ServiceArguments {
    std::optional<std::filesystem::path> config;
    std::optional<std::filesystem::path> programs; ///< gpseald: where the other two are
    bool help = false;
    bool version = false;
};

[[nodiscard]] Result<ServiceArguments> parse_service_arguments(const std::vector<std::string>& arguments);

/// One sentence on standard error, and its exit code.
int fail_service(const char* program, const Error& error);

/// main() of a part of the service: a peer that went away is an error code, no child is collected behind our back, and
/// what is thrown ends in a sentence.
template <typename Work> int run_part(const char* program, Work work)
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGCHLD, SIG_DFL);
    try {
        return work();
    } catch (const std::exception& error) {
        return fail_service(program, {Errc::internal, error.what(), {}});
    }
}

} // namespace gpseal::app
