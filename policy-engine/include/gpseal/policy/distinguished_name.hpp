#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// `type=value` of a relative distinguished name: type in lower case, value without its escapes.
struct AttributeAndValue {
    std::string type;
    std::string value;

    bool operator==(const AttributeAndValue&) const = default;
};

inline constexpr std::size_t max_dn_size = std::size_t{16} << 10;
inline constexpr std::size_t max_dn_parts = 256;

/// A distinguished name in its string form (RFC 4514).
///
/// Read more tolerantly than written: spaces around `,`, `=` and `+` do not count, and characters that should have been
/// escaped but are not ambiguous pass. Refused: an empty value, an unescaped quotation mark, a broken escape, a NUL.
class DistinguishedName {
public:
    [[nodiscard]] static Result<DistinguishedName> parse(std::string_view text);

    /// As it was given, without the space around it.
    [[nodiscard]] const std::string& text() const { return text_; }
    /// Relative names, the object's own first.
    [[nodiscard]] std::size_t depth() const { return parts_.size(); }
    /// The attributes of a relative name; nearly always one.
    [[nodiscard]] const std::vector<AttributeAndValue>& part(std::size_t index) const { return parts_[index].values; }
    /// The text without its first `levels` relative names, spelt as given; `levels` < depth().
    [[nodiscard]] std::string ancestor(std::size_t levels) const { return text_.substr(parts_[levels].offset); }
    /// Equal for equal names: types and values compare ASCII-case-insensitively. Not for people.
    [[nodiscard]] std::string key() const;
    /// "corp.example" from the DC= parts at the end; empty when there are none.
    [[nodiscard]] std::string dns_domain() const;

    bool operator==(const DistinguishedName& other) const { return key() == other.key(); }

private:
    struct Part {
        std::vector<AttributeAndValue> values;
        std::size_t offset = 0;
    };

    std::string text_;
    std::vector<Part> parts_;
};

/// The value as it must be written in a distinguished name.
[[nodiscard]] std::string escape_dn_value(std::string_view value);

} // namespace gpseal::policy
