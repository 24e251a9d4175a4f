#pragma once

#include <gpseal/base/result.hpp>

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// Poco's JSON in the few forms that we use; private to the files that write or read JSON.
namespace gpseal::agent::json {

using Object = Poco::JSON::Object;
using Array = Poco::JSON::Array;

/// An object that keeps the order in which it is filled.
[[nodiscard]] Object::Ptr object();
[[nodiscard]] Array::Ptr array(const std::vector<std::string>& texts);

void set(Object::Ptr& object, std::string_view name, std::string_view text);
void set_or_null(Object::Ptr& object, std::string_view name, std::string_view text); ///< null when empty
void set_null(Object::Ptr& object, std::string_view name);

/// A number or a truth value that may be missing; a text goes by set(), which keeps it valid.
template <typename Value>
requires std::is_arithmetic_v<Value>
void set_or_null(Object::Ptr& object, std::string_view name, const std::optional<Value>& value)
{
    if (value) {
        object->set(std::string(name), *value);
    } else {
        set_null(object, name);
    }
}

/// Two-space indented, a newline at the end.
[[nodiscard]] std::string text_of(const Object::Ptr& object);

/// One line of a stream of them, its line feed at the end.
[[nodiscard]] std::string line_of(const Object::Ptr& object);

/// Refuses what is not an object, deeper than Poco's parser can bear, or has two members of one name.
[[nodiscard]] Result<Object::Ptr> parse(std::string_view text, std::string_view origin);

// Missing members and null come back as the empty value; a member of another type is a Poco::Exception, which the
// caller's outermost function turns into an Error.
[[nodiscard]] std::string string_at(const Object::Ptr& object, std::string_view name);
[[nodiscard]] std::vector<std::string> strings_at(const Object::Ptr& object, std::string_view name);
[[nodiscard]] std::vector<Object::Ptr> objects_at(const Object::Ptr& object, std::string_view name);
[[nodiscard]] Object::Ptr object_at(const Object::Ptr& object, std::string_view name); ///< null when missing

/// The enumerator that to_string() spells so; another word is a Poco::DataFormatException.
template <typename Enum, std::size_t N>
[[nodiscard]] Enum enum_from(const std::array<Enum, N>& all, const std::string& word)
{
    for (const auto each : all) {
        if (to_string(each) == word) {
            return each;
        }
    }
    throw Poco::DataFormatException("'" + word + "' is not a word of this report");
}

[[nodiscard]] std::string hex(std::span<const std::byte> bytes);
[[nodiscard]] Result<std::vector<std::byte>> bytes_from_hex(std::string_view text);

} // namespace gpseal::agent::json
