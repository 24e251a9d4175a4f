#include "enforce/live_mounts.hpp"

#include "enforce/cifs_flags.hpp"
#include "enforce/mount_verdict.hpp"
#include "service/proc_text.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <vector>

namespace gpseal::agent {

using policy::EncryptionMandate;

namespace {

constexpr const char* mounts_file = "/proc/self/mounts";
constexpr const char* sessions_file = "/proc/fs/cifs/DebugData";
constexpr const char* flags_file = "/proc/fs/cifs/SecurityFlags";
constexpr std::size_t mounts_limit = std::size_t{16} << 20U;

std::optional<std::uint64_t> network_of(const std::filesystem::path& process)
{
    struct stat info {};
    return ::stat((process / "ns/net").c_str(), &info) == 0 ? std::optional<std::uint64_t>(info.st_ino) : std::nullopt;
}

/// Whether no process and no name holds another network namespace than ours, so that every connection leaves by it. A
/// process that may not be looked at may hold one.
bool is_only_network(std::uint64_t own)
{
    std::error_code error;
    if (std::filesystem::directory_iterator names("/run/netns", error);
        !error && names != std::filesystem::directory_iterator()) {
        return false;
    }
    std::filesystem::directory_iterator process("/proc", error);
    for (; !error && process != std::filesystem::directory_iterator(); process.increment(error)) {
        const auto name = process->path().filename().native();
        const bool is_process = name.find_first_not_of("0123456789") == std::string::npos;
        errno = 0;
        if (const auto network = is_process ? network_of(process->path()) : own; network != own) {
            const bool is_gone = !network && (errno == ENOENT || errno == ESRCH);
            if (!is_gone) {
                return false;
            }
        }
    }
    return !error;
}

/// Whether the guard, which stands in our network namespace, is in the way. Kernels such as 6.1 do not tell a
/// connection's.
bool leaves_by_ours(const std::optional<std::uint64_t>& network)
{
    const auto own = network_of("/proc/self");
    return own && (network ? *network == *own : is_only_network(*own));
}

Result<std::vector<MountEntry>> mounts()
{
    const auto text = read_proc_text(mounts_file, mounts_limit);
    auto all = text ? parse_mount_table(*text, mounts_file) : fail(text.error());
    if (all) {
        std::erase_if(*all, [](const MountEntry& entry) { return !entry.is_smb(); });
    }
    return all;
}

/// Without cifs there are no sessions.
Result<std::vector<CifsServer>> sessions()
{
    const auto text = read_proc_text(sessions_file, max_cifs_sessions_size);
    if (!text) {
        return text.error().code == Errc::not_found ? Result<std::vector<CifsServer>>() : fail(text.error());
    }
    return parse_cifs_sessions(*text, sessions_file);
}

ConfiguredState unknown_row(std::string target, const Error& error)
{
    return {.stack = "mounts",
            .target = std::move(target),
            .wanted = "sealed",
            .found = "unknown: " + describe(error),
            .known = false};
}

ConfiguredState row_of(const MountVerdict& verdict, EncryptionMandate mandate)
{
    const bool required = mandate == EncryptionMandate::required;
    const bool not_sealed = verdict.verdict == SealVerdict::not_sealed;
    return {.stack = "mounts",
            .target = verdict.what,
            .wanted = required ? "sealed" : "as it was mounted",
            .found = std::string(to_string(verdict.verdict)) + ": " + verdict.reason,
            .known = verdict.verdict != SealVerdict::unknown,
            .drift = required && not_sealed,
            .guard_covers = required && not_sealed && leaves_by_ours(verdict.network)};
}

} // namespace

std::vector<ConfiguredState> judge_live_mounts(EncryptionMandate mandate)
{
    CifsView view;
    auto found = mounts();
    if (!found) {
        return {unknown_row("mounts of kernel cifs", found.error())};
    }
    view.mounts = *std::move(found);
    auto connected = sessions();
    if (!connected) {
        return {unknown_row("connections of kernel cifs", connected.error())};
    }
    view.servers = *std::move(connected);
    const auto flags = read_proc_text(flags_file, 64);
    view.flags = flags ? cifs_flags::parse(*flags) : std::nullopt;
    std::vector<ConfiguredState> rows;
    for (const auto& verdict : judge_mounts(view)) {
        rows.push_back(row_of(verdict, mandate));
    }
    return rows;
}

} // namespace gpseal::agent
