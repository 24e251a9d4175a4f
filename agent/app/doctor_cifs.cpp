#include "doctor_check.hpp"
#include "probe/mount_table.hpp"

#include <gpseal/agent/child_process.hpp>
#include <gpseal/agent/file_system.hpp>

#include <sys/utsname.h>

#include <filesystem>
#include <system_error>

namespace gpseal::app {

namespace {

bool is_there(const std::filesystem::path& path)
{
    std::error_code error;
    return std::filesystem::exists(path, error);
}

/// "/etc/fstab:7" of the first line there that mounts a share; empty: none does, or nobody can tell.
std::string first_share_of_fstab()
{
    constexpr std::size_t longest = std::size_t{1} << 20;
    const std::string fstab = "/etc/fstab";
    const auto text = agent::read_text(fstab, longest);
    const auto entries = text ? agent::parse_mount_table(*text, fstab) : fail(text.error());
    for (const auto& entry : entries.value_or(std::vector<agent::MountEntry>{})) {
        if (entry.is_smb()) {
            return fstab + ":" + std::to_string(entry.line);
        }
    }
    return {};
}

} // namespace

Checks check_cifs(const Invocation& call)
{
    if (!call.globals.paths.live()) {
        return {};
    }
    if (is_there("/proc/fs/cifs") || is_there("/sys/module/cifs")) {
        return {{.id = "cifs", .found = "the kernel's SMB client is loaded"}};
    }
    // our own line for modprobe would answer for the module
    const auto tried = agent::run_child({.arguments = {"modprobe", "--dry-run", "--ignore-install", "cifs"}});
    if (tried && tried->exit_code == 0) {
        return {{.id = "cifs", .found = "the kernel's SMB client is loaded with the first mount"}};
    }
    const auto wanted_by = first_share_of_fstab();
    if (wanted_by.empty()) {
        return {
            {.id = "cifs", .found = "the kernel's SMB client cannot be loaded, and no share in /etc/fstab needs it"}};
    }
    utsname name{};
    ::uname(&name);
    const std::string release(name.release);
    const auto found = "the kernel's SMB client cannot be loaded, so the share at " + wanted_by + " is not mounted";
    if (!tried && tried.error().code == Errc::not_found) {
        return {{.id = "cifs", .state = CheckState::problem, .found = found, .fix = "apt-get install kmod"}};
    }
    const bool gone = !is_there("/lib/modules/" + release);
    return {{.id = "cifs",
             .state = CheckState::problem,
             .found = found,
             .fix = gone ? "restart the machine: the modules of Linux " + release + " are gone"
                         : "install a kernel that has the module (linux-image-amd64; those for clouds have none), and "
                           "restart"}};
}

} // namespace gpseal::app
