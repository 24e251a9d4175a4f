#include "report/json_value.hpp"

#include <gpseal/base/utf.hpp>

#include <Poco/JSON/Parser.h>

#include <sstream>

namespace gpseal::agent::json {

Object::Ptr object()
{
    return new Object(Poco::JSON_PRESERVE_KEY_ORDER);
}

Array::Ptr array(const std::vector<std::string>& texts)
{
    Array::Ptr result = new Array;
    for (const auto& text : texts) {
        result->add(valid_utf8(text));
    }
    return result;
}

void set(Object::Ptr& object, std::string_view name, std::string_view text)
{
    object->set(std::string(name), valid_utf8(text));
}

void set_or_null(Object::Ptr& object, std::string_view name, std::string_view text)
{
    if (text.empty()) {
        set_null(object, name);
    } else {
        set(object, name, text);
    }
}

void set_null(Object::Ptr& object, std::string_view name)
{
    object->set(std::string(name), Poco::Dynamic::Var());
}

std::string text_of(const Object::Ptr& object)
{
    std::ostringstream out;
    object->stringify(out, 2);
    out << '\n';
    return inert_json(out.str());
}

std::string line_of(const Object::Ptr& object)
{
    std::ostringstream out;
    object->stringify(out, 0);
    return inert_json(out.str()) + '\n';
}

Result<Object::Ptr> parse(std::string_view text, std::string_view origin)
{
    try {
        return Poco::JSON::Parser().parse(std::string(text)).extract<Object::Ptr>();
    } catch (const Poco::Exception& error) {
        return fail(Errc::malformed, "is not the JSON object that it must be: " + error.displayText(),
                    std::string(origin));
    }
}

std::string string_at(const Object::Ptr& object, std::string_view name)
{
    const auto value = object->get(std::string(name));
    return value.isEmpty() ? std::string() : value.convert<std::string>();
}

std::vector<std::string> strings_at(const Object::Ptr& object, std::string_view name)
{
    std::vector<std::string> texts;
    if (const auto values = object->getArray(std::string(name))) {
        for (const auto& value : *values) {
            texts.push_back(value.convert<std::string>());
        }
    }
    return texts;
}

std::vector<Object::Ptr> objects_at(const Object::Ptr& object, std::string_view name)
{
    std::vector<Object::Ptr> objects;
    if (const auto values = object->getArray(std::string(name))) {
        for (const auto& value : *values) {
            objects.push_back(value.extract<Object::Ptr>());
        }
    }
    return objects;
}

Object::Ptr object_at(const Object::Ptr& object, std::string_view name)
{
    return object->getObject(std::string(name));
}

std::string hex(std::span<const std::byte> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte) >> 4U];
        text += digits[std::to_integer<unsigned>(byte) & 0xFU];
    }
    return text;
}

Result<std::vector<std::byte>> bytes_from_hex(std::string_view text)
{
    std::vector<std::byte> bytes;
    if (text.size() % 2 != 0) {
        return fail(Errc::malformed, "hexadecimal data with an odd number of digits");
    }
    const auto digit = [](char c) -> int {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0) {
            return fail(Errc::malformed, "hexadecimal data with something else in it");
        }
        bytes.push_back(static_cast<std::byte>(high * 16 + low));
    }
    return bytes;
}

} // namespace gpseal::agent::json
