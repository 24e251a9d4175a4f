#pragma once

#include "collect/gpo_files.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

#include <filesystem>
#include <optional>

namespace gpseal::agent {

/// Keeps what the last run saw of the domain: one file, replaced as a whole, that tells when it is damaged. What is in
/// force does not depend on it (that is PolicyStore's): it saves downloads, stands in for a GPO that cannot be read,
/// and answers `gpseal result`.
class SnapshotStore {
public:
    explicit SnapshotStore(const RootedPaths& paths) : file_(paths.state() / "domain") {}

    /// nullopt: nothing was ever kept. An error: something was, and it is damaged.
    [[nodiscard]] Result<std::optional<KeptSnapshot>> load() const;
    [[nodiscard]] Result<void> save(const KeptSnapshot& kept);

private:
    std::filesystem::path file_;
};

/// What was seen last, whoever looked: this machine's own run, or the service's gpseal-fetch with its own folder.
[[nodiscard]] Result<std::optional<KeptSnapshot>> latest_snapshot(const RootedPaths& paths);

} // namespace gpseal::agent
