// gpseal-fetch: looks for policy and prints the policy record. It changes nothing but what it keeps of the domain,
// needs no right to, and is the only part of the service that reads anything that comes from the network.
#include "collect/policy_record.hpp"
#include "last_good_config.hpp"
#include "policy_sources.hpp"
#include "service/confinement.hpp"
#include "service/run_folder.hpp"
#include "service_arguments.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace gpseal;

/// systemd gives it folders of its own where it has no others.
std::optional<agent::RootedPaths> lent_paths()
{
    const auto* state = std::getenv("STATE_DIRECTORY"); // NOLINT(concurrency-mt-unsafe): one thread
    const auto* run = std::getenv("RUNTIME_DIRECTORY"); // NOLINT(concurrency-mt-unsafe): one thread
    return state != nullptr && run != nullptr ? std::optional(agent::RootedPaths(state, run)) : std::nullopt;
}

/// What counts in place of a configuration that cannot be used may name another source than the one that is meant: a
/// look at it is not complete, so it loosens nothing.
agent::CollectedPolicy look(const agent::RootedPaths& paths, app::KeepConfig keep, const std::filesystem::path& file,
                            bool sealed)
{
    std::vector<Error> doubts;
    const auto config = app::load_config_or_last_good(paths, file, keep, doubts);
    auto policy = app::source_of(config, paths, {.sealed = sealed})->collect();
    // before others: a record may have room for one
    policy.problems.insert(policy.problems.begin(), doubts.begin(), doubts.end());
    return policy;
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
    const auto lent = lent_paths();
    const auto paths = lent.value_or(agent::RootedPaths());
    for (const auto& made : {agent::make_folder(paths.state(), 0700), agent::make_run_folder(paths.run())}) {
        if (!made) {
            return app::fail_service("gpseal-fetch", made.error());
        }
    }
    if (auto confined = agent::confine({paths.state(), paths.run(), "/tmp", "/dev"}); !confined) {
        return app::fail_service("gpseal-fetch", confined.error());
    }
    // beside gpseal-apply, in its folder, the copy is that one's to keep
    const auto policy = look(paths, lent ? app::KeepConfig::yes : app::KeepConfig::no,
                             arguments.config.value_or(paths.config()), question == "look sealed");
    std::cout << agent::encode_policy_record(policy) << std::flush;
    return std::cout ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    return app::run_part("gpseal-fetch", [&] {
        const auto arguments = app::parse_service_arguments({argv + 1, argv + argc});
        return arguments ? fetch(*arguments) : app::fail_service("gpseal-fetch", arguments.error());
    });
}
