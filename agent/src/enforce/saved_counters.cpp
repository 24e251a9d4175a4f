#include "enforce/saved_counters.hpp"

#include "probe/server_endpoint.hpp"
#include "report/json_value.hpp"
#include "service/timestamp.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <tuple>

namespace gpseal::agent {

namespace {

GuardHit hit_from_json(const json::Object::Ptr& object)
{
    GuardHit hit{.server = json::string_at(object, "server"), .port = object->getValue<std::uint16_t>("port")};
    const auto server = parse_server(hit.server);
    if (!server || server->port != smb_port || server->name != hit.server || hit.port == 0) {
        throw Poco::DataFormatException("a hit has no server");
    }
    if (!object->isNull("uid")) {
        hit.uid = object->getValue<std::uint32_t>("uid");
    }
    hit.packets = object->getValue<std::uint64_t>("packets");
    hit.source = json::string_at(object, "source");
    if (!hit.source.empty() && !parse_server(hit.source)) {
        throw Poco::DataFormatException("a hit has no source");
    }
    return hit;
}

/// Those of one line; none of one that is too old.
Result<std::vector<GuardHit>> hits_of_line(std::string_view line, const std::string& where, WallTime now)
{
    const auto object = json::parse(line, where);
    if (!object) {
        return fail(object.error());
    }
    try {
        const auto at = parse_time(json::string_at(*object, "at"));
        if (!at || !(*object)->isArray("hits")) {
            return fail(Errc::malformed, "is not a line of ours", where);
        }
        std::vector<GuardHit> hits;
        for (const auto& row : json::objects_at(*object, "hits")) {
            hits.push_back(hit_from_json(row));
        }
        return now - *at > hit_lifetime ? std::vector<GuardHit>{} : hits;
    } catch (const Poco::Exception& error) {
        return fail(Errc::malformed, "is not a line of ours: " + error.displayText(), where);
    }
}

} // namespace

void add_hits(std::vector<GuardHit>& all, const std::vector<GuardHit>& more)
{
    using Key = std::tuple<std::string, std::uint16_t, std::optional<std::uint32_t>, std::string>;
    std::map<Key, std::size_t> places;
    for (std::size_t i = 0; i < all.size(); ++i) {
        places.emplace(Key{all[i].server, all[i].port, all[i].uid, all[i].source}, i);
    }
    for (const auto& hit : more) {
        const auto [place, is_new] = places.emplace(Key{hit.server, hit.port, hit.uid, hit.source}, all.size());
        if (is_new) {
            all.push_back(hit);
            continue;
        }
        auto& sum = all[place->second].packets;
        sum += std::min(hit.packets, std::numeric_limits<std::uint64_t>::max() - sum);
    }
}

Result<std::vector<GuardHit>> parse_saved_hits(std::string_view text, std::string_view origin, WallTime now)
{
    std::vector<GuardHit> all;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto hits = hits_of_line(line, std::string(origin) + ":" + std::to_string(number), now);
        if (!hits) {
            return fail(hits.error());
        }
        add_hits(all, *hits);
    }
    return all;
}

} // namespace gpseal::agent
