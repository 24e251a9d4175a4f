#include "registry_text.hpp"

#include <gpseal/base/byte_reader.hpp>
#include <gpseal/policy/registry_directive.hpp>

#include <cinttypes>
#include <cstdio>

namespace gpseal::app {

namespace {

using policy::RegistryAction;
using policy::RegistryType;

constexpr std::size_t shown_bytes = 64;
constexpr std::size_t shown_texts = 256;
constexpr std::size_t shown_units = 256; ///< of one text, in UTF-16 code units

std::string number_text(std::uint64_t value, int digits)
{
    char text[64] = {};
    (void)std::snprintf(text, sizeof text, "%" PRIu64 " (0x%0*" PRIx64 ")", value, digits, value);
    return text;
}

std::string binary_text(std::span<const std::byte> data)
{
    if (data.empty()) {
        return "(no data)";
    }
    auto text = hex_of(data.first(std::min(data.size(), shown_bytes)));
    if (data.size() > shown_bytes) {
        text += "… (" + std::to_string(data.size()) + " bytes)";
    }
    return text;
}

std::string wrong_size_text(std::span<const std::byte> data)
{
    return data.empty() || data.size() > shown_bytes
               ? binary_text(data)
               : binary_text(data) + " (" + std::to_string(data.size()) + (data.size() == 1 ? " byte)" : " bytes)");
}

bool ends_with_nul(std::span<const std::byte> data)
{
    return data.size() >= 2 && data[data.size() - 1] == std::byte{0} && data[data.size() - 2] == std::byte{0};
}

/// The texts that NULs part; terminators are not texts of their own.
std::vector<std::string> texts_in(std::span<const std::byte> data)
{
    while (ends_with_nul(data)) {
        data = data.first(data.size() - 2);
    }
    std::vector<std::string> texts;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= data.size(); at += 2) {
        if (texts.size() == shown_texts) {
            texts.emplace_back("…");
            break;
        }
        if (at == data.size() || (data[at] == std::byte{0} && data[at + 1] == std::byte{0})) {
            const auto whole = data.subspan(begin, at - begin);
            const auto shown = whole.first(std::min(whole.size(), 2 * shown_units));
            texts.push_back(to_utf8(shown) + (shown.size() < whole.size() ? "…" : ""));
            begin = at + 2;
        }
    }
    return texts;
}

std::string listed(const policy::RegistryInstruction& instruction)
{
    const auto names = policy::listed_names(instruction);
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (out.size() > shown_units) {
            return out + "… (" + std::to_string(names.size()) + " in all)";
        }
        const auto shown = names[i].first(std::min(names[i].size(), 2 * shown_units));
        out += (i == 0 ? "" : ", ") + to_utf8(shown) + (shown.size() < names[i].size() ? "…" : "");
    }
    return out.empty() ? "none" : out;
}

std::vector<std::string> soft_lines(const policy::RegistryInstruction& instruction)
{
    auto lines = data_lines(instruction.type, instruction.data);
    lines.front() = "set if absent: " + lines.front();
    return lines;
}

/// What the entry does, where it is not an ordinary value.
std::vector<std::string> action_lines(RegistryAction action, const policy::RegistryInstruction& instruction)
{
    switch (action) {
    case RegistryAction::set_value:
        return data_lines(instruction.type, instruction.data);
    case RegistryAction::soft_value:
        return soft_lines(instruction);
    case RegistryAction::create_key:
        return {"create the key"};
    case RegistryAction::delete_value:
        return {"delete the value"};
    case RegistryAction::delete_values:
        return {"delete all values of the key"};
    case RegistryAction::delete_listed:
        return {"delete the values: " + listed(instruction)};
    case RegistryAction::delete_keys:
        return {"delete the subkeys: " + listed(instruction)};
    case RegistryAction::secure_key:
        return {"secure the key (no meaning for a value)"};
    case RegistryAction::unknown:
        return {"unknown directive, not obeyed"};
    }
    return {"unknown directive, not obeyed"};
}

std::string name_text(const policy::RegistryInstruction& instruction, const policy::RegistryDirective& directive)
{
    switch (directive.action) {
    case RegistryAction::set_value:
    case RegistryAction::delete_value:
    case RegistryAction::soft_value:
        return directive.value_name.empty() ? "(default)" : to_utf8(directive.value_name);
    case RegistryAction::create_key:
        return "";
    case RegistryAction::delete_values:
    case RegistryAction::delete_listed:
    case RegistryAction::delete_keys:
    case RegistryAction::secure_key:
    case RegistryAction::unknown:
        return to_utf8(instruction.value_name);
    }
    return to_utf8(instruction.value_name);
}

} // namespace

std::string hex_of(std::span<const std::byte> data)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * data.size());
    for (const auto byte : data) {
        out += digits[std::to_integer<std::size_t>(byte >> 4)];
        out += digits[std::to_integer<std::size_t>(byte & std::byte{0x0F})];
    }
    return out;
}

std::vector<std::string> data_lines(RegistryType type, std::span<const std::byte> data)
{
    ByteReader in(data);
    const bool whole_units = data.size() % 2 == 0;
    switch (type) {
    case RegistryType::dword:
        return {data.size() == 4 ? number_text(in.u32le(), 8) : wrong_size_text(data)};
    case RegistryType::dword_big_endian:
        return {data.size() == 4 ? number_text(in.u32be(), 8) : wrong_size_text(data)};
    case RegistryType::qword:
        return {data.size() == 8 ? number_text(in.u64le(), 16) : wrong_size_text(data)};
    case RegistryType::sz:
    case RegistryType::expand_sz:
    case RegistryType::link:
    case RegistryType::multi_sz:
        return whole_units ? texts_in(data) : std::vector{wrong_size_text(data)};
    case RegistryType::none:
    case RegistryType::binary:
        break;
    }
    return {binary_text(data)}; // also for numbers that have no name
}

std::string value_name_text(const policy::RegistryWord& word, const std::string& value_name)
{
    if (word.action == RegistryAction::delete_values) {
        return "**delvals.";
    }
    if (word.action == RegistryAction::delete_keys) {
        return "**deletekeys";
    }
    if (word.action == RegistryAction::create_key) {
        return "(the key)";
    }
    return value_name.empty() ? "(default)" : value_name;
}

std::string deletion_text(const policy::RegistryWord& word)
{
    const bool names_one = word.action == RegistryAction::delete_listed; // the one that the word is about
    return names_one ? "delete the value" : action_lines(word.action, {.data = word.data}).front();
}

EntryText text_of(const policy::RegistryInstruction& instruction)
{
    const auto directive = policy::directive_of(instruction);
    return {name_text(instruction, directive), to_string(instruction.type),
            action_lines(directive.action, instruction)};
}

} // namespace gpseal::app
