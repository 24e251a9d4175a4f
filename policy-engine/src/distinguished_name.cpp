#include <gpseal/base/utf.hpp>
#include <gpseal/policy/distinguished_name.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace gpseal::policy {

namespace {

/// Characters that RFC 4514 lets stand behind a backslash as themselves.
constexpr std::string_view escapable = R"( "#+,;<=>\)";

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int hex_digit(char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto place = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    return place == std::string_view::npos ? -1 : static_cast<int>(place);
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_space(text.front())) {
        text.remove_prefix(1);
    }
    // a space behind a backslash belongs to the value; an even number of them are backslashes of their own
    while (!text.empty() && is_space(text.back())) {
        const auto before = text.find_last_not_of('\\', text.size() - 2);
        const auto backslashes = before == std::string_view::npos ? text.size() - 1 : text.size() - 2 - before;
        if (text.size() > 1 && backslashes % 2 == 1) {
            break;
        }
        text.remove_suffix(1);
    }
    return text;
}

/// Reads `type=value` pairs from left to right.
class DnScanner {
public:
    explicit DnScanner(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] char next() { return text_[at_++]; }

    void skip_spaces()
    {
        while (!at_end() && is_space(text_[at_])) {
            ++at_;
        }
    }

    /// A name of letters, digits and hyphens, or an object identifier.
    [[nodiscard]] std::optional<std::string> type()
    {
        skip_spaces();
        const auto begin = at_;
        while (!at_end() && is_type(text_[at_])) {
            ++at_;
        }
        auto name = ascii_lower(text_.substr(begin, at_ - begin));
        skip_spaces();
        if (name.empty() || at_end() || text_[at_] != '=') {
            return std::nullopt;
        }
        ++at_;
        return name;
    }

    /// Up to the next separator, without the space around it.
    [[nodiscard]] std::optional<std::string> value()
    {
        skip_spaces();
        std::string value;
        std::size_t keep = 0; // length without trailing spaces that nothing escapes
        while (!at_end() && text_[at_] != ',' && text_[at_] != '+') {
            const char c = next();
            if (c == '"' || c == '\0') {
                return std::nullopt;
            }
            if (c == '\\') {
                const auto escaped = escape();
                if (!escaped) {
                    return std::nullopt;
                }
                value += *escaped;
                keep = value.size();
                continue;
            }
            value += c;
            keep = is_space(c) ? keep : value.size();
        }
        value.resize(keep);
        return value.empty() ? std::nullopt : std::optional(std::move(value));
    }

private:
    static bool is_type(char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }

    [[nodiscard]] std::optional<char> escape()
    {
        if (at_end()) {
            return std::nullopt;
        }
        const char c = next();
        if (escapable.find(c) != std::string_view::npos) {
            return c;
        }
        const int high = hex_digit(c);
        const int low = at_end() ? -1 : hex_digit(text_[at_]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        ++at_;
        return static_cast<char>(high * 16 + low);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

tl::unexpected<Error> malformed(std::string_view text, std::size_t at)
{
    constexpr std::size_t shown = 200;
    return fail(Errc::malformed, "'" + std::string(text.substr(0, shown)) +
                                     "' is not a distinguished name at character " + std::to_string(at + 1));
}

/// Keeps `parts` apart in a key: neither can stand in a value unescaped.
std::string key_of(const std::vector<AttributeAndValue>& values)
{
    std::vector<std::string> pairs;
    for (const auto& pair : values) {
        pairs.push_back(pair.type + "=" + escape_dn_value(ascii_lower(pair.value)));
    }
    std::sort(pairs.begin(), pairs.end()); // the order within one part has no meaning
    std::string key;
    for (const auto& pair : pairs) {
        key += (key.empty() ? "" : "+") + pair;
    }
    return key;
}

} // namespace

Result<DistinguishedName> DistinguishedName::parse(std::string_view text)
{
    text = trimmed(text);
    if (text.size() > max_dn_size) {
        return fail(Errc::limit_exceeded, "a distinguished name of " + std::to_string(text.size()) +
                                              " bytes; the limit is " + std::to_string(max_dn_size));
    }
    DistinguishedName dn;
    dn.text_ = std::string(text);
    DnScanner in(text);
    bool more_values = false; // the next pair belongs to the same part
    do {
        in.skip_spaces();
        const auto offset = in.at();
        auto type = in.type();
        auto value = type ? in.value() : std::nullopt;
        if (!value) {
            return malformed(text, in.at());
        }
        if (!more_values) {
            if (dn.parts_.size() >= max_dn_parts) {
                return fail(Errc::limit_exceeded,
                            "a distinguished name of more than " + std::to_string(max_dn_parts) + " parts");
            }
            dn.parts_.push_back({.values = {}, .offset = offset});
        }
        dn.parts_.back().values.push_back({*std::move(type), *std::move(value)});
        if (in.at_end()) {
            return dn;
        }
        more_values = in.next() == '+';
    } while (true);
}

std::string DistinguishedName::key() const
{
    std::string key;
    for (const auto& part : parts_) {
        key += (key.empty() ? "" : ",") + key_of(part.values);
    }
    return key;
}

std::string DistinguishedName::dns_domain() const
{
    auto first = parts_.size();
    while (first > 0 && parts_[first - 1].values.front().type == "dc") {
        --first;
    }
    std::string name;
    for (; first < parts_.size(); ++first) {
        name += (name.empty() ? "" : ".") + parts_[first].values.front().value;
    }
    return name;
}

std::string escape_dn_value(std::string_view value)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const bool edge = (i == 0 && (c == ' ' || c == '#')) || (i + 1 == value.size() && c == ' ');
        if (const auto byte = static_cast<unsigned char>(c); byte < 0x20) {
            text += '\\';
            text += digits[byte >> 4U];
            text += digits[byte & 0xFU];
            continue;
        }
        if (edge || c == ',' || c == '+' || c == '"' || c == '\\' || c == '<' || c == '>' || c == ';') {
            text += '\\';
        }
        text += c;
    }
    return text;
}

} // namespace gpseal::policy
