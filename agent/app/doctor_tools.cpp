#include "doctor_check.hpp"
#include "enforce/guard_table.hpp"

#include <gpseal/agent/child_process.hpp>

#include <sys/utsname.h>
#include <unistd.h>

#include <charconv>

namespace gpseal::app {

namespace {

constexpr unsigned oldest_major = 5;
constexpr unsigned oldest_minor = 16;

DoctorCheck check_rights()
{
    if (::geteuid() == 0) {
        return {.id = "rights", .found = "this is root"};
    }
    return {.id = "rights",
            .state = CheckState::unknown,
            .found = "this is not root: what only root may see is unknown below; sudo gpseal doctor sees it"};
}

/// "6.1.0-30-amd64" against the oldest that matches a header at its place in the segment.
DoctorCheck check_kernel()
{
    utsname name{};
    ::uname(&name);
    const std::string_view release(name.release);
    const auto* const end = release.data() + release.size();
    unsigned major = 0;
    unsigned minor = 0;
    const auto dot = std::from_chars(release.data(), end, major);
    const bool read =
        dot.ec == std::errc{} && dot.ptr != end && std::from_chars(dot.ptr + 1, end, minor).ec == std::errc{};
    if (!read) {
        return {.id = "kernel", .state = CheckState::unknown, .found = "its version is " + std::string(release)};
    }
    if (major < oldest_major || (major == oldest_major && minor < oldest_minor)) {
        return {.id = "kernel",
                .state = CheckState::problem,
                .found = "Linux " + std::string(release) + ": the guard needs 5.16",
                .fix = "install a kernel of 5.16 or newer, and restart"};
    }
    return {.id = "kernel", .found = "Linux " + std::string(release)};
}

/// The program's own first line is shown; whether it runs is what counts.
DoctorCheck check_program(const std::string& name, const std::string& package, const std::string& purpose)
{
    const auto result = agent::run_child({.arguments = {name, "--version"}});
    if (!result) {
        const bool missing = result.error().code == Errc::not_found;
        return {.id = name,
                .state = missing ? CheckState::problem : CheckState::unknown,
                .found = missing ? "not installed: " + purpose : describe(result.error()),
                .fix = missing ? "apt-get install " + package : ""};
    }
    if (result->exit_code != 0) {
        return {.id = name,
                .state = CheckState::problem,
                .found = "it does not run: " + result->error.substr(0, result->error.find('\n')),
                .fix = "apt-get install --reinstall " + package};
    }
    return {.id = name, .found = result->output.substr(0, result->output.find('\n'))};
}

DoctorCheck check_nftables(const Invocation& call)
{
    if (!call.globals.paths.live() || ::geteuid() != 0) {
        return {
            .id = "nftables", .state = CheckState::unknown, .found = "not asked: only root on the live machine may"};
    }
    const auto listed = agent::look_at_guard();
    if (!listed && listed.error().code == Errc::unsupported) {
        return {.id = "nftables",
                .state = CheckState::problem,
                .found = describe(listed.error()),
                .fix = "apt-get install nftables; modprobe nf_tables"};
    }
    if (!listed) {
        return {.id = "nftables", .state = CheckState::unknown, .found = describe(listed.error())};
    }
    return {.id = "nftables", .found = "the kernel answers"};
}

} // namespace

std::string_view to_string(CheckState state)
{
    switch (state) {
    case CheckState::ok:
        return "ok";
    case CheckState::problem:
        return "problem";
    case CheckState::unknown:
        return "unknown";
    }
    return "unknown";
}

Checks check_tools(const Invocation& call)
{
    return {check_rights(),
            check_kernel(),
            check_program("nft", "nftables", "nothing can load the guard"),
            check_nftables(call),
            check_program("testparm", "samba-common-bin", "nothing shows the settings as Samba reads them"),
            check_program("smbclient", "smbclient", "nothing reads SYSVOL or tries a connection")};
}

} // namespace gpseal::app
