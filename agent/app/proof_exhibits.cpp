#include "proof_exhibits.hpp"

#include "enforce/guard_table.hpp"
#include "service/proc_text.hpp"

#include <gpseal/agent/child_process.hpp>

#include <sys/utsname.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace gpseal::app {

using agent::Exhibit;

namespace {

constexpr std::size_t size_limit = std::size_t{1} << 20U;

Exhibit exhibit_of(std::string what, std::string from, Result<std::string> text)
{
    return text ? Exhibit{std::move(what), std::move(from), *std::move(text), {}}
                : Exhibit{std::move(what), std::move(from), {}, describe(text.error())};
}

Exhibit file(std::string what, const std::filesystem::path& path)
{
    return exhibit_of(std::move(what), path.string(), agent::read_text(path, size_limit));
}

Exhibit proc(std::string what, const std::filesystem::path& path)
{
    return exhibit_of(std::move(what), path.string(), agent::read_proc_text(path, size_limit));
}

/// What it printed; how it ended is a remark, for testparm prints all it can and then ends with 1 for a warning.
Exhibit child(std::string what, const agent::ChildCommand& command)
{
    std::string from;
    for (const auto& argument : command.arguments) {
        from += (from.empty() ? "" : " ") + argument;
    }
    from += command.run_as ? ", as uid " + std::to_string(*command.run_as) : "";
    const auto done = agent::run_child(command);
    if (!done) {
        return exhibit_of(std::move(what), std::move(from), fail(done.error()));
    }
    Exhibit exhibit{std::move(what), std::move(from), done->output, {}};
    if (done->exit_code != 0) {
        exhibit.problem = "ended with " + std::to_string(done->exit_code) + ": " + done->error;
    }
    return exhibit;
}

/// The lines of SMB mounts only.
Exhibit mounts()
{
    constexpr std::string_view path = "/proc/self/mounts";
    const auto all = agent::read_proc_text(path, std::size_t{16} << 20U);
    if (!all) {
        return exhibit_of("SMB mounts", std::string(path), fail(all.error()));
    }
    std::string text;
    for (std::size_t at = 0; at < all->size();) {
        const auto end = std::min(all->find('\n', at), all->size());
        const std::string line = all->substr(at, end - at) + "\n";
        if (line.find(" cifs ") != std::string::npos || line.find(" smb3 ") != std::string::npos) {
            text += line;
        }
        at = end + 1;
    }
    return {"SMB mounts", std::string(path), std::move(text), {}};
}

std::string kernel()
{
    utsname names{};
    return ::uname(&names) == 0 ? std::string(names.sysname) + " " + names.release + " " + names.version + "\n" : "";
}

void add_live(std::vector<Exhibit>& all, const std::string& smb_conf)
{
    const std::vector<std::string> testparm{"testparm", "-s", "-v", "--section-name=global", smb_conf};
    all.push_back(child("smb.conf as Samba reads it", {.arguments = testparm}));
    all.push_back(child("smb.conf as Samba reads it, without rights",
                        {.arguments = testparm, .run_as = agent::unprivileged_uid}));
    all.push_back(child("guard table", {.arguments = {"nft", "list", "table", "inet", "gpseal"},
                                        .deadline = agent::guard_listing_deadline,
                                        .output_limit = agent::guard_listing_limit}));
    all.push_back(proc("kernel cifs flags", "/proc/fs/cifs/SecurityFlags"));
    all.push_back(proc("kernel cifs sessions", "/proc/fs/cifs/DebugData"));
    all.push_back(mounts());
    all.push_back({"kernel", "uname", kernel(), {}});
    all.push_back(child("nft's version", {.arguments = {"nft", "--version"}}));
    all.push_back(child("Samba's version", {.arguments = {"testparm", "--version"}}));
}

} // namespace

std::vector<Exhibit> proof_exhibits(const agent::RootedPaths& paths)
{
    std::vector<Exhibit> all;
    all.push_back(file("policy as it was last known", paths.state() / "last-known-good"));
    all.push_back(file("gpseal.conf", paths.config()));
    all.push_back(file("smb.conf", paths.smb_conf()));
    all.push_back(file("how cifs is loaded", paths.under("/etc/modprobe.d/gpseal.conf")));
    if (paths.live()) {
        add_live(all, paths.smb_conf().string());
    }
    return all;
}

} // namespace gpseal::app
