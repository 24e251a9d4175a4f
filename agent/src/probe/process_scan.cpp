#include "probe/process_facts.hpp"
#include "probe/process_overrides.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <filesystem>

namespace gpseal::agent {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t max_processes = 65536;
constexpr std::size_t max_proc_file = std::size_t{4} << 20;
constexpr std::size_t chunk = std::size_t{64} << 10;

/// A file of procfs has no size; more than the limit is not read.
std::string read_proc(int folder, const char* name)
{
    std::string text;
    const UniqueFd fd(::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    while (fd && text.size() < max_proc_file) {
        const auto filled = text.size();
        text.resize(filled + chunk);
        const auto got = ::read(fd.get(), text.data() + filled, chunk);
        text.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got <= 0) {
            break;
        }
    }
    return text;
}

/// What a process shares with us, or not.
struct View {
    ino_t network = 0;   ///< 0: it cannot be seen
    bool hidden = false; ///< because we may not
    dev_t conf_device = 0;
    ino_t conf = 0; ///< the smb.conf that it sees; 0: there is none
    bool conf_seen = false;
};

/// The file that it sees is compared, not the mount namespace: services have namespaces of their own with the machine's
/// files in them, and so has gpseald.
View view_of(int process)
{
    struct stat info {};
    View view;
    view.network = ::fstatat(process, "ns/net", &info, 0) == 0 ? info.st_ino : 0;
    view.hidden = view.network == 0 && (errno == EACCES || errno == EPERM);
    view.conf_seen = ::fstatat(process, "root/etc/samba/smb.conf", &info, 0) == 0;
    if (view.conf_seen) {
        view.conf_device = info.st_dev;
        view.conf = info.st_ino;
    }
    view.conf_seen = view.conf_seen || errno == ENOENT;
    return view;
}

bool sees_another_conf(const View& theirs, const View& ours)
{
    return theirs.conf_seen && ours.conf_seen && (theirs.conf != ours.conf || theirs.conf_device != ours.conf_device);
}

milliseconds of_ticks(std::uint64_t ticks)
{
    constexpr std::uint64_t thousand = 1000;
    const auto a_second = std::max(::sysconf(_SC_CLK_TCK), 1L);
    return milliseconds(ticks * thousand / static_cast<std::uint64_t>(a_second));
}

/// What a process chose is kept as long as a path may be, and no longer: there may be thousands that chose much.
std::string shortened(std::string_view text)
{
    return std::string(text.substr(0, PATH_MAX));
}

/// nullopt: nothing about it matters, or it is gone.
std::optional<ClientProcess> look_at(int folder, pid_t pid, const View& ours, const View& theirs)
{
    struct stat info {};
    if (theirs.network != ours.network || ::fstat(folder, &info) != 0) {
        return std::nullopt;
    }
    const auto stat = read_proc(folder, "stat");
    const auto environ = read_proc(folder, "environ");
    ClientProcess process{.pid = pid, .uid = info.st_uid, .name = std::string(process_name(stat))};
    process.library = mapped_library(read_proc(folder, "maps"), "libsmbclient.so");
    process.option = shortened(overriding_option(read_proc(folder, "cmdline")));
    if (const auto path = environment_value(environ, "SMB_CONF_PATH")) {
        process.smb_conf_path = shortened(*path);
    }
    if (process.library.empty() && process.option.empty() && !process.smb_conf_path) {
        return std::nullopt;
    }
    process.home = shortened(environment_value(environ, "HOME").value_or(std::string_view{}));
    process.started = of_ticks(start_ticks(stat).value_or(0));
    process.own_files = sees_another_conf(theirs, ours);
    return process;
}

/// One process or another is closed to root too, such as PID 1 of a container; where our own parent is, most are.
bool is_blind()
{
    const auto parent = "/proc/" + std::to_string(::getppid());
    const UniqueFd folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder && view_of(folder.get()).hidden;
}

} // namespace

ProcessScan client_processes()
{
    ProcessScan found;
    const UniqueFd self(::open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const auto ours = view_of(self.get());
    std::error_code error;
    std::size_t seen = 0;
    for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
        const auto name = entry->path().filename().string();
        pid_t pid = 0;
        const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (parsed.ptr != name.data() + name.size() || pid == ::getpid() || ++seen > max_processes) {
            continue;
        }
        const UniqueFd folder(::open(entry->path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!folder) {
            continue;
        }
        const auto theirs = view_of(folder.get());
        found.hidden += theirs.hidden ? 1 : 0;
        if (auto process = look_at(folder.get(), pid, ours, theirs)) {
            found.clients.push_back(*std::move(process));
        }
    }
    found.hidden = is_blind() ? found.hidden : 0;
    std::sort(found.clients.begin(), found.clients.end(), [](const auto& a, const auto& b) { return a.pid < b.pid; });
    return found;
}

std::optional<milliseconds> written_since_start(const std::string& path)
{
    struct stat info {};
    timespec boot{};
    timespec wall{};
    if (::stat(path.c_str(), &info) != 0 || ::clock_gettime(CLOCK_BOOTTIME, &boot) != 0 ||
        ::clock_gettime(CLOCK_REALTIME, &wall) != 0) {
        return std::nullopt;
    }
    const auto of = [](const timespec& time) {
        return std::chrono::duration_cast<milliseconds>(std::chrono::seconds(time.tv_sec) +
                                                        std::chrono::nanoseconds(time.tv_nsec));
    };
    return of(boot) - (of(wall) - of(info.st_mtim));
}

} // namespace gpseal::agent
