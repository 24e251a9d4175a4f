#include "report/result_json.hpp"

#include "report/deny_sentence.hpp"
#include "report/health_json.hpp"
#include "report/policy_json.hpp"
#include "report/result_scopes.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <iterator>

namespace gpseal::agent {

namespace {

json::Array::Ptr applied_of(const policy::DomainResult& result)
{
    json::Array::Ptr list = new json::Array;
    for (auto gpo = result.applied.rbegin(); gpo != result.applied.rend(); ++gpo) {
        list->add(identity_to_json(gpo->identity));
    }
    return list;
}

json::Array::Ptr denied_of(const policy::DomainResult& result)
{
    json::Array::Ptr list = new json::Array;
    for (const auto& row : result.denied) {
        auto object = json::object();
        object->set("gpo", identity_to_json(row.gpo));
        json::set(object, "reason", to_string(row.reason));
        json::set(object, "detail", row.detail);
        json::set(object, "explanation", deny_sentence(row));
        list->add(object);
    }
    return list;
}

json::Array::Ptr scopes_json(const policy::DomainSnapshot& snapshot)
{
    json::Array::Ptr list = new json::Array;
    for (const auto& scope : scopes_of(snapshot)) {
        auto object = json::object();
        json::set(object, "dn", scope.dn);
        json::set(object, "kind", ascii_lower(kind_name(scope.kind)));
        object->set("links", scope.links.size());
        object->set("blocks_inheritance", scope.blocks_inheritance);
        object->set("blocked", scope.blocked);
        list->add(object);
    }
    return list;
}

json::Array::Ptr findings_of(const policy::DomainResult& result)
{
    json::Array::Ptr list = new json::Array;
    for (const auto& finding : result.findings) {
        auto object = json::object();
        json::set(object, "code", finding.code);
        json::set(object, "message", finding.message);
        json::set(object, "where", finding.where);
        list->add(object);
    }
    return list;
}

HealthStatus status_of(policy::Completeness completeness)
{
    switch (completeness) {
    case policy::Completeness::complete:
        return HealthStatus::ok;
    case policy::Completeness::degraded:
        return HealthStatus::degraded;
    case policy::Completeness::unusable:
        return HealthStatus::stale;
    }
    return HealthStatus::stale;
}

} // namespace

HealthSection health_of(const policy::DomainResult& result)
{
    HealthSection health{.status = status_of(result.completeness)};
    std::transform(result.problems.begin(), result.problems.end(), std::back_inserter(health.reasons),
                   [](const Error& problem) { return describe(problem); });
    return health;
}

std::string result_to_json(const ResultView& view)
{
    const auto& [snapshot, result, policy, health] = view;
    auto object = json::object();
    json::set(object, "schema", result_schema);
    json::set(object, "time", snapshot.taken_at);
    json::set(object, "domain", snapshot.domain);
    json::set(object, "domain_controller", snapshot.domain_controller);
    json::set(object, "computer", snapshot.computer_dn);
    json::set_or_null(object, "site", snapshot.site);
    json::set(object, "completeness", to_string(result.completeness));
    object->set("policy", policy_to_json(policy));
    object->set("health", health_to_json(health));
    object->set("scopes", scopes_json(snapshot));
    object->set("applied", applied_of(result));
    object->set("denied", denied_of(result));
    std::vector<std::string> problems;
    for (const auto& problem : result.problems) {
        problems.push_back(describe(problem));
    }
    object->set("problems", json::array(problems));
    object->set("findings", findings_of(result));
    return json::text_of(object);
}

} // namespace gpseal::agent
