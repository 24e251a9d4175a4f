#pragma once

#include "command.hpp"

#include <gpseal/agent/config.hpp>
#include <gpseal/agent/cycle.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::app {

/// gpseal.conf, read for this call. Every problem of the file is told on `err`.
[[nodiscard]] Result<agent::AgentConfig> load_config(const Invocation& call);

/// The real parts of the product, put together: the only place that names them all.
class LiveServices {
public:
    enum class Network {
        own,      ///< this process makes its own test connections
        by_probe, ///< gpseal-probe makes them, where there is one
    };
    LiveServices(const agent::RootedPaths& paths, std::unique_ptr<agent::PolicySource> source,
                 Network network = Network::own);
    ~LiveServices();
    LiveServices(const LiveServices&) = delete;
    LiveServices& operator=(const LiveServices&) = delete;

    [[nodiscard]] agent::Services services();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// What `gpseal release` kept, if it holds now.
[[nodiscard]] agent::KeptRelease release_now(const agent::RootedPaths& paths);

/// Whether encryption was required when policy was last known, or that cannot be told; not while it is released.
[[nodiscard]] bool mandate_may_stand(const agent::RootedPaths& paths);

/// Nobody is asked: last known good has to do.
[[nodiscard]] std::unique_ptr<agent::PolicySource> no_source();

/// What the configuration and the command line ask of a cycle. `targets` and `credentials` replace the configured ones.
[[nodiscard]] Result<agent::CycleOptions> cycle_options(const agent::AgentConfig& config,
                                                        const agent::RootedPaths& paths,
                                                        const std::vector<std::string>& targets,
                                                        const std::optional<std::filesystem::path>& credentials);

} // namespace gpseal::app
