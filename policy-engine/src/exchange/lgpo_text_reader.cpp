#include "exchange/formats.hpp"
#include "exchange/lgpo_text_names.hpp"
#include "exchange/text.hpp"

#include <algorithm>
#include <array>

namespace gpseal::policy::exchange {

namespace {

/// Four lines that belong together, and the number of the first.
struct Block {
    std::array<std::string_view, 4> lines;
    std::array<std::size_t, 4> numbers{};
    std::size_t filled = 0;

    [[nodiscard]] std::string_view key() const { return lines[1]; }
    [[nodiscard]] std::string_view value_name() const { return lines[2]; }
    [[nodiscard]] std::string_view action() const { return lines[3]; }
};

/// An entry, or what is wrong with the action or the value name it needs.
using Parsed = tl::expected<RegistryEntry, std::string>;

Parsed wrong(std::string why)
{
    return tl::unexpected<std::string>(std::move(why));
}

std::string_view name_of(const Block& block)
{
    return equals_icase(block.value_name(), lgpo_default_value) ? std::string_view{} : block.value_name();
}

template <typename Number> std::optional<Number> number_in(std::string_view text)
{
    return starts_with_icase(text, "0x") ? number_of<Number>(text.substr(2), 16) : number_of<Number>(text);
}

Parsed dword(const Block& block, std::string_view text)
{
    const auto number = number_in<std::uint32_t>(text);
    return number ? Parsed(make_entry(block.key(), name_of(block), RegistryType::dword, dword_data(*number)))
                  : wrong("DWORD needs a number from 0 to 4294967295, in decimal or after 0x");
}

Parsed qword(const Block& block, std::string_view text)
{
    const auto number = number_in<std::uint64_t>(text);
    return number ? Parsed(make_entry(block.key(), name_of(block), RegistryType::qword, qword_data(*number)))
                  : wrong("QWORD needs a number from 0 to 18446744073709551615, in decimal or after 0x");
}

Parsed sz(const Block& block, std::string_view text)
{
    return make_entry(block.key(), name_of(block), RegistryType::sz, sz_data(text));
}

Parsed expand_sz(const Block& block, std::string_view text)
{
    return make_entry(block.key(), name_of(block), RegistryType::expand_sz, sz_data(text));
}

Parsed multi_sz(const Block& block, std::string_view text)
{
    std::vector<std::string_view> strings;
    while (!text.empty() || !strings.empty()) {
        const auto end = text.find(lgpo_separator);
        strings.push_back(text.substr(0, end));
        if (strings.back().empty()) {
            return wrong(R"(an empty string ends a REG_MULTI_SZ, so there is none before, between or after its \0)");
        }
        if (end == std::string_view::npos) {
            break;
        }
        text.remove_prefix(end + lgpo_separator.size());
    }
    return make_entry(block.key(), name_of(block), RegistryType::multi_sz, multi_sz_data(strings));
}

Parsed binary(const Block& block, std::string_view text)
{
    std::string data;
    for (std::size_t at = 0; at < text.size(); at += 3) {
        const auto pair = text.substr(at, 2);
        const bool is_pair = pair.size() == 2 && hex_digit(pair[0]) >= 0 && hex_digit(pair[1]) >= 0;
        const bool is_last = at + 2 == text.size();
        if (!is_pair || (!is_last && (text[at + 2] != ',' || at + 3 == text.size()))) {
            return wrong("BINARY needs bytes of two hexadecimal digits, separated by commas");
        }
        data += static_cast<char>(hex_digit(pair[0]) * 16 + hex_digit(pair[1]));
    }
    return make_entry(block.key(), name_of(block), RegistryType::binary, std::move(data));
}

Parsed directive(const Block& block, std::string name, std::string_view data)
{
    return make_entry(block.key(), name, RegistryType::sz, sz_data(data));
}

Parsed delete_value(const Block& block, std::string_view /*none*/)
{
    return directive(block, "**del." + std::string(name_of(block)), one_blank);
}

Parsed delete_all_values(const Block& block, std::string_view /*none*/)
{
    if (!block.value_name().empty() && block.value_name() != "*") {
        return wrong(
            "DELETEALLVALUES deletes every value of the key, so the line before it must be *; DELETE deletes one");
    }
    return directive(block, "**delvals.", one_blank);
}

Parsed delete_keys(const Block& block, std::string_view /*none*/)
{
    return directive(block, "**DeleteKeys", block.value_name());
}

Parsed create_key(const Block& block, std::string_view /*none*/)
{
    return make_entry(block.key(), {}, RegistryType::none, {});
}

Parsed clear(const Block& /*block*/, std::string_view /*none*/)
{
    return wrong("CLEAR tells LGPO.exe to remove entries from a policy, a registry.pol has no entry for it; "
                 "remove the block");
}

struct Action {
    std::string_view word; ///< ends with ':' when text follows
    Parsed (*parse)(const Block& block, std::string_view text);
};
constexpr std::array actions{
    Action{"DWORD:", dword},
    Action{"QWORD:", qword},
    Action{"SZ:", sz},
    Action{"EXSZ:", expand_sz},
    Action{"MULTISZ:", multi_sz},
    Action{"BINARY:", binary},
    Action{"DELETE", delete_value},
    Action{"DELETEALLVALUES", delete_all_values},
    Action{"DELETEKEYS", delete_keys},
    Action{"CREATEKEY", create_key},
    Action{"CLEAR", clear},
};

Parsed parse_action(const Block& block)
{
    for (const auto& [word, parse] : actions) {
        const bool takes_text = word.ends_with(':');
        if (takes_text ? starts_with_icase(block.action(), word) : equals_icase(block.action(), word)) {
            return parse(block, takes_text ? block.action().substr(word.size()) : std::string_view{});
        }
    }
    return wrong("the action must be DWORD:, QWORD:, SZ:, EXSZ:, MULTISZ:, BINARY:, DELETE, DELETEALLVALUES, "
                 "DELETEKEYS or CREATEKEY");
}

std::optional<SettingGroup> parse_configuration(std::string_view line)
{
    constexpr std::string_view account = "User:";
    if (equals_icase(line, "Computer")) {
        return SettingGroup{.scope = PolicyScope::computer};
    }
    if (equals_icase(line, "User")) {
        return SettingGroup{.scope = PolicyScope::user};
    }
    if (starts_with_icase(line, account) && line.size() > account.size()) {
        return SettingGroup{.scope = PolicyScope::user, .account = std::string(line.substr(account.size()))};
    }
    return std::nullopt;
}

Result<void> read_block(const Block& block, std::string_view origin, SourceDocument& document)
{
    auto group = parse_configuration(block.lines[0]);
    if (!group) {
        return fail(error_at(origin, block.numbers[0],
                             "the first line of a block must be Computer, User or User:NAME, without blanks around"));
    }
    if (block.value_name().starts_with(directive_marker)) {
        return fail(error_at(origin, block.numbers[2],
                             "a value name cannot begin with **; deletions are actions: DELETE, DELETEALLVALUES"));
    }
    if (begins_with_hive(block.key())) {
        return fail(error_at(origin, block.numbers[1],
                             "a key begins below its hive: without HKEY_LOCAL_MACHINE, HKLM, HKEY_CURRENT_USER, HKCU"));
    }
    group->line = block.numbers[0];
    auto entry = parse_action(block);
    if (!entry) {
        return fail(error_at(origin, block.numbers[3], std::move(entry.error())));
    }
    return document.add(*group, *std::move(entry));
}

/// A blank or comment line; within a block a blank line is neither.
bool is_between(std::string_view line, const Block& block)
{
    const auto text = trimmed(line);
    return text.empty() ? block.filled == 0 : text.front() == ';';
}

} // namespace

Result<SourceDocument> read_lgpo_text(std::string_view text, std::string_view origin)
{
    SourceDocument document(origin);
    LineReader reader(text);
    Block block;
    while (const auto line = reader.next()) {
        if (is_between(*line, block)) {
            continue;
        }
        if (trimmed(*line).empty()) {
            break;
        }
        if (has_control(*line, "\t")) {
            return fail(error_at(origin, reader.number(), "a control character stands in the line"));
        }
        block.numbers[block.filled] = reader.number();
        block.lines[block.filled++] = *line;
        if (block.filled == block.lines.size()) {
            if (auto added = read_block(block, origin, document); !added) {
                return fail(added.error());
            }
            block = {};
        }
    }
    if (block.filled != 0) {
        return fail(error_at(origin, block.numbers[0],
                             "this block has " + std::to_string(block.filled) +
                                 " of its 4 lines: configuration, key, value name, action"));
    }
    return document;
}

} // namespace gpseal::policy::exchange
