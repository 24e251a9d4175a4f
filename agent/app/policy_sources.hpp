#pragma once

#include <gpseal/agent/config.hpp>
#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/policy_source.hpp>

#include <memory>
#include <string>
#include <vector>

namespace gpseal::app {

/// What a single run asks of its source.
struct SourceOptions {
    std::vector<std::string> folders; ///< GPO folders, as they are given; they replace the configured source
    bool keep = true;                 ///< what was seen of the domain is kept for the next run
    bool read_all = false;            ///< every file, also where nothing changed
    bool sealed = true;               ///< SYSVOL has to be read encrypted: see mandate_may_stand()
};

/// Where policy comes from: the folders given; else what the configuration says, under `paths`: folders, or the domain.
[[nodiscard]] std::unique_ptr<agent::PolicySource>
source_of(const agent::AgentConfig& config, const agent::RootedPaths& paths, const SourceOptions& options);

} // namespace gpseal::app
