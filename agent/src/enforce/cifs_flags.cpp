#include "enforce/cifs_flags.hpp"

#include "service/sha256.hpp"

#include <charconv>

namespace gpseal::agent::cifs_flags {

namespace {

constexpr std::string_view record_mark = "gpseal.kernel-cifs/1 ";
constexpr std::size_t max_boot_id = 64;

std::string second_line(const Record& record)
{
    return record.boot + " " + text_of(record.before) + (record.refused ? " refused" : " set");
}

/// The next word of `line`, and the blank behind it.
std::string_view take_word(std::string_view& line)
{
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    return word;
}

} // namespace

std::optional<std::uint32_t> parse(std::string_view text)
{
    if (text.ends_with('\n')) {
        text.remove_suffix(1);
    }
    if (!text.starts_with("0x")) {
        return std::nullopt;
    }
    text.remove_prefix(2);
    std::uint32_t flags = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), flags, 16);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(flags) : std::nullopt;
}

std::string text_of(std::uint32_t flags)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    do {
        text.insert(text.begin(), digits[flags & 0xfU]);
        flags >>= 4U;
    } while (flags != 0);
    return "0x" + text;
}

std::uint32_t restored(std::uint32_t flags, const std::optional<Record>& record, bool at_load)
{
    if (!seals(flags)) {
        return flags; // somebody's own, since
    }
    if (record && !record->refused && flags == (record->before | must_seal)) {
        return record->before;
    }
    return record || at_load ? flags & ~must_seal_alone : flags;
}

std::string text_of(const Record& record)
{
    const auto line = second_line(record);
    return std::string(record_mark) + sha256_hex(line) + "\n" + line + "\n";
}

Result<Record> parse_record(std::string_view text, std::string_view origin)
{
    const auto damaged = [&] { return fail(Errc::malformed, "is damaged", std::string(origin)); };
    const auto end = text.find('\n');
    if (end == std::string_view::npos) {
        return damaged();
    }
    auto line = text.substr(end + 1);
    if (line.ends_with('\n')) {
        line.remove_suffix(1);
    }
    Record record;
    record.boot = take_word(line);
    const auto flags = parse(take_word(line));
    record.refused = line == "refused";
    record.before = flags.value_or(0);
    if (record.boot.empty() || record.boot.size() > max_boot_id || text_of(record) != text) {
        return damaged();
    }
    return record;
}

} // namespace gpseal::agent::cifs_flags
