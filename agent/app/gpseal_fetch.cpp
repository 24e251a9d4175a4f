// gpseal-fetch: looks for policy and prints the policy record. It changes nothing but what it keeps of the domain,
// needs no right to, and is the only part of the service that reads anything that comes from the network.
#include "collect/policy_record.hpp"
#include "last_good_config.hpp"
#include "policy_sources.hpp"
#include "service_arguments.hpp"

#include <csignal>
#include <exception>
#include <iostream>

namespace {

using namespace gpseal;

int fetch(const app::ServiceArguments& arguments)
{
    const agent::RootedPaths paths;
    std::vector<std::string> doubts;
    const auto config =
        app::load_config_or_last_good(paths, arguments.config.value_or(paths.config()), app::KeepConfig::no, doubts);
    const auto source = app::source_of(config, paths, {.sealed = arguments.sealed});
    std::cout << agent::encode_policy_record(source->collect()) << std::flush;
    return std::cout ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGCHLD, SIG_DFL);
    try {
        const auto arguments = app::parse_service_arguments({argv + 1, argv + argc});
        return arguments ? fetch(*arguments) : app::fail_service("gpseal-fetch", arguments.error());
    } catch (const std::exception& error) {
        return app::fail_service("gpseal-fetch", {Errc::internal, error.what(), {}});
    }
}
