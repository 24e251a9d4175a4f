#include "report/changes_json.hpp"

#include "report/json_value.hpp"
#include "report/policy_json.hpp"

namespace gpseal::agent {

std::string changes_to_json(const CycleOutcome& outcome)
{
    json::Array::Ptr changes = new json::Array;
    for (const auto& change : outcome.changes) {
        auto row = json::object();
        json::set(row, "target", change.target);
        row->set("loosens", change.loosens);
        json::set(row, "diff", change.diff);
        changes->add(row);
    }
    std::vector<std::string> failures;
    for (const auto& failure : outcome.failures) {
        failures.push_back(describe(failure));
    }
    auto object = json::object();
    json::set(object, "schema", "gpseal.changes/1");
    object->set("policy", policy_to_json(outcome.report.policy));
    object->set("changes", changes);
    object->set("failures", json::array(failures));
    return json::text_of(object);
}

} // namespace gpseal::agent
