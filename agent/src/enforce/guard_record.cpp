#include "enforce/guard_record.hpp"

#include "report/json_value.hpp"
#include "service/timestamp.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <sstream>
#include <system_error>

namespace gpseal::agent {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::size_t record_limit = 4096;
constexpr std::size_t max_hits_a_line = 512;
constexpr mode_t state_folder_mode = 0700;
constexpr mode_t state_file_mode = 0600;

std::filesystem::path record_path(const std::filesystem::path& state)
{
    return state / "guard.json";
}

std::string one_line(const Object& object)
{
    std::ostringstream text;
    object.stringify(text);
    return text.str() + "\n";
}

std::string now_text()
{
    return format_time(std::chrono::system_clock::now());
}

std::string counters_line(const GuardCounters& counters, std::string_view reason)
{
    Object packets;
    for (const auto& [name, count] : counters.packets) {
        packets.set(name, count);
    }
    Array hits;
    for (std::size_t i = 0; i < std::min(counters.hits.size(), max_hits_a_line); ++i) {
        const auto& hit = counters.hits[i];
        Object row;
        row.set("server", hit.server);
        row.set("port", hit.port);
        row.set("uid", hit.uid ? Poco::Dynamic::Var(*hit.uid) : Poco::Dynamic::Var());
        row.set("packets", hit.packets);
        if (!hit.source.empty()) {
            row.set("source", hit.source);
        }
        hits.add(row);
    }
    Object line;
    line.set("at", now_text());
    line.set("reason", std::string(reason));
    line.set("packets", packets);
    line.set("hits", hits);
    line.set("hits_total", counters.hits.size());
    return one_line(line);
}

/// Drops the oldest lines until `text` keeps both limits.
void keep_limits(std::string& text)
{
    auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    while (!text.empty() && (lines > max_saved_counters || text.size() > max_saved_counters_size)) {
        const auto end = text.find('\n');
        text.erase(0, end == std::string::npos ? end : end + 1);
        lines -= lines > 0 ? 1 : 0;
    }
}

} // namespace

std::optional<GuardRecord> read_guard_record(const std::filesystem::path& state)
{
    const auto text = read_text(record_path(state), record_limit);
    if (!text) {
        return std::nullopt;
    }
    const auto object = json::parse(*text, "guard.json");
    if (!object) {
        return std::nullopt;
    }
    try {
        return GuardRecord{.mode = (*object)->getValue<std::string>("mode"),
                           .listing_sha256 = (*object)->getValue<std::string>("listing_sha256")};
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

Result<void> write_guard_record(const std::filesystem::path& state, const GuardRecord& record)
{
    const auto made = make_folder(state, state_folder_mode);
    if (!made) {
        return made;
    }
    Object object;
    object.set("mode", record.mode);
    object.set("listing_sha256", record.listing_sha256);
    object.set("at", now_text());
    return replace_file(record_path(state), one_line(object), {.mode = state_file_mode});
}

Result<void> remove_guard_record(const std::filesystem::path& state)
{
    return remove_file(record_path(state));
}

Result<void> save_guard_counters(const std::filesystem::path& state, const GuardCounters& counters,
                                 std::string_view reason)
{
    if (counters.total() == 0 && counters.hits.empty()) {
        return {};
    }
    const auto made = make_folder(state, state_folder_mode);
    if (!made) {
        return made;
    }
    const auto path = state / "guard-counters.jsonl";
    auto text = read_text(path, 2 * max_saved_counters_size);
    if (!text && text.error().code != Errc::not_found) {
        // too large or no file at all: put aside as it is, over an earlier one
        std::error_code ignored;
        std::filesystem::rename(path, state / "guard-counters.jsonl.old", ignored);
    }
    auto saved = (text ? *std::move(text) : std::string{}) + counters_line(counters, reason);
    keep_limits(saved);
    return replace_file(path, saved, {.mode = state_file_mode});
}

} // namespace gpseal::agent
