#include "exchange/formats.hpp"
#include "exchange/lgpo_text_names.hpp"
#include "exchange/text.hpp"

#include <gpseal/base/byte_reader.hpp>
#include <gpseal/policy/registry_directive.hpp>

#include <algorithm>

namespace gpseal::policy::exchange {

namespace {

constexpr std::string_view line_end = "\r\n";

/// The value name and action lines of an entry, or why it has none.
struct Action {
    std::string value_name;
    std::string action;
    std::string why_not;
};

Action none(std::string why_not)
{
    return {.why_not = std::move(why_not)};
}

/// What a line of its own cannot hold, or would be read as something else.
std::string unfit_line(const char* what, const std::optional<std::string>& text)
{
    if (auto unfit = unfit_name(what, text); !unfit.empty()) {
        return unfit;
    }
    const auto visible = trimmed(*text);
    if (visible.empty()) {
        return std::string("a ") + what + " of blanks or nothing";
    }
    return visible.front() == ';' ? std::string("a ") + what + " that begins with ; like a comment" : std::string();
}

/// Reads as itself again; the default value, which has no name, has a word instead.
Action named(Utf16Bytes name, std::string action)
{
    if (name.empty()) {
        return {std::string(lgpo_default_value), std::move(action), {}};
    }
    auto text = well_formed(name);
    if (auto unfit = unfit_line("value name", text); !unfit.empty()) {
        return none(std::move(unfit));
    }
    if (equals_icase(*text, lgpo_default_value) || text->starts_with(directive_marker)) {
        return none("a value name that means something else there");
    }
    return {*std::move(text), std::move(action), {}};
}

std::string size_text(const RegistryInstruction& entry)
{
    return "a " + to_string(entry.type) + " with " + std::to_string(entry.data.size()) + " bytes of data";
}

Action text_action(const RegistryInstruction& entry, const char* word)
{
    const auto text = terminated_text(entry.data);
    if (!text) {
        return none("a " + to_string(entry.type) + " that is not one well-formed text with one NUL at its end");
    }
    if (has_control(*text, "\t")) {
        return none("a " + to_string(entry.type) + " with a line break or another control character");
    }
    return named(entry.value_name, word + *text);
}

Action multi_sz_action(const RegistryInstruction& entry)
{
    const auto whole = entry.data.size() % 2 == 0 ? well_formed(entry.data) : std::nullopt;
    if (!whole || !whole->ends_with('\0') || *whole == std::string(2, '\0')) {
        return none("a REG_MULTI_SZ without its NUL at the end, or with an empty string");
    }
    std::string action = "MULTISZ:";
    std::string_view rest = std::string_view(*whole).substr(0, whole->size() - 1);
    while (!rest.empty()) {
        const auto end = rest.find('\0');
        const auto text = rest.substr(0, end);
        if (text.empty() || end == std::string_view::npos) {
            return none("a REG_MULTI_SZ without its NULs at the end, or with an empty string");
        }
        if (has_control(text, "\t") || text.find(lgpo_separator) != std::string_view::npos) {
            return none(R"(a REG_MULTI_SZ with \0, a line break or another control character in its text)");
        }
        rest.remove_prefix(end + 1);
        action.append(text).append(rest.empty() ? std::string_view{} : lgpo_separator);
    }
    return named(entry.value_name, std::move(action));
}

Action binary_action(const RegistryInstruction& entry)
{
    std::string action = "BINARY:";
    const char* separator = "";
    for (const auto byte : entry.data) {
        action += separator;
        append_hex(action, byte);
        separator = ",";
    }
    return named(entry.value_name, std::move(action));
}

Action set_action(const RegistryInstruction& entry)
{
    ByteReader in(entry.data);
    switch (entry.type) {
    case RegistryType::dword:
        return entry.data.size() == 4 ? named(entry.value_name, "DWORD:" + std::to_string(in.u32le()))
                                      : none(size_text(entry));
    case RegistryType::qword:
        return entry.data.size() == 8 ? named(entry.value_name, "QWORD:" + std::to_string(in.u64le()))
                                      : none(size_text(entry));
    case RegistryType::sz:
        return text_action(entry, "SZ:");
    case RegistryType::expand_sz:
        return text_action(entry, "EXSZ:");
    case RegistryType::multi_sz:
        return multi_sz_action(entry);
    case RegistryType::binary:
        return binary_action(entry);
    case RegistryType::none:
    case RegistryType::dword_big_endian:
    case RegistryType::link:
        break;
    }
    return none("a value of " + to_string(entry.type)); // also numbers that have no name
}

Action delete_keys_action(const RegistryInstruction& entry)
{
    const auto keys = terminated_text(entry.data);
    auto unfit = unfit_line("list of subkeys", keys);
    if (unfit.empty() && keys->starts_with(directive_marker)) {
        unfit = "a list of subkeys that begins with **";
    }
    return unfit.empty() ? Action{*keys, "DELETEKEYS", {}} : none(std::move(unfit));
}

Action action_of(const RegistryInstruction& entry)
{
    const auto directive = directive_of(entry);
    switch (directive.action) {
    case RegistryAction::set_value:
        return set_action(entry);
    case RegistryAction::create_key:
        return {"*", "CREATEKEY", {}};
    case RegistryAction::delete_value:
        return is_one_blank(entry) ? named(directive.value_name, "DELETE")
                                   : none("a **Del. whose data is not one blank");
    case RegistryAction::delete_values:
        return is_one_blank(entry) ? Action{"*", "DELETEALLVALUES", {}}
                                   : none("a **DelVals. whose data is not one blank");
    case RegistryAction::delete_keys:
        return entry.type == RegistryType::sz ? delete_keys_action(entry) : none("a **DeleteKeys that is no REG_SZ");
    case RegistryAction::delete_listed:
    case RegistryAction::secure_key:
    case RegistryAction::soft_value:
    case RegistryAction::unknown:
        break;
    }
    return none("the directive " + to_utf8(entry.value_name));
}

/// The same spelling that the reader gives; another one would come back changed.
bool is_spelt_as_written(const RegistryInstruction& entry)
{
    const auto name = to_utf8(entry.value_name);
    return !name.starts_with(directive_marker) || name.starts_with("**del.") || name == "**delvals." ||
           name == "**DeleteKeys";
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace

LgpoTextWriter::LgpoTextWriter(const ExportOptions& options)
    : scope_(options.scope == PolicyScope::computer ? "Computer" : "User"),
      out_("; LGPO text: LGPO.exe /t FILE applies it, LGPO.exe /r FILE /w REGISTRY.POL converts it\r\n")
{
}

std::string LgpoTextWriter::add(const RegistryInstruction& entry)
{
    const auto key = well_formed(entry.key);
    if (auto unfit = unfit_line("key", key); !unfit.empty()) {
        return unfit;
    }
    if (begins_with_hive(*key)) {
        return "a key that begins like a hive, with HKLM or the like";
    }
    auto [value_name, action, why_not] = action_of(entry);
    if (!why_not.empty()) {
        return why_not;
    }
    if (!is_spelt_as_written(entry)) {
        return "the spelling " + to_utf8(entry.value_name).substr(0, 16);
    }
    for (const std::string_view line : {std::string_view{}, std::string_view(scope_), std::string_view(*key),
                                        std::string_view(value_name), std::string_view(action)}) {
        out_.append(line).append(line_end);
    }
    return {};
}

std::string LgpoTextWriter::finish() &&
{
    // tools of Windows take a file without a mark for one in the local code page
    return is_ascii(out_) ? std::move(out_) : "\xEF\xBB\xBF" + out_;
}

} // namespace gpseal::policy::exchange
