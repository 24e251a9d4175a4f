#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

#include <filesystem>
#include <optional>

namespace gpseal::agent {

/// What an administrator of this machine wants where no GPO says anything (`gpseal set`), as Set-SmbClientConfiguration
/// on Windows. Policy outranks it.
struct LocalPreference {
    std::optional<bool> require_encryption; ///< nullopt: not set, or damaged
    std::optional<Error> damage;            ///< something is kept, and nobody can tell what it says
};

/// Keeps it in one file under the state folder: replaced as a whole, 0600, with its checksum. There are two valid
/// contents in all; anything else is damage.
class PreferenceStore {
public:
    explicit PreferenceStore(const RootedPaths& paths) : file_(paths.state() / "preference") {}

    /// A file that is not there is no preference. Errc::permission: this user may not read it.
    [[nodiscard]] Result<LocalPreference> load() const;
    [[nodiscard]] Result<void> save(bool require_encryption);
    [[nodiscard]] Result<void> clear();

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

private:
    std::filesystem::path file_;
};

} // namespace gpseal::agent
