#include "enforce/cifs_flags.hpp"

#include "service/sha256.hpp"

#include <charconv>

namespace gpseal::agent::cifs_flags {

namespace {

constexpr std::string_view record_mark = "gpseal.kernel-cifs/2 ";
constexpr std::size_t max_boot_id = 64;

std::string second_line(const Record& record)
{
    return record.boot + " " + text_of(record.before) + " " + text_of(record.ours) +
           (record.refused ? " refused" : " set");
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

std::uint32_t unmet(std::uint32_t flags, std::uint32_t wish)
{
    std::uint32_t missing = 0;
    for (const auto demand : demands) {
        missing |= (wish & demand) == demand && (flags & demand) != demand ? demand : 0;
    }
    return missing;
}

std::uint32_t settled(std::uint32_t flags, const std::optional<Record>& record, std::uint32_t at_load,
                      std::uint32_t wish)
{
    const bool refused = record && record->refused;
    const auto possible = refused ? wish & ~must_seal : wish;
    if (record && !refused && flags == (record->before | record->ours)) {
        return record->before | possible; // nobody but us was there
    }
    const auto ours = record ? record->ours : at_load;
    for (const auto demand : demands) {
        const bool is_ours = (ours & demand) == demand && !(record && (record->before & demand) == demand);
        if (is_ours && (wish & demand) != demand && (flags & demand) == demand) {
            flags &= ~must_alone(demand);
        }
    }
    return flags | possible;
}

std::string words_of(std::uint32_t wish)
{
    const bool seals = (wish & must_seal) == must_seal;
    const bool signs = (wish & must_sign) == must_sign;
    return std::string(seals ? "must seal" : "") + (seals && signs ? ", " : "") + (signs ? "must sign" : "");
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
    const auto ours = parse(take_word(line));
    record.refused = line == "refused";
    record.before = flags.value_or(0);
    record.ours = ours.value_or(0);
    if (record.boot.empty() || record.boot.size() > max_boot_id || text_of(record) != text) {
        return damaged();
    }
    return record;
}

} // namespace gpseal::agent::cifs_flags
