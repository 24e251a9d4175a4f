#include "report/effective_json.hpp"

#include <array>

namespace gpseal::agent {

namespace {

constexpr std::array all_verdicts = {ProbeVerdict::encrypted, ProbeVerdict::refused_as_required,
                                     ProbeVerdict::plaintext_allowed, ProbeVerdict::unreachable,
                                     ProbeVerdict::inconclusive};
constexpr std::array all_methods = {ProbeMethod::smbclient, ProbeMethod::libsmbclient};

} // namespace

WallTime time_at(const json::Object::Ptr& object, std::string_view name)
{
    const auto time = parse_time(json::string_at(object, name));
    if (!time) {
        throw Poco::DataFormatException(time.error().message);
    }
    return *time;
}

json::Object::Ptr effective_to_json(const EffectiveState& state)
{
    auto object = json::object();
    json::set(object, "server", state.target.server);
    object->set("port", state.target.port);
    json::set(object, "share", state.target.share);
    json::set(object, "method", to_string(state.method));
    json::set_or_null(object, "dialect", state.dialect);
    json::set_or_null(object, "cipher", state.cipher);
    object->set("signed", state.is_signed);
    object->set("encrypted", state.encrypted);
    json::set(object, "verdict", to_string(state.verdict));
    json::set(object, "at", format_time(state.at));
    json::set_or_null(object, "error", state.error);
    return object;
}

EffectiveState effective_from_json(const json::Object::Ptr& object)
{
    EffectiveState state;
    state.target = {json::string_at(object, "server"),
                    object->getValue<std::uint16_t>("port"),
                    json::string_at(object, "share"),
                    {}};
    state.method = json::enum_from(all_methods, json::string_at(object, "method"));
    state.verdict = json::enum_from(all_verdicts, json::string_at(object, "verdict"));
    state.dialect = json::string_at(object, "dialect");
    state.cipher = json::string_at(object, "cipher");
    state.is_signed = object->getValue<bool>("signed");
    state.encrypted = object->getValue<bool>("encrypted");
    state.error = json::string_at(object, "error");
    state.at = time_at(object, "at");
    return state;
}

} // namespace gpseal::agent
