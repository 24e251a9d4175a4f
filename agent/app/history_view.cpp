#include "history_view.hpp"

#include "diff_text.hpp"
#include "report/json_value.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

namespace json = agent::json;
using agent::ChangeCause;
using agent::JournalEntry;

namespace {

std::string by_whom(const JournalEntry& entry)
{
    const auto by = entry.uid ? ", by uid " + std::to_string(*entry.uid) : std::string();
    switch (entry.cause) {
    case ChangeCause::policy:
        return entry.gpo.empty() ? "policy: " + entry.reason : "GPO '" + entry.gpo + "': " + entry.reason;
    case ChangeCause::preference:
    case ChangeCause::release:
    case ChangeCause::revert:
        return entry.reason + (entry.reason.find(" uid ") == std::string::npos ? by : "");
    case ChangeCause::configuration:
        return "gpseal.conf";
    case ChangeCause::upgrade:
        return "gpseal " + entry.version + " writes it otherwise";
    case ChangeCause::local_edit:
        return "a local edit, taken back";
    case ChangeCause::other:
        return entry.reason;
    }
    return entry.reason;
}

/// "+9 -2"
std::string lines_changed(const std::string& diff)
{
    std::size_t added = 0;
    std::size_t removed = 0;
    for (std::size_t at = 0; at < diff.size(); at = std::min(diff.find('\n', at), diff.size() - 1) + 1) {
        const auto line = std::string_view(diff).substr(at, 4);
        added += line.starts_with('+') && line != "+++ " ? 1U : 0U;
        removed += line.starts_with('-') && line != "--- " ? 1U : 0U;
    }
    return "+" + std::to_string(added) + " -" + std::to_string(removed);
}

std::string what_happened(const JournalEntry& entry)
{
    if (entry.not_made) {
        return "not made: " + *entry.not_made;
    }
    return lines_changed(entry.diff) + (entry.loosens ? ", takes protection away" : "");
}

std::string rest_text(const HistoryView& view)
{
    return view.left_out == 0   ? ""
           : view.left_out == 1 ? "1 older one is left out; --limit shows more\n"
                                : std::to_string(view.left_out) + " older ones are left out; --limit shows more\n";
}

json::Object::Ptr entry_json(const JournalEntry& entry)
{
    auto object = json::object();
    json::set(object, "at", agent::format_time(entry.at));
    json::set(object, "target", entry.target);
    json::set(object, "cause", to_string(entry.cause));
    json::set(object, "reason", entry.reason);
    json::set_or_null(object, "gpo", entry.gpo);
    json::set_or_null(object, "gpo_guid", entry.gpo_guid);
    json::set_or_null(object, "uid", entry.uid);
    json::set_or_null(object, "run_id", entry.run_id);
    json::set_or_null(object, "version", entry.version);
    object->set("loosens", entry.loosens);
    object->set("made", !entry.not_made);
    json::set_or_null(object, "not_made", entry.not_made.value_or(""));
    json::set(object, "diff", entry.diff);
    return object;
}

} // namespace

std::string journal_text(const HistoryView& view, const Terminal& terminal)
{
    if (view.entries.empty()) {
        return "No change is known.\n";
    }
    Table table({"TIME", "CHANGED", "BY", "LINES"});
    for (const auto& entry : view.entries) {
        table.add({agent::format_time(entry.at), entry.target, by_whom(entry), what_happened(entry)});
    }
    return table.text(terminal.table_width) + rest_text(view);
}

std::string journal_diffs(const HistoryView& view, const Terminal& terminal)
{
    std::string text;
    for (const auto& entry : view.entries) {
        text += terminal.paint(Tone::heading, agent::format_time(entry.at) + " " + printable(entry.target)) + "\n";
        text += "by " + printable(by_whom(entry)) + "; " + printable(what_happened(entry)) + "\n";
        text += diff_text(entry.diff, terminal) + "\n";
    }
    return view.entries.empty() ? journal_text(view, terminal) : text + rest_text(view);
}

std::string journal_json(const HistoryView& view)
{
    auto object = json::object();
    json::set(object, "schema", history_schema);
    json::Array::Ptr rows = new json::Array;
    for (const auto& entry : view.entries) {
        rows->add(entry_json(entry));
    }
    object->set("changes", rows);
    object->set("left_out", Poco::UInt64{view.left_out});
    object->set("unreadable", Poco::UInt64{view.unreadable});
    return json::text_of(object);
}

} // namespace gpseal::app
