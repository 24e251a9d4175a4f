#include "live_services.hpp"

#include "enforce/guard_stack.hpp"
#include "enforce/guard_table.hpp"
#include "enforce/kernel_cifs_stack.hpp"
#include "enforce/mounts_stack.hpp"
#include "enforce/samba_stack.hpp"
#include "known_policy.hpp"
#include "probe/asked_look.hpp"
#include "probe/asked_probe.hpp"
#include "probe/canary.hpp"
#include "probe/credentials_file.hpp"
#include "probe/override_scan.hpp"
#include "probe/real_probe.hpp"
#include "service/held_mandate.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/base/utf.hpp>

#include <sys/socket.h>

#include <chrono>
#include <ostream>
#include <utility>

namespace gpseal::app {

using agent::AgentConfig;
using agent::CycleOptions;
using agent::PolicySource;

namespace {

/// Where the guard is weakened by configuration; empty when it is not.
std::string guard_origin(const AgentConfig& config)
{
    std::string origin = config.guard.value == agent::GuardMode::enforce ? "" : config.guard.origin;
    for (const auto& exemption : config.exemptions) {
        origin += (origin.empty() ? "" : ", ") + exemption.origin;
    }
    return origin;
}

/// What looks at this machine from outside of what is changed.
struct Senses {
    std::unique_ptr<agent::ConnectionProbe> probe;
    agent::ReadAsUser as_user = {};
    agent::LookAtUsers look_at_users = agent::overrides_of_users;
};

/// The service's half that changes the machine leaves the network and the sight of others to gpseal-probe and
/// gpseal-look where systemd starts them, and has no other choice where its unit keeps both from it.
Senses make_senses(const agent::RootedPaths& paths, LiveServices::Network network)
{
    const auto door = paths.run() / "probe.sock";
    const auto look = std::make_shared<agent::AskedLook>(paths.run() / "look.sock");
    const auto parted = [&] {
        std::error_code error;
        return std::filesystem::is_socket(door, error) || !agent::UniqueFd(::socket(AF_INET, SOCK_DGRAM, 0));
    };
    if (network == LiveServices::Network::own || !parted()) {
        return {.probe = std::make_unique<agent::RealConnectionProbe>(
                    agent::run_canary,
                    agent::SessionTestSettings{.limits = {}, .guard_refusals = agent::look_at_guard_refusals})};
    }
    auto probe = std::make_unique<agent::AskedProbe>(
        door, [look](std::uint16_t port) { return look->packets(port); }, agent::look_at_guard_refusals);
    auto& asked = *probe;
    return {.probe = std::move(probe),
            .as_user = [&asked](const std::filesystem::path& smb_conf) { return asked.settings(smb_conf); },
            .look_at_users = [look](const agent::RootedPaths& /*paths*/) { return look->overrides(); }};
}

} // namespace

struct LiveServices::Parts {
    agent::RootedPaths paths;
    std::unique_ptr<PolicySource> source;
    Senses senses;
    agent::PolicyStore store{paths};
    agent::SambaStack samba{paths, senses.as_user};
    agent::KernelCifsStack kernel{paths};
    agent::MountsStack mounts{paths};
    agent::GuardStack guard{paths};
};

LiveServices::LiveServices(const agent::RootedPaths& paths, std::unique_ptr<PolicySource> source, Network network)
    : parts_(new Parts{.paths = paths, .source = std::move(source), .senses = make_senses(paths, network)})
{
}

LiveServices::~LiveServices() = default;

agent::Services LiveServices::services()
{
    return {parts_->paths,
            *parts_->source,
            parts_->store,
            {&parts_->samba, &parts_->kernel, &parts_->mounts},
            parts_->guard,
            *parts_->senses.probe,
            parts_->senses.look_at_users};
}

Result<AgentConfig> load_config(const Invocation& call)
{
    Diagnostics problems;
    const bool named = !call.globals.config.empty();
    auto config =
        agent::load_config(named ? call.globals.config : call.globals.paths.config(),
                           named ? agent::ConfigPresence::required : agent::ConfigPresence::optional, problems);
    for (const auto& problem : problems) {
        call.err << "gpseal: " << printable(problem.where) << ": " << printable(problem.message);
        call.err << (problem.hint.empty() ? "" : "; " + printable(problem.hint)) << '\n';
    }
    return config;
}

agent::KeptRelease release_now(const agent::RootedPaths& paths)
{
    auto kept = agent::ReleaseStore(paths).load();
    if (kept.release && !holds(*kept.release, agent::read_machine_clock())) {
        kept.release.reset();
    }
    return kept;
}

bool mandate_may_stand(const agent::RootedPaths& paths)
{
    // The way out of a domain controller that cannot encrypt leads through its SYSVOL.
    if (release_now(paths).release || agent::HeldMandate(paths).is_held()) {
        return false;
    }
    const auto preference = agent::PreferenceStore(paths).load();
    if (!preference || preference->damage || preference->require_encryption == true) {
        return true;
    }
    const auto standing = agent::PolicyStore(paths).load();
    return !standing || (*standing && (*standing)->decision.mandate == policy::EncryptionMandate::required);
}

std::unique_ptr<PolicySource> no_source()
{
    return std::make_unique<agent::MissingSource>(Error{Errc::not_found, agent::not_asked, {}});
}

Result<CycleOptions> cycle_options(const AgentConfig& config, const agent::RootedPaths& paths,
                                   const std::vector<std::string>& targets,
                                   const std::optional<std::filesystem::path>& credentials)
{
    CycleOptions options;
    options.guard = config.guard.value;
    options.edit_mounts = config.edit_mounts.value;
    options.exemptions = agent::exemptions_at(config, std::chrono::system_clock::now());
    options.guard_origin = guard_origin(config);
    options.bootstrap = config.bootstrap.value;
    options.preflight = config.preflight.value;
    options.release = release_now(paths);
    auto preference = agent::PreferenceStore(paths).load();
    options.preference = preference ? *std::move(preference) : agent::LocalPreference{{}, preference.error()};
    for (const auto& text : targets.empty() ? config.servers.value : targets) {
        auto target = agent::parse_probe_target(text);
        if (!target) {
            return fail(target.error());
        }
        options.servers.push_back(*std::move(target));
    }
    auto file = credentials;
    if (!file && config.credentials.value) {
        file = paths.under(config.credentials.value->string());
    }
    if (file) {
        options.credentials = agent::read_credentials(*file);
    } else {
        options.credentials->kerberos = true; // the machine's own ticket
    }
    return options;
}

} // namespace gpseal::app
