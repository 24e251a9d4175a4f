#include "exchange/formats.hpp"
#include "exchange/reg_file_names.hpp"
#include "exchange/text.hpp"

#include <gpseal/base/byte_reader.hpp>
#include <gpseal/policy/registry_directive.hpp>

#include <cinttypes>
#include <cstdio>

namespace gpseal::policy::exchange {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t line_width = 77; ///< after which hex bytes go on in the next line

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        out.append(c == '"' || c == '\\' ? "\\" : "").append(1, c);
    }
    return out + '"';
}

std::string hex_number(std::uint32_t number, int digits)
{
    char text[16] = {};
    (void)std::snprintf(text, sizeof text, "%0*" PRIx32, digits, number);
    return text;
}

std::string hex_prefix(RegistryType type)
{
    return type == RegistryType::binary ? "hex:" : "hex(" + hex_number(static_cast<std::uint32_t>(type), 1) + "):";
}

/// The bytes, wrapped as regedit wraps them; `column` characters stand in the line already.
std::string hex_list(std::span<const std::byte> data, std::size_t column)
{
    std::string out;
    for (std::size_t i = 0; i < data.size(); ++i) {
        append_hex(out, data[i]);
        column += 3;
        if (i + 1 == data.size()) {
            break;
        }
        out += ',';
        if (column >= line_width) {
            out.append("\\").append(line_end).append("  ");
            column = 2;
        }
    }
    return out;
}

/// A text or a number where it reads as one; else its bytes, which hold anything.
std::string value_text(const RegistryInstruction& entry, std::size_t column)
{
    if (entry.type == RegistryType::dword && entry.data.size() == 4) {
        return "dword:" + hex_number(ByteReader(entry.data).u32le(), 8);
    }
    if (entry.type == RegistryType::sz) {
        if (const auto text = terminated_text(entry.data); text && !has_control(*text)) {
            return quoted(*text);
        }
    }
    const auto prefix = hex_prefix(entry.type);
    return prefix + hex_list(entry.data, column + prefix.size());
}

struct NameText {
    std::string text;
    std::string why_not;
};

/// `@`, or the name between quotes.
NameText name_text(Utf16Bytes name)
{
    if (name.empty()) {
        return {"@", {}};
    }
    const auto text = well_formed(name);
    if (auto unfit = unfit_name("value name", text); !unfit.empty()) {
        return {{}, std::move(unfit)};
    }
    if (text->starts_with(reg_directive_marker)) {
        return {{}, "the value name " + *text + ", which begins like a directive"};
    }
    return {quoted(*text), {}};
}

bool is_spelt(const RegistryInstruction& entry, std::string_view name)
{
    return to_utf8(entry.value_name.first(std::min(entry.value_name.size(), 2 * name.size()))) == name;
}

/// The one subkey that `[-KEY]` can name; nullopt: several, none, or an unusual entry.
std::optional<std::string> deleted_key(const RegistryInstruction& entry)
{
    auto text = terminated_text(entry.data);
    const bool usable = entry.type == RegistryType::sz && is_spelt(entry, reg_delete_keys) && text && !text->empty() &&
                        text->find_first_of(";\\") == std::string::npos && !has_control(*text);
    return usable ? text : std::nullopt;
}

} // namespace

RegFileWriter::RegFileWriter(const ExportOptions& options)
    : root_(options.scope == PolicyScope::computer ? reg_machine_root : reg_user_root), out_(reg_signature)
{
    out_ += line_end;
}

void RegFileWriter::open(const std::string& key)
{
    out_.append(line_end).append("[").append(root_).append("\\").append(key).append("]").append(line_end);
}

std::string RegFileWriter::add(const RegistryInstruction& entry)
{
    const auto key = well_formed(entry.key);
    if (auto unfit = unfit_name("key", key); !unfit.empty()) {
        return unfit;
    }
    if (key->empty()) {
        return "an entry without a key";
    }
    switch (const auto directive = directive_of(entry); directive.action) {
    case RegistryAction::create_key:
        open(*key);
        open_key_.clear(); // a value below it would take its place
        return {};
    case RegistryAction::delete_keys:
        return add_deleted_key(*key, entry);
    case RegistryAction::set_value:
        return add_value(*key, entry, directive.value_name);
    case RegistryAction::delete_value:
        return is_one_blank(entry) && is_spelt(entry, reg_delete_value)
                   ? add_value(*key, entry, directive.value_name)
                   : "a **Del. that is spelt another way, or whose data is not one blank";
    case RegistryAction::delete_values:
    case RegistryAction::delete_listed:
    case RegistryAction::secure_key:
    case RegistryAction::soft_value:
    case RegistryAction::unknown:
        break;
    }
    return "the directive " + to_utf8(entry.value_name);
}

std::string RegFileWriter::add_deleted_key(const std::string& key, const RegistryInstruction& entry)
{
    const auto child = deleted_key(entry);
    if (!child) {
        return "a **DeleteKeys that does not name one immediate subkey";
    }
    out_.append(line_end).append("[-").append(root_).append("\\").append(key).append("\\").append(*child);
    out_.append("]").append(line_end);
    open_key_.clear();
    return {};
}

/// `value_name` is the one that is set, or deleted where the entry's own name is a directive.
std::string RegFileWriter::add_value(const std::string& key, const RegistryInstruction& entry, Utf16Bytes value_name)
{
    auto [name, why_not] = name_text(value_name);
    if (!why_not.empty()) {
        return why_not;
    }
    if (open_key_ != key) {
        open(key);
        open_key_ = key;
    }
    const bool is_deletion = value_name.size() != entry.value_name.size();
    out_.append(name).append("=").append(is_deletion ? "-" : value_text(entry, name.size() + 1)).append(line_end);
    return {};
}

std::string RegFileWriter::finish() &&
{
    return "\xFF\xFE" + to_utf16le(out_);
}

} // namespace gpseal::policy::exchange
