#include "pol_diff.hpp"
#include "policy_view.hpp"
#include "report/json_value.hpp"

#include <gpseal/base/utf.hpp>

#include <optional>

namespace gpseal::app {

std::string value_name_of(const policy::EffectChange& change)
{
    switch (change.kind) {
    case policy::EffectKind::clearing:
        return "**delvals.";
    case policy::EffectKind::removal:
        return "**deletekeys";
    case policy::EffectKind::value:
    case policy::EffectKind::creation:
    case policy::EffectKind::remark:
        break;
    }
    return to_utf8(change.name);
}

namespace {

namespace json = agent::json;
using policy::PolicyReading;
using policy::RegistryWord;

json::Object::Ptr state_json(const admx::PolicyCatalog& catalog, const PolicyChange& change,
                             const PolicyReading& reading)
{
    const auto whole = policy_reading_json(catalog, *change.definition, reading);
    auto object = json::object();
    object->set("state", whole->get("state"));
    object->set("elements", whole->get("elements"));
    return object;
}

void set_optional_word(json::Object& object, const char* name, const std::optional<RegistryWord>& word,
                       const policy::EffectChange& change)
{
    if (!word) {
        object.set(name, Poco::Dynamic::Var());
        return;
    }
    auto entry = json::object();
    set_word(*entry, *word);
    if (change.kind == policy::EffectKind::removal || word->action == policy::RegistryAction::delete_listed) {
        set_deleted_names(*entry, *word, value_name_of(change));
    }
    object.set(name, entry);
}

json::Array::Ptr values_json(const PolDiff& diff, const std::vector<std::size_t>& places)
{
    json::Array::Ptr values = new json::Array;
    for (const auto place : places) {
        const auto& change = diff.changes[place];
        auto entry = json::object();
        json::set(entry, "key", to_utf8(change.key));
        json::set(entry, "value", value_name_of(change));
        set_optional_word(*entry, "before", change.before, change);
        set_optional_word(*entry, "after", change.after, change);
        values->add(entry);
    }
    return values;
}

} // namespace

void set_diff(Poco::JSON::Object& object, const admx::PolicyCatalog& catalog, const PolDiff& diff)
{
    json::Array::Ptr policies = new json::Array;
    for (const auto& change : diff.policies) {
        auto entry = policy_reading_json(catalog, *change.definition, change.after);
        entry->remove("state");
        entry->remove("elements");
        entry->set("before", state_json(catalog, change, change.before));
        entry->set("after", state_json(catalog, change, change.after));
        entry->set("values", values_json(diff, change.values));
        if (change.more_values != 0) {
            entry->set("more_values", change.more_values);
        }
        policies->add(entry);
    }
    object.set("policies", policies);
    object.set("values", values_json(diff, diff.values));
}

} // namespace gpseal::app
