#pragma once

#include <gpseal/agent/config.hpp>

#include <span>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// One assignment on its way into the configuration.
struct Assignment {
    AgentConfig& config;
    std::string_view value; ///< never empty
    std::string origin;
};

/// A key of gpseal.conf: where it stands, and what its value becomes.
struct ConfigKey {
    std::string_view section;
    std::string_view key;
    /// An error's message says what is allowed, without a place; the configuration is left as it was.
    Result<void> (*assign)(const Assignment&);
    bool repeats = false;
    std::string_view form;     ///< what stands behind the `=`: words parted by `|`, else names of what it is
    std::string_view standard; ///< as it would be written; empty: nothing, the key is not there
    std::string_view meaning;
};

[[nodiscard]] std::span<const ConfigKey> config_keys();

} // namespace gpseal::agent
