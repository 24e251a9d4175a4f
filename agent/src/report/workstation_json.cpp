#include "report/workstation_json.hpp"

namespace gpseal::agent {

using policy::WorkstationNumber;

namespace {

std::optional<WorkstationNumber> number_at(const json::Object::Ptr& object, const char* name,
                                           policy::WorkstationPolicy policy)
{
    if (!object->has(name) || object->isNull(name)) {
        return std::nullopt;
    }
    const auto number = object->getValue<WorkstationNumber>(name);
    if (!policy::is_valid(policy, number)) {
        throw Poco::DataFormatException(std::string(name) + " is not a number that the policy can have");
    }
    return number;
}

policy::WorkstationPolicy policy_from(const std::string& id)
{
    for (const auto& info : policy::known_workstation_policies()) {
        if (info.id == id) {
            return info.policy;
        }
    }
    throw Poco::DataFormatException("'" + id + "' is not a policy of this report");
}

json::Object::Ptr setting_to_json(const SettledSetting& setting)
{
    const auto& said = setting.said;
    const auto& info = policy::info_of(said.policy);
    const auto mapping = mapping_of(setting);
    auto object = json::object();
    json::set(object, "policy", info.id);
    json::set(object, "name", info.name);
    json::set(object, "key", info.key);
    json::set_or_null(object, "value_name", info.value_name);
    json::set_or_null(object, "number", said.number);
    json::set_or_null(object, "value", said.number ? policy::words_of(said.policy, *said.number) : "");
    json::set_or_null(object, "in_force_number", setting.in_force);
    json::set_or_null(object, "in_force", setting.in_force ? policy::words_of(said.policy, *setting.in_force) : "");
    json::set_or_null(object, "gpo", said.gpo);
    json::set_or_null(object, "where", said.where);
    json::set(object, "reach", setting.in_force ? to_string(mapping.reach) : to_string(Reach::none));
    json::set(object, "how", mapping.how);
    json::set_or_null(object, "refusal", setting.refusal);
    object->set("conflict", setting.conflict);
    return object;
}

SettledSetting setting_from_json(const json::Object::Ptr& object)
{
    SettledSetting setting;
    auto& said = setting.said;
    said.policy = policy_from(json::string_at(object, "policy"));
    said.number = number_at(object, "number", said.policy);
    said.gpo = json::string_at(object, "gpo");
    said.where = json::string_at(object, "where");
    setting.in_force = number_at(object, "in_force_number", said.policy);
    setting.refusal = json::string_at(object, "refusal");
    setting.conflict = object->getValue<bool>("conflict");
    return setting;
}

} // namespace

json::Array::Ptr workstation_to_json(const SettledSettings& settings)
{
    json::Array::Ptr array = new json::Array;
    for (const auto& setting : settings) {
        array->add(setting_to_json(setting));
    }
    return array;
}

std::optional<SettledSettings> workstation_from_json(const json::Object::Ptr& policy, const char* member)
{
    if (!policy->has(member) || policy->isNull(member)) {
        return std::nullopt;
    }
    SettledSettings settings;
    for (const auto& object : json::objects_at(policy, member)) {
        settings.push_back(setting_from_json(object));
    }
    return settings;
}

} // namespace gpseal::agent
