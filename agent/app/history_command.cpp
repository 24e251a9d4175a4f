#include "call_options.hpp"
#include "command.hpp"
#include "error_output.hpp"
#include "history_view.hpp"
#include "root_check.hpp"
#include "service/journal.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <charconv>
#include <ostream>

namespace gpseal::app {

namespace {

constexpr std::size_t usual_limit = 50;
constexpr std::size_t most = 100000;

Result<std::size_t> limit_of(const Invocation& call)
{
    const auto text = text_option(call, "limit");
    if (!text) {
        return usual_limit;
    }
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
    if (error != std::errc() || end != text->data() + text->size() || limit == 0 || limit > most) {
        return fail(Errc::usage,
                    "--limit '" + printable(*text) + "' is not a number from 1 to " + std::to_string(most));
    }
    return limit;
}

/// The beginning of time when not asked for.
Result<agent::WallTime> since_of(const Invocation& call)
{
    const auto text = text_option(call, "since");
    if (!text) {
        return agent::WallTime::min();
    }
    if (const auto length = agent::parse_length(*text)) {
        return std::chrono::system_clock::now() - *length;
    }
    if (const auto time = agent::parse_zoned_time(*text)) {
        return *time;
    }
    return fail(Errc::usage, "--since '" + printable(*text) + "' is no time: say 2026-12-01T18:00:00Z, 30m, 2h or 3d");
}

HistoryView view_of(agent::ParsedJournal journal, agent::WallTime since, std::size_t limit)
{
    HistoryView view{.entries = std::move(journal.entries), .unreadable = journal.unreadable};
    std::erase_if(view.entries, [&](const agent::JournalEntry& entry) { return entry.at < since; });
    std::reverse(view.entries.begin(), view.entries.end());
    view.left_out = view.entries.size() - std::min(view.entries.size(), limit);
    view.entries.resize(view.entries.size() - view.left_out);
    return view;
}

} // namespace

int run_history(const Invocation& call)
{
    const auto refused = [&](const Error& error) { return report_failure(call, history_schema, error); };
    const auto limit = limit_of(call);
    const auto since = since_of(call);
    if (!limit || !since) {
        return refused(!limit ? limit.error() : since.error());
    }
    auto journal = agent::read_journal(call.globals.paths);
    if (!journal) {
        return refused(explained(call, "gpseal history", journal.error()));
    }
    const auto view = view_of(*std::move(journal), *since, *limit);
    if (view.unreadable > 0) {
        call.err << "gpseal: " << view.unreadable
                 << (view.unreadable == 1 ? " line of the journal cannot be read and is left out\n"
                                          : " lines of the journal cannot be read and are left out\n");
    }
    const auto terminal = terminal_of(1, call.globals);
    call.out << (call.globals.json    ? journal_json(view)
                 : flag(call, "diff") ? journal_diffs(view, terminal)
                                      : journal_text(view, terminal));
    return number_of(agent::ExitCode::ok);
}

} // namespace gpseal::app
