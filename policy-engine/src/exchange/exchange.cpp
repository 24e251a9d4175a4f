#include "exchange/formats.hpp"
#include "exchange/text.hpp"

#include <algorithm>
#include <array>

namespace gpseal::policy {

namespace {

using namespace exchange;

constexpr std::array formats{ExchangeFormat::lgpo_text, ExchangeFormat::reg_file, ExchangeFormat::policy_rules,
                             ExchangeFormat::json};

std::string_view full_name(ExchangeFormat format)
{
    switch (format) {
    case ExchangeFormat::lgpo_text:
        return "LGPO text";
    case ExchangeFormat::reg_file:
        return "a .reg file";
    case ExchangeFormat::policy_rules:
        return "PolicyRules";
    case ExchangeFormat::json:
        return "JSON";
    }
    return "JSON";
}

std::string place_of(const ExportOptions& options, std::size_t offset)
{
    return options.file_name + "@" + std::to_string(offset);
}

template <typename Writer>
Result<std::string> write(std::span<const RegistryInstruction> entries, ExchangeFormat format,
                          const ExportOptions& options)
{
    Writer writer(options);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (const auto why_not = writer.add(entries[i]); !why_not.empty()) {
            return fail(Errc::refused,
                        "entry " + std::to_string(i + 1) + ": " + std::string(full_name(format)) + " cannot hold " +
                            why_not + "; export it as JSON, which holds everything",
                        place_of(options, entries[i].offset));
        }
    }
    return std::move(writer).finish();
}

Result<std::string> write_as(std::span<const RegistryInstruction> entries, ExchangeFormat format,
                             const ExportOptions& options)
{
    switch (format) {
    case ExchangeFormat::lgpo_text:
        return write<LgpoTextWriter>(entries, format, options);
    case ExchangeFormat::reg_file:
        return write<RegFileWriter>(entries, format, options);
    case ExchangeFormat::policy_rules:
        return write<PolicyRulesWriter>(entries, format, options);
    case ExchangeFormat::json:
        break;
    }
    return write<JsonWriter>(entries, format, options);
}

Result<SourceDocument> read_as(std::string text, ExchangeFormat format, std::string_view origin)
{
    switch (format) {
    case ExchangeFormat::lgpo_text:
        return read_lgpo_text(text, origin);
    case ExchangeFormat::reg_file:
        return read_reg_file(text, origin);
    case ExchangeFormat::policy_rules:
        return read_policy_rules(std::move(text), origin);
    case ExchangeFormat::json:
        break;
    }
    return read_json(text, origin);
}

/// The promise of an export, checked instead of believed.
Result<void> check_round_trip(std::span<const RegistryInstruction> entries, const std::string& text,
                              ExchangeFormat format, const ExportOptions& options)
{
    const auto imported =
        import_registry_policy(std::as_bytes(std::span(text)), format, {.file_name = options.file_name});
    if (!imported) {
        return fail(imported.error().code == Errc::limit_exceeded ? Errc::limit_exceeded : Errc::internal,
                    "the export cannot be imported again, nothing was exported: " + imported.error().message,
                    options.file_name);
    }
    if (serialize_registry_policy(imported->entries) != serialize_registry_policy(entries)) {
        return fail(Errc::internal,
                    "the export does not give the same registry.pol again, nothing was exported; export it as JSON",
                    options.file_name);
    }
    return {};
}

bool is_lgpo_text(std::string_view text)
{
    LineReader reader(text);
    bool has_comment = false; // all that the text of a registry.pol without entries has
    while (const auto line = reader.next()) {
        const auto visible = trimmed(*line);
        has_comment = has_comment || visible.starts_with(';');
        if (!visible.empty() && visible.front() != ';') {
            return equals_icase(visible, "Computer") || equals_icase(visible, "User") ||
                   starts_with_icase(visible, "User:");
        }
    }
    return has_comment;
}

} // namespace

std::string_view to_string(ExchangeFormat format)
{
    switch (format) {
    case ExchangeFormat::lgpo_text:
        return "lgpo";
    case ExchangeFormat::reg_file:
        return "reg";
    case ExchangeFormat::policy_rules:
        return "policyrules";
    case ExchangeFormat::json:
        return "json";
    }
    return "json";
}

std::optional<ExchangeFormat> exchange_format_of(std::string_view name)
{
    const auto* const found =
        std::find_if(formats.begin(), formats.end(), [name](ExchangeFormat each) { return to_string(each) == name; });
    return found == formats.end() ? std::nullopt : std::optional(*found);
}

std::string_view to_string(PolicyScope scope)
{
    switch (scope) {
    case PolicyScope::computer:
        return "computer";
    case PolicyScope::user:
        return "user";
    }
    return "computer";
}

std::optional<ExchangeFormat> guess_exchange_format(std::span<const std::byte> bytes)
{
    const auto text = decode(bytes, {});
    if (!text) {
        return std::nullopt;
    }
    const auto begin = std::min(text->find_first_not_of(" \t\r\n"), text->size());
    const auto content = std::string_view(*text).substr(begin);
    if (content.starts_with("Windows Registry Editor") || content.starts_with("REGEDIT")) {
        return ExchangeFormat::reg_file;
    }
    if (content.starts_with('<')) {
        return ExchangeFormat::policy_rules;
    }
    if (content.starts_with('{')) {
        return ExchangeFormat::json;
    }
    return is_lgpo_text(content) ? std::optional(ExchangeFormat::lgpo_text) : std::nullopt;
}

Result<std::string> export_registry_policy(std::span<const RegistryInstruction> entries, ExchangeFormat format,
                                           const ExportOptions& options)
{
    auto text = write_as(entries, format, options);
    if (!text) {
        return text;
    }
    if (auto same = check_round_trip(entries, *text, format, options); !same) {
        return fail(same.error());
    }
    return text;
}

Result<ImportedPolicy> import_registry_policy(std::span<const std::byte> bytes, ExchangeFormat format,
                                              const ImportOptions& options)
{
    auto text = decode(bytes, options.file_name);
    if (!text) {
        return fail(text.error());
    }
    auto document = read_as(*std::move(text), format, options.file_name);
    if (!document) {
        return fail(document.error());
    }
    return std::move(*document).choose(options);
}

} // namespace gpseal::policy
