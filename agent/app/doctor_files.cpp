#include "doctor_check.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace gpseal::app {

namespace fs = std::filesystem;

namespace {

constexpr mode_t for_others = 077;
constexpr mode_t writable_by_others = 022;
constexpr std::uintmax_t least_space = std::uintmax_t{8} << 20;

DoctorCheck problem(std::string id, std::string found, std::string fix)
{
    return {.id = std::move(id), .state = CheckState::problem, .found = std::move(found), .fix = std::move(fix)};
}

/// The first thing that keeps other users from reading the file; empty: nothing does.
fs::path closed_to_users(const fs::path& file, const fs::path& root)
{
    struct stat info {};
    for (auto folder = file.parent_path(); folder != root && folder.has_relative_path();
         folder = folder.parent_path()) {
        if (::stat(folder.c_str(), &info) == 0 && (info.st_mode & S_IXOTH) == 0) {
            return folder;
        }
    }
    return ::stat(file.c_str(), &info) == 0 && (info.st_mode & S_IROTH) == 0 ? file : fs::path();
}

DoctorCheck closed_problem(std::string id, const fs::path& file, const fs::path& closed, const std::string& so)
{
    return problem(std::move(id), closed.string() + " is closed to users: " + so,
                   std::string(closed == file ? "chmod o+r " : "chmod o+x ") + closed.string());
}

Checks check_config(const Invocation& call, std::optional<agent::AgentConfig>& config)
{
    Diagnostics problems;
    const bool named = !call.globals.config.empty();
    const auto file = named ? call.globals.config : call.globals.paths.config();
    auto loaded =
        agent::load_config(file, named ? agent::ConfigPresence::required : agent::ConfigPresence::optional, problems);
    Checks checks;
    for (const auto& each : problems) {
        checks.push_back(problem("config", each.where + ": " + each.message,
                                 "edit " + each.where + (each.hint.empty() ? "" : ": " + each.hint)));
    }
    if (!loaded && checks.empty()) {
        const bool writable = loaded.error().code == Errc::refused;
        checks.push_back(problem("config", describe(loaded.error()),
                                 writable ? "chown root: " + file.string() + " && chmod 644 " + file.string()
                                          : "look at " + file.string() + "; installer/etc/gpseal.conf is a sample"));
    }
    if (loaded) {
        std::error_code error;
        const bool there = fs::exists(file, error);
        const auto closed = there && !named ? closed_to_users(file, call.globals.paths.root()) : fs::path();
        checks.push_back(
            closed.empty()
                ? DoctorCheck{.id = "config", .found = there ? file.string() : "none: every setting has its default"}
                : closed_problem("config", file, closed, "gpseal-fetch has no rights of root's and cannot read it"));
        config = *std::move(loaded);
    }
    return checks;
}

DoctorCheck check_state(const agent::RootedPaths& paths)
{
    const auto folder = paths.state();
    struct stat info {};
    if (::stat(folder.c_str(), &info) != 0) {
        const auto code = errno;
        return code == ENOENT ? DoctorCheck{.id = "state", .found = folder.string() + " is made by the first run"}
                              : DoctorCheck{.id = "state",
                                            .state = CheckState::unknown,
                                            .found = folder.string() + ": " + std::generic_category().message(code)};
    }
    if (!S_ISDIR(info.st_mode)) {
        return problem("state", folder.string() + " is no folder",
                       "mv " + folder.string() + " " + folder.string() + ".old");
    }
    if (paths.live() && info.st_uid != 0) {
        return problem("state", folder.string() + " belongs to uid " + std::to_string(info.st_uid),
                       "chown -R root: " + folder.string());
    }
    if ((info.st_mode & for_others) != 0) {
        return problem("state", folder.string() + " is open to others than root", "chmod 700 " + folder.string());
    }
    struct statvfs room {};
    if (::statvfs(folder.c_str(), &room) == 0) {
        if ((room.f_flag & ST_RDONLY) != 0U) {
            return problem("state", folder.string() + " is on a read-only file system",
                           "mount -o remount,rw " + folder.string());
        }
        if (std::uintmax_t{room.f_bavail} * room.f_frsize < least_space) {
            return problem("state", "the file system of " + folder.string() + " is full",
                           "make room: du -xh " + folder.string() + " shows what is there");
        }
    }
    return {.id = "state", .found = folder.string()};
}

DoctorCheck check_smb_conf(const agent::RootedPaths& paths)
{
    const auto file = paths.smb_conf();
    struct stat info {};
    struct statvfs room {};
    if (const auto closed = closed_to_users(file, paths.root()); !closed.empty()) {
        return closed_problem("smb.conf", file, closed, "their clients go on without any setting");
    }
    if (::statvfs(file.parent_path().c_str(), &room) == 0 && (room.f_flag & ST_RDONLY) != 0U) {
        return problem("smb.conf", file.parent_path().string() + " is on a read-only file system",
                       "mount -o remount,rw " + file.parent_path().string());
    }
    if (::stat(file.c_str(), &info) != 0) {
        return {.id = "smb.conf", .found = file.string() + " is not there; gpseal makes it when it is needed"};
    }
    if ((info.st_mode & writable_by_others) != 0) {
        return problem("smb.conf", file.string() + " can be written by others than its owner",
                       "chmod go-w " + file.string());
    }
    return {.id = "smb.conf", .found = file.string() + ", for everybody to read"};
}

} // namespace

Checks check_files(const Invocation& call, std::optional<agent::AgentConfig>& config)
{
    auto checks = check_config(call, config);
    checks.push_back(check_state(call.globals.paths));
    checks.push_back(check_smb_conf(call.globals.paths));
    return checks;
}

} // namespace gpseal::app
