#include "report/policy_json.hpp"

#include "report/health_json.hpp"
#include "report/workstation_json.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace gpseal::agent {

using policy::DeniedGpo;
using policy::DenyReason;
using policy::EncryptionMandate;
using policy::GpoIdentity;
using policy::PolicyDecision;
using policy::PolicyState;
using policy::PolicyVoice;
using policy::RegistryAction;
using policy::RegistryType;
using policy::RegistryValue;
using policy::ValueEvent;

namespace {

constexpr std::array all_states = {PolicyState::not_configured, PolicyState::enabled, PolicyState::disabled,
                                   PolicyState::unrecognised};
constexpr std::array all_mandates = {EncryptionMandate::none, EncryptionMandate::required};
constexpr std::array all_sources = {MandateSource::policy, MandateSource::preference, MandateSource::fallback};
constexpr std::array all_reasons = {DenyReason::link_disabled,
                                    DenyReason::blocked_inheritance,
                                    DenyReason::not_found_or_no_read,
                                    DenyReason::functionality_version,
                                    DenyReason::gpo_disabled,
                                    DenyReason::security_filter,
                                    DenyReason::empty,
                                    DenyReason::no_registry_cse,
                                    DenyReason::wmi_filter};
constexpr std::array all_actions = {
    RegistryAction::set_value,     RegistryAction::create_key,    RegistryAction::delete_value,
    RegistryAction::delete_values, RegistryAction::delete_listed, RegistryAction::delete_keys,
    RegistryAction::secure_key,    RegistryAction::soft_value,    RegistryAction::unknown};

std::optional<std::uint16_t> version_at(const json::Object::Ptr& object, const char* name)
{
    const auto value = object->get(name);
    return value.isEmpty() ? std::nullopt : std::optional(value.convert<std::uint16_t>());
}

void set_value(json::Object::Ptr& object, const std::optional<RegistryValue>& value)
{
    if (!value) {
        json::set_null(object, "type");
        json::set_null(object, "size");
        json::set_null(object, "data");
        return;
    }
    constexpr std::size_t shown = 256; // the size says what the report leaves out
    object->set("type", static_cast<std::uint32_t>(value->type));
    object->set("size", value->data.size());
    json::set(object, "data", json::hex(std::span(value->data).first(std::min(shown, value->data.size()))));
}

std::optional<RegistryValue> value_from(const json::Object::Ptr& object)
{
    if (object->isNull("type")) {
        return std::nullopt;
    }
    auto data = json::bytes_from_hex(json::string_at(object, "data"));
    if (!data) {
        throw Poco::DataFormatException(data.error().message);
    }
    return RegistryValue{RegistryType{object->getValue<std::uint32_t>("type")}, *std::move(data)};
}

json::Object::Ptr voice_to_json(const PolicyVoice& voice)
{
    auto object = identity_to_json(voice.gpo);
    json::set(object, "state", to_string(voice.state));
    json::set(object, "action", to_string(voice.action));
    set_value(object, voice.value);
    object->set("offset", voice.offset);
    return object;
}

PolicyVoice voice_from_json(const json::Object::Ptr& object)
{
    return {.gpo = identity_from_json(object),
            .state = json::enum_from(all_states, json::string_at(object, "state")),
            .action = json::enum_from(all_actions, json::string_at(object, "action")),
            .value = value_from(object),
            .offset = object->getValue<std::size_t>("offset")};
}

json::Object::Ptr event_to_json(const ValueEvent& event)
{
    auto object = json::object();
    object->set("gpo", event.gpo);
    json::set_or_null(object, "name", event.gpo_name);
    json::set_or_null(object, "guid", event.gpo_guid);
    json::set(object, "action", to_string(event.action));
    set_value(object, event.value);
    object->set("offset", event.offset);
    object->set("effective", event.effective);
    return object;
}

ValueEvent event_from_json(const json::Object::Ptr& object)
{
    return {.gpo = object->getValue<std::size_t>("gpo"),
            .offset = object->getValue<std::size_t>("offset"),
            .action = json::enum_from(all_actions, json::string_at(object, "action")),
            .value = value_from(object),
            .effective = object->getValue<bool>("effective"),
            .gpo_name = object->has("name") ? json::string_at(object, "name") : std::string(),
            .gpo_guid = object->has("guid") ? json::string_at(object, "guid") : std::string()};
}

json::Object::Ptr denied_to_json(const DeniedGpo& denied)
{
    auto object = json::object();
    object->set("gpo", identity_to_json(denied.gpo));
    json::set(object, "reason", to_string(denied.reason));
    json::set(object, "detail", denied.detail);
    return object;
}

DeniedGpo denied_from_json(const json::Object::Ptr& object)
{
    const auto gpo = json::object_at(object, "gpo");
    if (!gpo) {
        throw Poco::DataFormatException("a denied GPO without a name");
    }
    return {identity_from_json(gpo), json::enum_from(all_reasons, json::string_at(object, "reason")),
            json::string_at(object, "detail")};
}

template <typename Items, typename Function> json::Array::Ptr map_to_array(const Items& items, Function to_object)
{
    json::Array::Ptr array = new json::Array;
    for (const auto& item : items) {
        array->add(to_object(item));
    }
    return array;
}

} // namespace

