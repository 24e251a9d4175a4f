#pragma once

#include "command.hpp"
#include "service/folder_lock.hpp"

#include <gpseal/base/result.hpp>
#include <gpseal/policy/policy_edit.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace gpseal::app {

/// A registry.pol that is being edited: read strictly, locked against other edits of ours, and written as a whole or
/// not at all.
class PolFile {
public:
    /// A file that is not there is empty and `is_new()`; its folder has to be there.
    [[nodiscard]] static Result<PolFile> open(const std::string& name);

    [[nodiscard]] const policy::RegistryEntries& entries() const { return entries_; }
    [[nodiscard]] bool is_new() const { return !identity_; }

    /// Errc::conflict when somebody else changed the file since open().
    [[nodiscard]] Result<void> write(const policy::RegistryEntries& entries) const;

private:
    PolFile(std::filesystem::path path, agent::FolderLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}

    std::filesystem::path path_;
    agent::FolderLock lock_;
    std::optional<agent::FileIdentity> identity_;
    policy::RegistryEntries entries_;
};

/// The entries of a file, of standard input or of a pipe, to be compared.
[[nodiscard]] Result<policy::RegistryEntries> read_entries(const std::string& name);

} // namespace gpseal::app
