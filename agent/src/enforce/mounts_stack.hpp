#pragma once

#include "enforce/mount_definition.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace gpseal::agent {

/// A file that defines mounts line by line, and is an administrator's.
struct MountFile {
    std::filesystem::path path;
    MountFileKind kind = MountFileKind::fstab;
};

/// What could not be looked into, and why.
struct UnreadMap {
    std::string what;
    std::string why;
};

struct MountFiles {
    std::vector<MountFile> files;
    std::vector<UnreadMap> unread;
};

/// fstab, the units in /etc/systemd/system, and the file maps that auto.master names: those that are there.
[[nodiscard]] MountFiles find_mount_files(const RootedPaths& paths);

/// The mounts of the kernel's SMB client: how those that stand are carried on the wire, and how fstab and its like
/// define those to come. Definitions are changed only where WantedState::edit_mounts says so; what was added is taken
/// back in any case when the mandate ends. Nothing is ever mounted, remounted or unmounted.
class MountsStack : public SmbClientStack {
public:
    explicit MountsStack(RootedPaths paths) : paths_(std::move(paths)) {}

    [[nodiscard]] std::string_view name() const override { return "mounts"; }
    [[nodiscard]] Result<StackPlan> plan(const WantedState& wanted) override;
    [[nodiscard]] Result<void> apply(const WantedState& wanted, const std::optional<Loosening>& loosening) override;
    /// A row for every mount, for every connection without one, and for every definition.
    [[nodiscard]] std::vector<ConfiguredState> judge(const WantedState& wanted) override;

private:
    RootedPaths paths_;
};

} // namespace gpseal::agent
