#include "daemon/run_summary.hpp"

#include <gpseal/agent/exit_code.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace gpseal::agent {

namespace {

constexpr std::string_view schema = "gpseal.run/1";
constexpr std::size_t word_max = 32;

/// The next "NAME VALUE" line's value; nullopt when it is not there.
std::optional<std::string_view> value_of(std::string_view& text, std::string_view name)
{
    const auto end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(name) || text.size() <= name.size() ||
        text[name.size()] != ' ') {
        return std::nullopt;
    }
    const auto value = text.substr(name.size() + 1, end - name.size() - 1);
    text.remove_prefix(end + 1);
    return value;
}

template <typename Number> bool take_number(std::optional<std::string_view> text, Number& number)
{
    if (!text) {
        return false;
    }
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    return error == std::errc() && end == text->data() + text->size();
}

bool take_word(std::optional<std::string_view> text, std::string& word)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz_TZ0123456789:-";
    if (!text || text->empty() || text->size() > word_max ||
        text->find_first_not_of(allowed) != std::string_view::npos) {
        return false;
    }
    word = *text;
    return true;
}

} // namespace

RunSummary untold_run(const RunSummary& before, int exit_code)
{
    // not those that a run has which could look: without a summary it is not known that it did
    constexpr std::array causes = {ExitCode::usage, ExitCode::malformed, ExitCode::permission, ExitCode::not_applied,
                                   ExitCode::busy};
    const bool said =
        std::any_of(causes.begin(), causes.end(), [exit_code](ExitCode code) { return number_of(code) == exit_code; });
    return {.exit_code = said ? exit_code : number_of(ExitCode::internal), .mandate = before.mandate};
}

std::string to_text(const RunSummary& summary)
{
    std::string text(schema);
    text += "\nexit " + std::to_string(summary.exit_code);
    text += "\nmandate " + summary.mandate;
    text += "\nverdict " + summary.verdict;
    text += "\nhealth " + summary.health;
    text += "\nchanges " + std::to_string(summary.changes);
    text += "\nrepairs " + std::to_string(summary.repairs);
    text += "\nsysvol_encrypted " + std::to_string(static_cast<int>(summary.sysvol_encrypted));
    text += "\nagain_in " + std::to_string(summary.again_in ? summary.again_in->count() : -1);
    text += "\ntime " + summary.time;
    text += "\nseq " + std::to_string(summary.seq) + "\n";
    return text;
}

Result<RunSummary> parse_run_summary(std::string_view text)
{
    RunSummary summary;
    int encrypted = -1;
    std::int64_t again_in = -1;
    const bool whole =
        text.starts_with(schema) && text.substr(schema.size()).starts_with('\n') &&
        (text.remove_prefix(schema.size() + 1), true) && take_number(value_of(text, "exit"), summary.exit_code) &&
        take_word(value_of(text, "mandate"), summary.mandate) &&
        take_word(value_of(text, "verdict"), summary.verdict) && take_word(value_of(text, "health"), summary.health) &&
        take_number(value_of(text, "changes"), summary.changes) &&
        take_number(value_of(text, "repairs"), summary.repairs) &&
        take_number(value_of(text, "sysvol_encrypted"), encrypted) &&
        take_number(value_of(text, "again_in"), again_in) && take_word(value_of(text, "time"), summary.time) &&
        take_number(value_of(text, "seq"), summary.seq) && text.empty();
    if (!whole || encrypted < 0 || encrypted > 1 || again_in < -1 || summary.repairs > summary.changes) {
        return fail(Errc::malformed, "is not a run's summary");
    }
    summary.sysvol_encrypted = encrypted == 1;
    if (again_in >= 0) {
        summary.again_in = std::chrono::seconds(again_in);
    }
    return summary;
}

} // namespace gpseal::agent
