#include <gpseal/base/ini_document.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/security_template.hpp>

#include <algorithm>
#include <charconv>

namespace gpseal::policy {

namespace {

constexpr std::string_view section_name = "Registry Values";
constexpr std::string_view machine = R"(MACHINE\)";
constexpr unsigned dword_type = 4;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\r\v\f";
    const auto begin = text.find_first_not_of(space);
    const auto end = text.find_last_not_of(space);
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin, end - begin + 1);
}

template <typename Number> std::optional<Number> number_of(std::string_view digits)
{
    Number number = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, problem] = std::from_chars(digits.data(), end, number);
    return problem == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

/// Names are written with quotes by some editors.
std::string_view unquoted(std::string_view name)
{
    const bool quoted = name.size() >= 2 && name.starts_with('"') && name.ends_with('"');
    return trimmed(quoted ? name.substr(1, name.size() - 2) : name);
}

Error malformed(std::string_view what, std::string_view origin, std::size_t line)
{
    return {Errc::malformed, std::string(what), std::string(origin) + ":" + std::to_string(line)};
}

Result<TemplateValue> value_of(const IniLine& entry, std::string_view origin, std::size_t line)
{
    const auto comma = entry.value.find(',');
    const auto type = number_of<unsigned>(trimmed(std::string_view(entry.value).substr(0, comma)));
    if (comma == std::string::npos || !type) {
        return fail(malformed("a line of [Registry Values] has no type before a comma", origin, line));
    }
    auto name = unquoted(entry.key);
    name.remove_prefix(machine.size());
    const auto slash = name.rfind('\\');
    if (slash == std::string_view::npos || slash + 1 == name.size()) {
        return fail(malformed("a line of [Registry Values] names no value", origin, line));
    }
    return TemplateValue{std::string(name.substr(0, slash)), std::string(name.substr(slash + 1)), *type,
                         std::string(trimmed(std::string_view(entry.value).substr(comma + 1))), line};
}

bool is_of_the_machine(const IniLine& line)
{
    const auto name = unquoted(line.key);
    return line.kind == IniLineKind::entry && equals_icase(line.section, section_name) &&
           equals_icase(name.substr(0, machine.size()), machine);
}

} // namespace

Result<SecurityTemplate> parse_security_template(std::span<const std::byte> bytes, std::string_view origin)
{
    if (bytes.size() > max_security_template_size) {
        return fail(Errc::limit_exceeded,
                    "has " + std::to_string(bytes.size()) + " bytes; the limit is " +
                        std::to_string(max_security_template_size),
                    std::string(origin));
    }
    const auto ini = IniDocument::parse(bytes, origin);
    if (!ini) {
        return fail(ini.error());
    }
    SecurityTemplate security{.path = std::string(origin), .values = {}};
    const auto& lines = ini->lines();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        // Windows takes "[Registry Values] ; note" for the section's name; what follows belongs to no other
        if (lines[i].kind == IniLineKind::other && trimmed(lines[i].text).starts_with('[')) {
            return fail(malformed("a section's name has no end, or something behind it", origin, i + 1));
        }
        if (lines[i].kind == IniLineKind::other && equals_icase(lines[i].section, section_name)) {
            return fail(malformed("a line of [Registry Values] sets nothing", origin, i + 1));
        }
        if (!is_of_the_machine(lines[i])) {
            continue;
        }
        if (security.values.size() == max_template_values) {
            return fail(Errc::limit_exceeded,
                        "sets more than " + std::to_string(max_template_values) + " registry values",
                        std::string(origin));
        }
        auto value = value_of(lines[i], origin, i + 1);
        if (!value) {
            return fail(value.error());
        }
        security.values.push_back(*std::move(value));
    }
    return security;
}

const TemplateValue* find(const SecurityTemplate& security, std::string_view key, std::string_view value_name)
{
    const auto& values = security.values;
    const auto found = std::find_if(values.rbegin(), values.rend(), [&](const TemplateValue& value) {
        return equals_icase(value.key, key) && equals_icase(value.value_name, value_name);
    });
    return found == values.rend() ? nullptr : &*found;
}

std::optional<std::uint32_t> dword_of(const TemplateValue& value)
{
    return value.type == dword_type ? number_of<std::uint32_t>(value.data) : std::nullopt;
}

} // namespace gpseal::policy
