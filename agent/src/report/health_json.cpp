#include "report/health_json.hpp"

#include <array>

namespace gpseal::agent {

namespace {

constexpr std::array all_severities = {Severity::note, Severity::warning, Severity::error};
constexpr std::array all_healths = {HealthStatus::ok, HealthStatus::degraded, HealthStatus::stale};

} // namespace

json::Object::Ptr finding_to_json(const Finding& finding)
{
    auto object = json::object();
    json::set(object, "severity", to_string(finding.severity));
    json::set(object, "code", finding.code);
    json::set(object, "message", finding.message);
    json::set(object, "hint", finding.hint);
    json::set(object, "where", finding.where);
    return object;
}

Finding finding_from_json(const json::Object::Ptr& object)
{
    return {json::enum_from(all_severities, json::string_at(object, "severity")), json::string_at(object, "code"),
            json::string_at(object, "message"), json::string_at(object, "hint"), json::string_at(object, "where")};
}

json::Object::Ptr health_to_json(const HealthSection& health)
{
    auto object = json::object();
    json::set(object, "status", to_string(health.status));
    object->set("age_s", health.age.count());
    object->set("reasons", json::array(health.reasons));
    json::Array::Ptr findings = new json::Array;
    for (const auto& finding : health.findings) {
        findings->add(finding_to_json(finding));
    }
    object->set("findings", findings);
    return object;
}

HealthSection health_from_json(const json::Object::Ptr& object)
{
    HealthSection health{.status = json::enum_from(all_healths, json::string_at(object, "status")),
                         .age = std::chrono::seconds(object->getValue<std::int64_t>("age_s")),
                         .reasons = json::strings_at(object, "reasons")};
    for (const auto& finding : json::objects_at(object, "findings")) {
        health.findings.push_back(finding_from_json(finding));
    }
    return health;
}

} // namespace gpseal::agent
