#include "report/override_json.hpp"

#include <array>

namespace gpseal::agent {

namespace {

constexpr std::array all_effects = {OverrideEffect::open, OverrideEffect::held, OverrideEffect::note};

} // namespace

std::string_view to_string(OverrideEffect effect)
{
    switch (effect) {
    case OverrideEffect::open:
        return "open";
    case OverrideEffect::held:
        return "held";
    case OverrideEffect::note:
        return "note";
    }
    return "open";
}

json::Object::Ptr override_to_json(const Override& row)
{
    auto object = json::object();
    json::set(object, "code", row.code);
    json::set(object, "where", row.where);
    json::set_or_null(object, "uid", row.uid);
    json::set(object, "what", row.what);
    json::set(object, "fix", row.fix);
    json::set(object, "effect", to_string(row.effect));
    return object;
}

Override override_from_json(const json::Object::Ptr& object)
{
    Override row{.code = json::string_at(object, "code"),
                 .where = json::string_at(object, "where"),
                 .what = json::string_at(object, "what"),
                 .fix = json::string_at(object, "fix"),
                 .effect = json::enum_from(all_effects, json::string_at(object, "effect"))};
    if (!object->isNull("uid")) {
        row.uid = object->getValue<std::uint32_t>("uid");
    }
    return row;
}

} // namespace gpseal::agent
