#include "report/guard_json.hpp"

namespace gpseal::agent {

namespace {

json::Object::Ptr requests_to_json(const ClearRequests& row)
{
    auto object = json::object();
    json::set(object, "server", row.server);
    object->set("port", row.port);
    json::set_or_null(object, "uid", row.uid);
    json::set_or_null(object, "source", row.source);
    object->set("packets", row.packets);
    return object;
}

ClearRequests requests_from_json(const json::Object::Ptr& object)
{
    ClearRequests row{.server = json::string_at(object, "server"),
                      .port = object->getValue<std::uint16_t>("port"),
                      .source = json::string_at(object, "source"),
                      .packets = object->getValue<std::uint64_t>("packets")};
    if (!object->isNull("uid")) {
        row.uid = object->getValue<std::uint32_t>("uid");
    }
    return row;
}

} // namespace

json::Object::Ptr guard_to_json(const GuardEvidence& guard)
{
    auto object = json::object();
    json::set(object, "mode", guard.mode);
    json::set(object, "listing_sha256", guard.listing_sha256);
    json::set_or_null(object, "rules", guard.rules);
    auto packets = json::object();
    for (const auto& [reason, count] : guard.packets) {
        packets->set(reason, count);
    }
    object->set("packets", packets);
    json::Array::Ptr requests = new json::Array;
    for (const auto& row : guard.requests) {
        requests->add(requests_to_json(row));
    }
    object->set("requests", requests);
    return object;
}

GuardEvidence guard_from_json(const json::Object::Ptr& object)
{
    GuardEvidence guard{.mode = json::string_at(object, "mode"),
                        .listing_sha256 = json::string_at(object, "listing_sha256"),
                        .rules = object->has("rules") ? json::string_at(object, "rules") : std::string()};
    if (const auto packets = json::object_at(object, "packets")) {
        for (const auto& name : packets->getNames()) {
            guard.packets[name] = packets->getValue<std::uint64_t>(name);
        }
    }
    for (const auto& row : json::objects_at(object, "requests")) {
        guard.requests.push_back(requests_from_json(row));
    }
    return guard;
}

} // namespace gpseal::agent
