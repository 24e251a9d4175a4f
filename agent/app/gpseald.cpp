// gpseald: the service. It plans, watches and answers; gpseal-fetch reads policy, gpseal-apply makes it true.
#include "daemon/service.hpp"
#include "service/run_folder.hpp"
#include "service/run_lock.hpp"
#include "service/sha256.hpp"
#include "service_arguments.hpp"
#include "service_help.hpp"

#include <gpseal/agent/config.hpp>
#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>

#include <unistd.h>

#include <charconv>
#include <csignal>
#include <exception>
#include <iostream>

namespace {

using namespace gpseal;

/// This machine's own number, the same after every start.
std::uint64_t host_seed()
{
    const auto id = agent::read_text("/etc/machine-id", 1024);
    std::string host(256, '\0');
    ::gethostname(host.data(), host.size() - 1);
    const auto digest = agent::sha256_hex("gpseald " + (id ? *id : host)).substr(0, 16);
    std::uint64_t seed = 0;
    std::from_chars(digest.data(), digest.data() + digest.size(), seed, 16);
    return seed;
}

std::filesystem::path programs_beside(const std::filesystem::path& fallback)
{
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    return std::filesystem::exists(self / "gpseal-apply", error) ? self : fallback;
}

std::optional<agent::Schedule::Settings> read_settings(const std::filesystem::path& file)
{
    Diagnostics problems;
    const auto config = agent::load_config(file, agent::ConfigPresence::optional, problems);
    if (!config) {
        std::cerr << "gpseald: " << printable(describe(config.error())) << "; what it said before counts\n";
        return std::nullopt;
    }
    return agent::Schedule::Settings{config->interval.value, config->offset.value};
}

int serve(const app::ServiceArguments& arguments)
{
    const agent::RootedPaths paths;
    if (::geteuid() != 0) {
        return app::fail_service("gpseald", {Errc::permission, "needs root", {}});
    }
    if (auto made = agent::make_run_folder(paths.run()); !made) {
        return app::fail_service("gpseald", made.error());
    }
    // gpseal revert tries it, too, for a moment
    auto lock = agent::RunLock::acquire(paths, std::chrono::milliseconds(200), agent::service_lock);
    if (!lock) {
        return app::fail_service("gpseald", {lock.error().code, "runs already", {}});
    }
    const auto file = arguments.config.value_or(paths.config());
    auto service =
        agent::Service::start({.paths = paths,
                               .lock = *std::move(lock),
                               .programs = arguments.programs ? *arguments.programs : programs_beside(GPSEAL_PROGRAMS),
                               .config = arguments.config,
                               .read_settings = [file] { return read_settings(file); },
                               .host_seed = host_seed()});
    if (!service) {
        return app::fail_service("gpseald", service.error());
    }
    const auto ran = (*service)->run();
    return ran ? 0 : app::fail_service("gpseald", ran.error());
}

} // namespace

int main(int argc, char** argv)
{
    agent::Service::hold_signals();
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const auto arguments = app::parse_service_arguments({argv + 1, argv + argc});
        if (!arguments) {
            return app::fail_service("gpseald", arguments.error());
        }
        if (arguments->help || arguments->version) {
            std::cout << (arguments->help ? app::service_help() : "gpseald " GPSEAL_VERSION "\n");
            return 0;
        }
        return serve(*arguments);
    } catch (const std::exception& error) {
        return app::fail_service("gpseald", {Errc::internal, error.what(), {}});
    }
}
