#include "service/confinement.hpp"

#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <memory>

namespace gpseal::agent {

namespace {

/// What changes the kernel, another process, or where things are. A client program needs none of it.
constexpr std::array forbidden = {
    SCMP_SYS(acct),
    SCMP_SYS(add_key),
    SCMP_SYS(bpf),
    SCMP_SYS(chroot),
    SCMP_SYS(delete_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(init_module),
    SCMP_SYS(ioperm),
    SCMP_SYS(iopl),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(mount),
    SCMP_SYS(move_mount),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(fsopen),
    SCMP_SYS(open_tree),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(pivot_root),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(ptrace),
    SCMP_SYS(quotactl),
    SCMP_SYS(reboot),
    SCMP_SYS(setns),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(umount2),
    SCMP_SYS(unshare),
    SCMP_SYS(userfaultfd),
};

constexpr std::uint64_t writing = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                  LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                  LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                  LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                  LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
constexpr std::uint64_t moving_between_folders = std::uint64_t{1} << 13U; // LANDLOCK_ACCESS_FS_REFER, of version 2
constexpr std::uint64_t shortening = std::uint64_t{1} << 14U;             // LANDLOCK_ACCESS_FS_TRUNCATE, of version 3

/// The rights that this kernel can keep; 0: it has no Landlock.
std::uint64_t rights_of_this_kernel()
{
    const auto version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        return 0;
    }
    return writing | (version >= 2 ? moving_between_folders : 0) | (version >= 3 ? shortening : 0);
}

Result<void> confine_writing(const std::vector<std::filesystem::path>& writable)
{
    const landlock_ruleset_attr handled{.handled_access_fs = rights_of_this_kernel()};
    if (handled.handled_access_fs == 0) {
        return {};
    }
    const UniqueFd rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)));
    if (!rules) {
        return fail(errno_error("cannot make a Landlock ruleset", {}));
    }
    for (const auto& folder : writable) {
        const UniqueFd place(::open(folder.c_str(), O_PATH | O_CLOEXEC | O_DIRECTORY));
        if (!place) {
            continue;
        }
        const landlock_path_beneath_attr beneath{.allowed_access = handled.handled_access_fs, .parent_fd = place.get()};
        if (::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0) {
            return fail(errno_error("cannot be named to Landlock", folder));
        }
    }
    if (::syscall(SYS_landlock_restrict_self, rules.get(), 0) != 0) {
        return fail(errno_error("Landlock cannot be turned on", {}));
    }
    return {};
}

/// Where an allocation fails, seccomp_load() of libseccomp 2.5 goes round for ever: then this process ends (SIGPROF),
/// and whoever started it tries again. A filter takes milliseconds; waiting, and a machine that sleeps, do not count.
class ProcessorLimit {
public:
    ProcessorLimit() { set(std::chrono::seconds(2)); }
    ~ProcessorLimit() { set(std::chrono::seconds(0)); }
    ProcessorLimit(const ProcessorLimit&) = delete;
    ProcessorLimit& operator=(const ProcessorLimit&) = delete;

private:
    static void set(std::chrono::seconds left)
    {
        const itimerval timer{.it_interval = {}, .it_value = {left.count(), 0}};
        (void)::setitimer(ITIMER_PROF, &timer, nullptr);
    }
};

Result<void> forbid_system_calls()
{
    const ProcessorLimit limit;
    const std::unique_ptr<void, decltype(&::seccomp_release)> filter(::seccomp_init(SCMP_ACT_ALLOW), ::seccomp_release);
    if (!filter) {
        return fail(Errc::io, "cannot make a seccomp filter");
    }
    for (const int call : forbidden) {
        const int error = ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0);
        if (error != 0 && error != -EDOM) { // -EDOM: not a call of this architecture
            return fail(Errc::io, "cannot forbid a system call: error " + std::to_string(-error));
        }
    }
    const int error = ::seccomp_load(filter.get());
    return error == 0 ? Result<void>() : fail(Errc::io, "cannot turn on seccomp: error " + std::to_string(-error));
}

} // namespace

Result<void> confine(const std::vector<std::filesystem::path>& writable)
{
    auto confined = confine_calls();
    return confined ? confine_writing(writable) : confined;
}

Result<void> confine_calls()
{
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return fail(errno_error("cannot give up new privileges", {}));
    }
    return forbid_system_calls();
}

} // namespace gpseal::agent
