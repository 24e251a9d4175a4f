#include "report/effective_json.hpp"
#include "report/guard_json.hpp"
#include "report/health_json.hpp"
#include "report/json_value.hpp"
#include "report/override_json.hpp"
#include "report/policy_json.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/compliance_report.hpp>

#include <array>

namespace gpseal::agent {

namespace {

constexpr std::array all_preflights = {PreflightResult::passed, PreflightResult::unknown, PreflightResult::warned,
                                       PreflightResult::stopped};
constexpr std::array all_results = {ComplianceResult::pass, ComplianceResult::fail, ComplianceResult::unknown,
                                    ComplianceResult::not_applicable};

json::Object::Ptr configured_to_json(const ConfiguredState& row)
{
    auto object = json::object();
    json::set(object, "stack", row.stack);
    json::set(object, "target", row.target);
    json::set(object, "wanted", row.wanted);
    json::set(object, "found", row.found);
    object->set("known", row.known);
    object->set("drift", row.drift);
    object->set("guard_covers", row.guard_covers);
    return object;
}

ConfiguredState configured_from_json(const json::Object::Ptr& object)
{
    return {.stack = json::string_at(object, "stack"),
            .target = json::string_at(object, "target"),
            .wanted = json::string_at(object, "wanted"),
            .found = json::string_at(object, "found"),
            .known = object->getValue<bool>("known"),
            .drift = object->getValue<bool>("drift"),
            .guard_covers = object->optValue("guard_covers", false)};
}

json::Object::Ptr canary_to_json(const CanaryResult& canary)
{
    auto object = json::object();
    json::set_or_null(object, "refused", canary.refused);
    json::set(object, "at", format_time(canary.at));
    json::set(object, "detail", canary.detail);
    return object;
}

CanaryResult canary_from_json(const json::Object::Ptr& object)
{
    CanaryResult canary;
    if (!object->isNull("refused")) {
        canary.refused = object->getValue<bool>("refused");
    }
    canary.at = time_at(object, "at");
    canary.detail = json::string_at(object, "detail");
    return canary;
}

json::Object::Ptr exemption_to_json(const Exemption& exemption)
{
    auto object = json::object();
    json::set(object, "address", exemption.address);
    object->set("port", exemption.port);
    json::set(object, "until", format_time(exemption.until));
    json::set(object, "reason", exemption.reason);
    return object;
}

Exemption exemption_from_json(const json::Object::Ptr& object)
{
    return {json::string_at(object, "address"), object->getValue<std::uint16_t>("port"), time_at(object, "until"),
            json::string_at(object, "reason")};
}

json::Object::Ptr preflight_to_json(const PreflightSection& preflight)
{
    auto object = json::object();
    json::set(object, "result", to_string(preflight.result));
    object->set("reasons", json::array(preflight.reasons));
    return object;
}

PreflightSection preflight_from_json(const json::Object::Ptr& object)
{
    return {json::enum_from(all_preflights, json::string_at(object, "result")), json::strings_at(object, "reasons")};
}

json::Object::Ptr release_to_json(const ReleaseSection& release)
{
    auto object = json::object();
    json::set(object, "until", format_time(release.until));
    object->set("uid", release.uid);
    json::set(object, "reason", release.reason);
    return object;
}

ReleaseSection release_from_json(const json::Object::Ptr& object)
{
    return {time_at(object, "until"), object->getValue<std::uint32_t>("uid"), json::string_at(object, "reason")};
}

/// null where there is none.
template <typename Section, typename Function>
void set_section(json::Object::Ptr& object, const char* name, const std::optional<Section>& section, Function to_object)
{
    if (section) {
        object->set(name, to_object(*section));
    } else {
        json::set_null(object, name);
    }
}

json::Object::Ptr verdict_to_json(const VerdictSection& verdict)
{
    auto object = json::object();
    json::set(object, "profile", verdict.profile);
    json::set(object, "result", to_string(verdict.result));
    object->set("reasons", json::array(verdict.reasons));
    object->set("findings", json::array(verdict.findings));
    return object;
}

template <typename Items, typename Function>
void set_array(json::Object::Ptr& object, const char* name, const Items& items, Function to_object)
{
    json::Array::Ptr array = new json::Array;
    for (const auto& item : items) {
        array->add(to_object(item));
    }
    object->set(name, array);
}

json::Object::Ptr required(const json::Object::Ptr& object, const char* name)
{
    auto member = json::object_at(object, name);
    if (!member) {
        throw Poco::DataFormatException(std::string("it has no '") + name + "'");
    }
    return member;
}

ComplianceReport read_report(const json::Object::Ptr& object)
{
    if (json::string_at(object, "schema") != report_schema) {
        throw Poco::DataFormatException("its schema is not " + std::string(report_schema));
    }
    ComplianceReport report;
    report.host = json::string_at(object, "host");
    report.realm = json::string_at(object, "realm");
    report.time = time_at(object, "time");
    report.run_id = json::string_at(object, "run_id");
    report.seq = object->getValue<std::uint64_t>("seq");
    report.policy = policy_from_json(required(object, "policy"));
    for (const auto& row : json::objects_at(object, "configured")) {
        report.configured.push_back(configured_from_json(row));
    }
    for (const auto& row : json::objects_at(object, "effective")) {
        report.effective.push_back(effective_from_json(row));
    }
    if (const auto canary = json::object_at(object, "canary")) {
        report.canary = canary_from_json(canary);
    }
    if (const auto guard = json::object_at(object, "guard")) {
        report.guard = guard_from_json(guard);
    }
    for (const auto& row : json::objects_at(object, "exemptions")) {
        report.exemptions.push_back(exemption_from_json(row));
    }
    for (const auto& row : json::objects_at(object, "overrides")) {
        report.overrides.push_back(override_from_json(row));
    }
    if (const auto preflight = json::object_at(object, "preflight")) {
        report.preflight = preflight_from_json(preflight);
    }
    if (const auto release = json::object_at(object, "release")) {
        report.release = release_from_json(release);
    }
    report.health = health_from_json(required(object, "health"));
    const auto verdict = required(object, "verdict");
    report.verdict = {json::string_at(verdict, "profile"),
                      json::enum_from(all_results, json::string_at(verdict, "result")),
                      json::strings_at(verdict, "reasons"), json::strings_at(verdict, "findings")};
    return report;
}

} // namespace

std::string to_json(const ComplianceReport& report)
{
    auto object = json::object();
    json::set(object, "schema", report_schema);
    json::set(object, "host", report.host);
    json::set_or_null(object, "realm", report.realm);
    json::set(object, "time", format_time(report.time));
    json::set(object, "run_id", report.run_id);
    object->set("seq", report.seq);
    object->set("policy", policy_to_json(report.policy));
    set_array(object, "configured", report.configured, configured_to_json);
    set_array(object, "effective", report.effective, effective_to_json);
    set_section(object, "canary", report.canary, canary_to_json);
    set_section(object, "guard", report.guard, guard_to_json);
    set_array(object, "exemptions", report.exemptions, exemption_to_json);
    set_array(object, "overrides", report.overrides, override_to_json);
    set_section(object, "preflight", report.preflight, preflight_to_json);
    set_section(object, "release", report.release, release_to_json);
    object->set("health", health_to_json(report.health));
    object->set("verdict", verdict_to_json(report.verdict));
    return json::text_of(object);
}

std::string to_json(const PolicySection& policy)
{
    auto object = json::object();
    json::set(object, "schema", report_schema);
    object->set("policy", policy_to_json(policy));
    return json::text_of(object);
}

std::string to_json(const PolicySection& policy, const HealthSection& health)
{
    auto object = json::object();
    json::set(object, "schema", report_schema);
    object->set("policy", policy_to_json(policy));
    object->set("health", health_to_json(health));
    return json::text_of(object);
}

Result<ComplianceReport> report_from_json(std::string_view text, std::string_view origin)
{
    const auto object = json::parse(text, origin);
    if (!object) {
        return fail(object.error());
    }
    try {
        return read_report(*object);
    } catch (const Poco::Exception& error) {
        return fail(Errc::malformed, "is not a report of ours: " + error.displayText(), std::string(origin));
    }
}

} // namespace gpseal::agent
