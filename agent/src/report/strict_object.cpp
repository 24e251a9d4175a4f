#include "report/strict_object.hpp"

namespace gpseal::agent::json {

std::string StrictObject::text(const std::string& name)
{
    auto text = text_or_null(name);
    if (!text) {
        refuse(name, "must not be null");
    }
    return *std::move(text);
}

std::optional<std::string> StrictObject::text_or_null(const std::string& name)
{
    const auto found = value(name);
    if (found.isEmpty()) {
        return std::nullopt;
    }
    if (!found.isString()) {
        refuse(name, "is not a string");
    }
    return found.extract<std::string>();
}

std::uint64_t StrictObject::number(const std::string& name, std::uint64_t largest)
{
    const auto number = number_or_null(name, largest);
    if (!number) {
        refuse(name, "must not be null");
    }
    return *number;
}

std::optional<std::uint64_t> StrictObject::number_or_null(const std::string& name, std::uint64_t largest)
{
    const auto found = value(name);
    if (found.isEmpty()) {
        return std::nullopt;
    }
    if (!found.isInteger() || found.isBoolean()) {
        refuse(name, "is not a whole number");
    }
    const bool negative = found.isSigned() && found.convert<std::int64_t>() < 0;
    if (negative || found.convert<std::uint64_t>() > largest) {
        refuse(name, "is not between 0 and " + std::to_string(largest));
    }
    return found.convert<std::uint64_t>();
}

std::vector<std::string> StrictObject::texts(const std::string& name, std::size_t most)
{
    std::vector<std::string> all;
    for (const auto& each : *array(name, most)) {
        if (!each.isString()) {
            refuse(name, "holds something else than strings");
        }
        all.push_back(each.extract<std::string>());
    }
    return all;
}

StrictObject StrictObject::object(const std::string& name)
{
    auto found = object_or_null(name);
    if (!found) {
        refuse(name, "must not be null");
    }
    return *std::move(found);
}

std::optional<StrictObject> StrictObject::object_or_null(const std::string& name)
{
    const auto found = value(name);
    if (found.isEmpty()) {
        return std::nullopt;
    }
    if (found.type() != typeid(Object::Ptr)) {
        refuse(name, "is not an object");
    }
    return StrictObject(found.extract<Object::Ptr>(), path_of(name));
}

std::optional<StrictObject> StrictObject::object_if_there(const std::string& name)
{
    return object_->has(name) ? std::optional(object(name)) : std::nullopt;
}

std::vector<StrictObject> StrictObject::objects(const std::string& name, std::size_t most)
{
    std::vector<StrictObject> all;
    for (const auto& each : *array(name, most)) {
        if (each.type() != typeid(Object::Ptr)) {
            refuse(name, "holds something else than objects");
        }
        all.emplace_back(each.extract<Object::Ptr>(), path_of(name) + "[" + std::to_string(all.size()) + "]");
    }
    return all;
}

void StrictObject::end() const
{
    for (const auto& name : object_->getNames()) {
        if (!asked_.contains(name)) {
            refuse(name, "is not known here");
        }
    }
}

void StrictObject::refuse(const std::string& name, std::string_view why) const
{
    throw Poco::DataFormatException("'" + path_of(name) + "' " + std::string(why));
}

Poco::Dynamic::Var StrictObject::value(const std::string& name)
{
    asked_.insert(name);
    if (!object_->has(name)) {
        refuse(name, "is missing");
    }
    return object_->get(name);
}

Array::Ptr StrictObject::array(const std::string& name, std::size_t most)
{
    const auto found = value(name);
    if (found.type() != typeid(Array::Ptr)) {
        refuse(name, "is not an array");
    }
    auto array = found.extract<Array::Ptr>();
    if (array->size() > most) {
        refuse(name, "has more than " + std::to_string(most) + " elements");
    }
    return array;
}

std::string StrictObject::path_of(const std::string& name) const
{
    return path_.empty() ? name : path_ + "." + name;
}

} // namespace gpseal::agent::json
