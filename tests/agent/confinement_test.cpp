#include "service/bounded_task.hpp"
#include "service/confinement.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/child_process.hpp>
#include <gpseal/agent/file_system.hpp>

#include <doctest/doctest.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

bool has_landlock()
{
    return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1;
}

/// What `task` says in a process that is confined to `folder`.
std::string confined(const std::filesystem::path& folder, const std::function<bool()>& task)
{
    const auto answer = run_bounded(
        [&] {
            const auto done = confine({folder, "/no/such/folder"});
            return !done ? describe(done.error()) : task() ? std::string("yes") : std::string("no");
        },
        {.deadline = std::chrono::seconds(20), .output_limit = 1000});
    return answer ? *answer : describe(answer.error());
}

} // namespace

TEST_CASE("confinement: writes where it may, as always")
{
    const TemporaryFolder folder;
    const auto file = folder.path() / "file";
    CHECK(confined(folder.path(), [&] { return replace_file(file, "new").has_value(); }) == "yes");
    CHECK(slurp(file) == "new");
}

TEST_CASE("confinement: writes nowhere else, and neither does what it starts")
{
    if (!has_landlock()) {
        MESSAGE("no Landlock in this kernel");
        return;
    }
    const TemporaryFolder folder;
    const TemporaryFolder other;
    spill(other.path() / "file", "old");
    const auto file = (other.path() / "file").string();
    CHECK(confined(folder.path(), [&] { return replace_file(file, "new").has_value(); }) == "no");
    CHECK(confined(folder.path(), [&] { return remove_file(file).has_value(); }) == "no");
    CHECK(confined(folder.path(), [&] { return make_folder(other.path() / "new", 0700).has_value(); }) == "no");
    CHECK(confined(folder.path(), [&] {
              const auto child = run_child({.arguments = {"/bin/sh", "-c", "echo new >" + file}});
              return child && child->exit_code == 0;
          }) == "no");
    CHECK(slurp(file) == "old");
}

TEST_CASE("confinement: reads and starts programs as always")
{
    const TemporaryFolder folder;
    CHECK(confined(folder.path(), [] { return read_text("/etc/passwd", 1 << 20).has_value(); }) == "yes");
    CHECK(confined(folder.path(), [] {
              const auto child = run_child({.arguments = {"/bin/sh", "-c", "exit 0"}});
              return child && child->exit_code == 0;
          }) == "yes");
}

TEST_CASE("confinement: what changes the kernel or other processes is not allowed, also to root")
{
    const TemporaryFolder folder;
    CHECK(confined(folder.path(), [] { return ::unshare(CLONE_NEWNS) == 0; }) == "no");
    CHECK(confined(folder.path(), [] { return ::chroot("/") == 0; }) == "no");
    CHECK(confined(folder.path(), [] { return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0; }) == "no");
    CHECK(confined(folder.path(), [] { return ::syscall(SYS_bpf, 0, nullptr, 0) >= 0 || errno != EPERM; }) == "no");
}

TEST_CASE("confinement: a file of one's own is replaced where no file may be given away, as in the units of systemd")
{
    const TemporaryFolder folder;
    const auto file = folder.path() / "file";
    spill(file, "old");
    CHECK(confined(folder.path(), [&] {
              auto* const filter = ::seccomp_init(SCMP_ACT_ALLOW);
              const bool taken = ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(fchown), 0) == 0 &&
                                 ::seccomp_load(filter) == 0 && ::fchown(STDIN_FILENO, 0, 0) != 0 && errno == EPERM;
              ::seccomp_release(filter);
              return taken && replace_file(file, "new").has_value();
          }) == "yes");
    CHECK(slurp(file) == "new");
}
