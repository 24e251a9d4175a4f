// gpseal-fetch: looks for policy and prints the policy record. It changes nothing but what it keeps of the domain,
// needs no right to, and is the only part of the service that reads anything that comes from the network.
#include "collect/policy_record.hpp"
#include "last_good_config.hpp"
#include "policy_sources.hpp"
#include "service/confinement.hpp"
#include "service_arguments.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

namespace {

using namespace gpseal;

/// systemd gives it folders of its own where it has no others.
agent::RootedPaths own_paths()
{
    const auto* state = std::getenv("STATE_DIRECTORY"); // NOLINT(concurrency-mt-unsafe): one thread
    const auto* run = std::getenv("RUNTIME_DIRECTORY"); // NOLINT(concurrency-mt-unsafe): one thread
    return state != nullptr && run != nullptr ? agent::RootedPaths(state, run) : agent::RootedPaths();
}

/// Where the machine has no keytab, systemd lends one that reads "none" (gpseal-fetch@.service): the same as none.
void forget_lent_nothing()
{
    const auto* folder = std::getenv("CREDENTIALS_DIRECTORY"); // NOLINT(concurrency-mt-unsafe): one thread
    if (folder == nullptr) {
        return;
    }
    const auto lent = agent::read_text(std::filesystem::path(folder) / "krb5.keytab", std::size_t{1} << 20);
    if (lent && *lent == "none") {
        ::setenv("KRB5_KTNAME", "FILE:/etc/krb5.keytab", 1); // NOLINT(concurrency-mt-unsafe): one thread
    }
}

int fetch(const app::ServiceArguments& arguments)
{
    std::string question;
    if (!std::getline(std::cin, question) || (question != "look" && question != "look sealed")) {
        return app::fail_service("gpseal-fetch",
                                 {Errc::usage, "is asked 'look' or 'look sealed' on standard input", {}});
    }
    forget_lent_nothing();
    const auto paths = own_paths();
    for (const auto& folder : {paths.state(), paths.run()}) {
        if (auto made = agent::make_folder(folder, folder == paths.run() ? 0755 : 0700); !made) {
            return app::fail_service("gpseal-fetch", made.error());
        }
    }
    if (auto confined = agent::confine({paths.state(), paths.run(), "/tmp", "/dev"}); !confined) {
        return app::fail_service("gpseal-fetch", confined.error());
    }
    std::vector<std::string> doubts;
    const auto config =
        app::load_config_or_last_good(paths, arguments.config.value_or(paths.config()), app::KeepConfig::no, doubts);
    const auto source = app::source_of(config, paths, {.sealed = question == "look sealed"});
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
