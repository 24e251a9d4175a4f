#include "service/config_keys.hpp"

#include "service/config_values.hpp"

#include <gpseal/base/utf.hpp>

#include <array>
#include <initializer_list>

namespace gpseal::agent {

namespace {

using namespace std::chrono_literals;

template <typename T> struct Choice {
    std::string_view word;
    T value;
};

template <typename T> using Choices = std::initializer_list<Choice<T>>;

template <typename T> Result<void> choose(Setting<T>& setting, const Assignment& from, Choices<T> choices)
{
    std::string words;
    for (const auto& choice : choices) {
        if (choice.word == from.value) {
            setting = {choice.value, from.origin};
            return {};
        }
        words += (words.empty() ? "" : ", ") + std::string(choice.word);
    }
    return fail(Errc::malformed, "'" + printable(from.value) + "' is not allowed; allowed: " + words);
}

template <typename T> Result<void> set(Setting<T>& setting, const Assignment& from, Result<T> parsed)
{
    if (!parsed) {
        return fail(parsed.error());
    }
    setting = {*std::move(parsed), from.origin};
    return {};
}

template <typename T>
Result<void> append(Setting<std::vector<T>>& setting, const Assignment& from, Result<std::vector<T>> parsed)
{
    if (!parsed) {
        return fail(parsed.error());
    }
    if (setting.value.empty()) {
        setting.origin = from.origin;
    }
    setting.value.insert(setting.value.end(), parsed->begin(), parsed->end());
    return {};
}

Result<void> set_source(const Assignment& from)
{
    return choose(from.config.source, from,
                  {{"domain", SourceKind::domain}, {"files", SourceKind::files}, {"none", SourceKind::none}});
}

Result<void> add_files(const Assignment& from)
{
    return append(from.config.files, from, parse_paths(from.value));
}

Result<void> set_bootstrap(const Assignment& from)
{
    return choose(from.config.bootstrap, from, {{"unknown", Bootstrap::unknown}, {"enforce", Bootstrap::enforce}});
}

Result<void> set_preflight(const Assignment& from)
{
    return choose(from.config.preflight, from,
                  {{"stop", Preflight::stop}, {"warn", Preflight::warn}, {"off", Preflight::off}});
}

Result<void> set_guard(const Assignment& from)
{
    return choose(from.config.guard, from,
                  {{"enforce", GuardMode::enforce}, {"audit", GuardMode::audit}, {"off", GuardMode::off}});
}

Result<void> add_exemption(const Assignment& from)
{
    auto exemption = parse_exemption(from.value);
    if (!exemption) {
        return fail(Errc::malformed,
                    exemption.error().message + "; allowed: ADDRESS PORT until 2026-12-31T23:59:59Z REASON");
    }
    from.config.exemptions.push_back({*std::move(exemption), from.origin});
    return {};
}

Result<void> set_mounts(const Assignment& from)
{
    return choose(from.config.edit_mounts, from, {{"no", false}, {"yes", true}});
}

Result<void> add_servers(const Assignment& from)
{
    return append(from.config.servers, from, parse_servers(from.value));
}

Result<void> set_credentials(const Assignment& from)
{
    if (from.value == "machine") {
        from.config.credentials = {std::nullopt, from.origin};
        return {};
    }
    const auto paths = parse_paths(from.value);
    if (!paths || paths->size() != 1) {
        return fail(Errc::malformed, "'" + printable(from.value) +
                                         "' is not allowed; allowed: machine, or the "
                                         "absolute path of a file");
    }
    from.config.credentials = {paths->front(), from.origin};
    return {};
}

Result<void> set_interval(const Assignment& from)
{
    return set(from.config.interval, from, parse_minutes(from.value, 1min, 31 * 24h)); // Windows' own upper limit
}

Result<void> set_offset(const Assignment& from)
{
    return set(from.config.offset, from, parse_minutes(from.value, 0min, 24h)); // Windows' own upper limit
}

Result<void> set_profile(const Assignment& from)
{
    return choose<std::string>(from.config.profile, from, {{"corp", "corp"}});
}

Result<void> set_collector(const Assignment& from)
{
    return set(from.config.collector, from, parse_collector(from.value));
}

constexpr std::array keys{
    ConfigKey{
        "policy", "source", set_source, false, "domain|files|none", "domain",
        "where policy comes from: the domain this machine is a member of, folders, or nowhere: no GPO is meant for "
        "this machine, and the local preference decides alone"},
    ConfigKey{
        "policy", "files", add_files, true, "DIR...", "",
        "with source = files: GPO folders as SYSVOL or a GPMC backup holds them, lowest precedence first; absolute "
        "paths, parted by space, with double quotes around one that has space"},
    ConfigKey{"policy", "bootstrap", set_bootstrap, false, "unknown|enforce", "unknown",
              "before the first policy was ever read: enforce nothing and report unknown, or enforce encryption"},
    ConfigKey{"policy", "preflight", set_preflight, false, "stop|warn|off", "stop",
              "when requiring encryption would cut this machine off its own policy source: stop, warn, or do not look"},
    ConfigKey{"guard", "mode", set_guard, false, "enforce|audit|off", "enforce",
              "the firewall table that cuts SMB requests in the clear; audit counts only"},
    ConfigKey{"guard", "exempt", add_exemption, true, "ADDRESS PORT until TIME REASON", "",
              "a server left alone for a while; the address is numeric, the time is UTC, the reason is shown in every "
              "report"},
    ConfigKey{"mounts", "edit", set_mounts, false, "no|yes", "no",
              "whether the option seal may be added to cifs mounts in fstab, units and autofs maps; otherwise they are "
              "reported"},
    ConfigKey{"verify", "servers", add_servers, true, "//SERVER/SHARE...", "",
              "shares to connect to after every run, parted by space"},
    ConfigKey{"verify", "credentials", set_credentials, false, "FILE", "machine",
              "who connects: machine is the machine account; else a file with lines username = ..., password = ..., "
              "domain = ..."},
    ConfigKey{"service", "interval", set_interval, false, "TIME", "90min", "how often a run is made"},
    ConfigKey{"service", "offset", set_offset, false, "TIME", "30min",
              "up to how much later it is made: the same on each run of a host, different between hosts"},
    ConfigKey{"report", "profile", set_profile, false, "corp", "corp",
              "what a verdict is judged by; corp: what our GPO says is so on the wire"},
    ConfigKey{"report", "collector", set_collector, false, "https://HOST[:PORT][/PATH]", "",
              "where reports go, besides this machine"},
};

} // namespace

std::span<const ConfigKey> config_keys()
{
    return keys;
}

} // namespace gpseal::agent
