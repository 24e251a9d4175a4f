#include "report/json_value.hpp"

#include "report/unique_members.hpp"

#include <gpseal/base/utf.hpp>

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <sstream>

namespace gpseal::agent::json {

namespace {

/// 'x', or 0x00 for what is no printable ASCII.
std::string shown(char character)
{
    const auto byte = static_cast<unsigned char>(character);
    return byte > 0x20 && byte < 0x7F ? std::string("'") + character + "'"
                                      : "0x" + hex(std::as_bytes(std::span(&character, 1)));
}

std::string place_of(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, offset);
    return "byte " + std::to_string(offset) + ", line " +
           std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
}

/// Of a text that the parser refused: where it gave up.
std::string why_not_an_object(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return "nothing is in it";
    }
    if (text[begin] != '{') {
        return "it begins with " + shown(text[begin]);
    }
    std::istringstream in(std::string(text) + ' '); // who reads the blank has read the whole text
    try {
        (void)Poco::JSON::Parser().parse(in);
    } catch (const Poco::Exception&) {
        const auto read = in.rdbuf()->pubseekoff(0, std::ios::cur, std::ios::in);
        const auto count = static_cast<std::size_t>(std::max<std::streamoff>(read, 1));
        if (count > text.size()) {
            return "it ends too early, at " + place_of(text, text.size());
        }
        auto at = std::max(count - 1, begin);
        const auto last = text.find_last_not_of(blanks, at);
        if (const auto next = text.find_first_not_of(blanks, at); text[last] == '}' && next != std::string_view::npos) {
            at = next; // behind an object's end the parser stops at whatever there is
        }
        return "it cannot be read on at " + place_of(text, at) + ", " + shown(text[at]);
    }
    return "it cannot be read";
}

} // namespace

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
    const std::string wrong = "is not the JSON object that it must be: ";
    try {
        return Poco::JSON::Parser(new UniqueMembers).parse(std::string(text)).extract<Object::Ptr>();
    } catch (const RepeatedMember& twice) {
        return fail(Errc::malformed, wrong + twice.message(), std::string(origin));
    } catch (const Poco::Exception&) { // its words end at a NUL and name no place
        return fail(Errc::malformed, wrong + why_not_an_object(text), std::string(origin));
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
