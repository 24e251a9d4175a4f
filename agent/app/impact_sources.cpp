#include "impact_sources.hpp"

#include "collect/known_controllers.hpp"
#include "enforce/guard_record.hpp"
#include "enforce/saved_counters.hpp"
#include "live_services.hpp"
#include "probe/bookmark_files.hpp"
#include "probe_input.hpp"

#include <gpseal/agent/connection_probe.hpp>
#include <gpseal/base/utf.hpp>

#include <chrono>
#include <iterator>
#include <ostream>
#include <system_error>

namespace gpseal::app {

namespace {

using agent::GuardHit;
using agent::UseKind;
using Uses = std::vector<agent::ServerUse>;

void say(const Invocation& call, const char* what, const Error& error)
{
    call.err << "gpseal: " << what << " not known: " << printable(describe(error)) << '\n';
}

void add_controllers(Uses& uses, const Invocation& call)
{
    const auto known = agent::known_controllers(call.globals.paths, agent::query_srv);
    if (!known) {
        return say(call, "the domain controllers are", known.error());
    }
    if (!*known) {
        return;
    }
    if ((*known)->problem) {
        say(call, "the other domain controllers are", *(*known)->problem);
    }
    for (const auto& host : (*known)->hosts) {
        uses.push_back({.server = {.name = host},
                        .kind = UseKind::domain_controller,
                        .where = (*known)->domain,
                        .policy_source = host == (*known)->policy_source,
                        .uid = std::nullopt});
    }
}

/// A table that is not there names nobody.
Result<void> add_mounts(Uses& uses, const std::filesystem::path& path, UseKind kind)
{
    const auto table = read_list(path);
    if (!table) {
        return table.error().code == Errc::not_found ? Result<void>() : fail(table.error());
    }
    const auto found = agent::uses_of_mounts(*table, path.native(), kind);
    if (!found) {
        return fail(found.error());
    }
    uses.insert(uses.end(), found->begin(), found->end());
    return {};
}

Result<void> add_configured(Uses& uses, const Invocation& call)
{
    const auto config = load_config(call);
    if (!config) {
        return fail(config.error());
    }
    for (const auto& text : config->servers.value) {
        const auto target = agent::parse_probe_target(text);
        if (!target) {
            return fail(target.error());
        }
        uses.push_back({.server = {.name = target->server, .port = target->port, .address = {}},
                        .kind = UseKind::config,
                        .where = text,
                        .uid = std::nullopt});
    }
    return {};
}

/// A file with a damaged line would hide all others for ever; the next one begins anew. One that was set aside before
/// gives way.
std::string set_aside(const std::filesystem::path& file)
{
    const auto damaged = file.filename().string() + ".damaged";
    std::error_code error;
    std::filesystem::rename(file, file.parent_path() / damaged, error);
    return error ? std::string() : "; the file was set aside as " + damaged;
}

/// What tables counted that are gone.
std::vector<GuardHit> saved_hits(const Invocation& call)
{
    const auto file = call.globals.paths.state() / "guard-counters.jsonl";
    const auto text = agent::read_text(file, agent::max_saved_counters_size);
    if (!text) {
        if (text.error().code != Errc::not_found) {
            say(call, "what the guard saw before is", text.error());
        }
        return {};
    }
    auto hits = agent::parse_saved_hits(*text, file.native(), std::chrono::system_clock::now());
    if (!hits) {
        auto why = hits.error();
        why.message += set_aside(file);
        say(call, "what the guard saw before is", why);
        return {};
    }
    return *std::move(hits);
}

/// What could not be asked is said; the rest of the answer stands without it.
void add_hits(Uses& uses, const Invocation& call)
{
    auto hits = saved_hits(call);
    if (call.globals.paths.live()) {
        if (const auto counters = agent::read_guard_counters()) {
            agent::add_hits(hits, counters->hits);
        } else {
            say(call, "what the guard saw is", counters.error());
        }
    }
    for (const auto& hit : hits) {
        if (hit.server == "127.0.0.1" || hit.server == "::1") {
            continue; // our own canary
        }
        uses.push_back({.server = {.name = hit.server, .port = hit.port, .address = hit.server},
                        .kind = UseKind::guard,
                        .where = hit.source,
                        .uid = hit.uid,
                        .packets = hit.packets});
    }
}

} // namespace

Result<std::vector<agent::UsedServer>> used_servers(const Invocation& call)
{
    Uses uses;
    add_controllers(uses, call);
    auto added = add_mounts(uses, call.globals.paths.under("/proc/mounts"), UseKind::mount);
    if (added) {
        added = add_mounts(uses, call.globals.paths.under("/etc/fstab"), UseKind::fstab);
    }
    if (added) {
        added = add_configured(uses, call);
    }
    if (!added) {
        return fail(added.error());
    }
    auto bookmarks = agent::uses_of_bookmarks(call.globals.paths);
    std::move(bookmarks.begin(), bookmarks.end(), std::back_inserter(uses));
    add_hits(uses, call);
    return by_server(uses);
}

} // namespace gpseal::app
