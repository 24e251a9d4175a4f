#include "exchange/json_entry.hpp"

#include "exchange/text.hpp"

#include <algorithm>
#include <array>

namespace gpseal::policy::exchange {

namespace {

enum class Kind { text, number, ignored };

struct Member {
    std::string_view name;
    Kind kind;
};
/// "policy" and "offset" are for people: the one comes from templates, the other changes with the file.
constexpr std::array known_members{
    Member{"key", Kind::text},       Member{"key_hex", Kind::text},  Member{"value", Kind::text},
    Member{"value_hex", Kind::text}, Member{"type", Kind::number},   Member{"size", Kind::number},
    Member{"data", Kind::text},      Member{"offset", Kind::number}, Member{"policy", Kind::ignored},
};

tl::unexpected<std::string> wrong(std::string why)
{
    return tl::unexpected<std::string>(std::move(why));
}

std::optional<std::uint64_t> whole_number(const JsonScalar& value)
{
    if (const auto* const number = std::get_if<std::int64_t>(&value); number != nullptr && *number >= 0) {
        return static_cast<std::uint64_t>(*number);
    }
    const auto* const number = std::get_if<std::uint64_t>(&value);
    return number != nullptr ? std::optional(*number) : std::nullopt;
}

bool is_of(Kind kind, const JsonScalar& value)
{
    switch (kind) {
    case Kind::text:
        return std::holds_alternative<std::string>(value);
    case Kind::number:
        return whole_number(value).has_value();
    case Kind::ignored:
        return true;
    }
    return false;
}

std::optional<std::string> from_hex(std::string_view text)
{
    if (text.size() % 2 != 0 || std::any_of(text.begin(), text.end(), [](char c) { return hex_digit(c) < 0; })) {
        return std::nullopt;
    }
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        out += static_cast<char>(hex_digit(text[i]) * 16 + hex_digit(text[i + 1]));
    }
    return out;
}

bool has_nul(std::string_view utf16)
{
    for (std::size_t i = 0; i + 1 < utf16.size(); i += 2) {
        if (utf16[i] == '\0' && utf16[i + 1] == '\0') {
            return true;
        }
    }
    return false;
}

} // namespace

std::string JsonEntry::set(const std::string& member, JsonScalar value)
{
    const auto* const known = std::find_if(known_members.begin(), known_members.end(),
                                           [&](const Member& each) { return each.name == member; });
    if (known == known_members.end()) {
        return "there is no member \"" + member.substr(0, 64) + '"';
    }
    if (!is_of(known->kind, value)) {
        return "the member \"" + member + "\" must be " + (known->kind == Kind::text ? "a text" : "a number from 0 up");
    }
    return members_.emplace(member, std::move(value)).second ? std::string()
                                                             : "the member \"" + member + "\" stands twice";
}

const std::string* JsonEntry::text(const std::string& member) const
{
    const auto found = members_.find(member);
    return found == members_.end() ? nullptr : std::get_if<std::string>(&found->second);
}

std::optional<std::uint64_t> JsonEntry::number(const std::string& member) const
{
    const auto found = members_.find(member);
    return found == members_.end() ? std::nullopt : whole_number(found->second);
}

/// The UTF-16 of a name: its text, or the bytes beside it where text cannot tell.
JsonEntry::Bytes JsonEntry::name(const std::string& member) const
{
    const auto* const readable = text(member);
    if (readable == nullptr) {
        return wrong("the member \"" + member + "\" is missing");
    }
    auto bytes = to_utf16le(*readable);
    if (const auto* const hex = text(member + "_hex")) {
        const auto exact = from_hex(*hex);
        if (!exact || exact->size() % 2 != 0) {
            return wrong("\"" + member + "_hex\" must be UTF-16 in hexadecimal digits, four a unit");
        }
        bytes = *exact;
        if (to_utf8(std::as_bytes(std::span(bytes))) != *readable) {
            return wrong("\"" + member + "\" and \"" + member + "_hex\" say different names");
        }
    }
    if (has_nul(bytes)) {
        return wrong("the " + member + " name cannot hold a NUL");
    }
    return bytes;
}

tl::expected<RegistryEntry, std::string> JsonEntry::finish() const
{
    auto key = name("key");
    auto value_name = name("value");
    if (!key || !value_name) {
        return wrong(key ? value_name.error() : key.error());
    }
    const auto type = number("type");
    if (!type || *type > 0xFFFFFFFFU) {
        return wrong("\"type\" must be a number from 0 to 4294967295");
    }
    const auto* const hex = text("data");
    auto data = hex != nullptr ? from_hex(*hex) : std::nullopt;
    if (!data) {
        return wrong("\"data\" must be the bytes in hexadecimal digits, two a byte");
    }
    if (number("size").value_or(data->size()) != data->size()) {
        return wrong(R"("size" says another number of bytes than "data" has)");
    }
    return RegistryEntry{*std::move(key), *std::move(value_name), RegistryType{static_cast<std::uint32_t>(*type)},
                         *std::move(data)};
}

} // namespace gpseal::policy::exchange