json::Object::Ptr identity_to_json(const GpoIdentity& gpo)
{
    auto object = json::object();
    json::set_or_null(object, "guid", gpo.guid);
    if (!gpo.backup_id.empty()) {
        json::set(object, "backup_id", gpo.backup_id);
    }
    json::set(object, "name", gpo.name);
    json::set(object, "path", gpo.path);
    json::set_or_null(object, "som", gpo.som);
    object->set("link_order", gpo.link_order);
    object->set("enforced", gpo.enforced);
    auto version = json::object();
    json::set_or_null(version, "ds", gpo.version.directory);
    json::set_or_null(version, "sysvol", gpo.version.sysvol);
    object->set("version", version);
    json::set_or_null(object, "pol_sha256", gpo.pol_sha256);
    return object;
}

GpoIdentity identity_from_json(const json::Object::Ptr& object)
{
    GpoIdentity gpo{.guid = json::string_at(object, "guid"),
                    .backup_id = json::string_at(object, "backup_id"),
                    .name = json::string_at(object, "name"),
                    .path = json::string_at(object, "path"),
                    .som = json::string_at(object, "som"),
                    .link_order = object->getValue<unsigned>("link_order"),
                    .enforced = object->getValue<bool>("enforced"),
                    .pol_sha256 = json::string_at(object, "pol_sha256")};
    if (const auto version = json::object_at(object, "version")) {
        gpo.version = {version_at(version, "ds"), version_at(version, "sysvol")};
    }
    return gpo;
}

json::Object::Ptr policy_to_json(const PolicySection& policy)
{
    const auto& decision = policy.decision;
    auto object = json::object();
    json::set(object, "setting", "RequireEncryption");
    json::set(object, "key", std::string(policy::require_encryption_key));
    json::set(object, "state", to_string(decision.state));
    json::set_or_null(object, "mandate", decision.mandate ? to_string(*decision.mandate) : std::string_view());
    json::set(object, "source", to_string(policy.source));
    if (!policy.known) {
        object->set("known", false);
    }
    if (!policy.controller.empty()) {
        json::set(object, "domain_controller", policy.controller);
    }
    if (decision.winner) {
        object->set("winner", voice_to_json(*decision.winner));
    } else {
        json::set_null(object, "winner");
    }
    object->set("losers", map_to_array(decision.losers, voice_to_json));
    object->set("applied", map_to_array(policy.applied, identity_to_json));
    object->set("denied", map_to_array(policy.denied, denied_to_json));
    object->set("history", map_to_array(decision.history, event_to_json));
    object->set("findings", map_to_array(decision.findings, finding_to_json));
    if (policy.workstation) {
        object->set("workstation", workstation_to_json(*policy.workstation));
    }
    return object;
}

PolicySection policy_from_json(const json::Object::Ptr& object)
{
    PolicySection policy;
    auto& decision = policy.decision;
    decision.state = json::enum_from(all_states, json::string_at(object, "state"));
    const auto mandate = json::string_at(object, "mandate");
    decision.mandate = mandate.empty() ? std::nullopt : std::optional(json::enum_from(all_mandates, mandate));
    policy.source = json::enum_from(all_sources, json::string_at(object, "source"));
    policy.known = !object->has("known") || object->getValue<bool>("known");
    policy.controller = object->has("domain_controller") ? json::string_at(object, "domain_controller") : "";
    if (const auto winner = json::object_at(object, "winner")) {
        decision.winner = voice_from_json(winner);
    }
    for (const auto& loser : json::objects_at(object, "losers")) {
        decision.losers.push_back(voice_from_json(loser));
    }
    for (const auto& gpo : json::objects_at(object, "applied")) {
        policy.applied.push_back(identity_from_json(gpo));
    }
    for (const auto& denied : json::objects_at(object, "denied")) {
        policy.denied.push_back(denied_from_json(denied));
    }
    for (const auto& event : json::objects_at(object, "history")) {
        decision.history.push_back(event_from_json(event));
    }
    for (const auto& finding : json::objects_at(object, "findings")) {
        decision.findings.push_back(finding_from_json(finding));
    }
    policy.workstation = workstation_from_json(object, "workstation");
    return policy;
}

} // namespace gpseal::agent
