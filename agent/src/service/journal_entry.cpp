#include "service/journal_entry.hpp"

#include "report/json_value.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace gpseal::agent {

namespace {

constexpr std::size_t longest_diff = std::size_t{64} << 10;
constexpr std::array all_causes = {ChangeCause::policy,        ChangeCause::preference, ChangeCause::release,
                                   ChangeCause::configuration, ChangeCause::revert,     ChangeCause::upgrade,
                                   ChangeCause::local_edit,    ChangeCause::other};

std::string as_line(const json::Object::Ptr& object)
{
    std::ostringstream out;
    object->stringify(out);
    return out.str() + "\n";
}

json::Object::Ptr begin_line(const JournalEntry& entry)
{
    auto object = json::object();
    json::set(object, "at", format_time(entry.at));
    json::set(object, "run_id", entry.run_id);
    json::set(object, "target", entry.target);
    return object;
}

JournalEntry entry_of(const json::Object::Ptr& object)
{
    JournalEntry entry;
    const auto at = parse_time(json::string_at(object, "at"));
    entry.target = json::string_at(object, "target");
    if (!at || entry.target.empty()) {
        throw Poco::DataFormatException("no time or no target");
    }
    entry.at = *at;
    entry.run_id = json::string_at(object, "run_id");
    if (object->has("not_made")) {
        entry.not_made = json::string_at(object, "not_made");
        return entry;
    }
    entry.version = json::string_at(object, "version");
    entry.cause =
        object->has("cause") ? json::enum_from(all_causes, json::string_at(object, "cause")) : ChangeCause::other;
    entry.reason = json::string_at(object, "reason");
    entry.gpo = json::string_at(object, "gpo");
    entry.gpo_guid = json::string_at(object, "gpo_guid");
    if (object->has("uid")) {
        entry.uid = object->getValue<std::uint32_t>("uid");
    }
    entry.loosens = object->get("loosens").extract<bool>(); // what is no truth value throws
    entry.diff = json::string_at(object, "diff");
    return entry;
}

/// A change, or what became of one; a change that has left the journal already needs no word.
void take(ParsedJournal& journal, JournalEntry entry)
{
    if (!entry.not_made) {
        journal.entries.push_back(std::move(entry));
        return;
    }
    const auto change =
        std::find_if(journal.entries.rbegin(), journal.entries.rend(), [&](const JournalEntry& candidate) {
            return candidate.run_id == entry.run_id && candidate.target == entry.target;
        });
    if (change != journal.entries.rend()) {
        change->not_made = std::move(entry.not_made);
    }
}

} // namespace

std::string_view to_string(ChangeCause cause)
{
    switch (cause) {
    case ChangeCause::policy:
        return "policy";
    case ChangeCause::preference:
        return "preference";
    case ChangeCause::release:
        return "release";
    case ChangeCause::configuration:
        return "configuration";
    case ChangeCause::revert:
        return "revert";
    case ChangeCause::upgrade:
        return "upgrade";
    case ChangeCause::local_edit:
        return "local_edit";
    case ChangeCause::other:
        return "other";
    }
    return "other";
}

std::string line_of(const JournalEntry& entry)
{
    auto object = begin_line(entry);
    json::set(object, "version", entry.version);
    json::set(object, "cause", to_string(entry.cause));
    json::set(object, "reason", entry.reason);
    json::set(object, "gpo", entry.gpo);
    json::set(object, "gpo_guid", entry.gpo_guid);
    if (entry.uid) {
        object->set("uid", *entry.uid);
    }
    object->set("loosens", entry.loosens);
    const bool too_long = entry.diff.size() > longest_diff;
    json::set(object, "diff", too_long ? entry.diff.substr(0, longest_diff) + "\n\\ cut here\n" : entry.diff);
    return as_line(object);
}

std::string not_made_line(const JournalEntry& entry)
{
    auto object = begin_line(entry);
    json::set(object, "not_made", entry.not_made.value_or(""));
    return as_line(object);
}

ParsedJournal parse_journal(std::string_view text)
{
    ParsedJournal journal;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.empty()) {
            continue;
        }
        try {
            if (const auto object = json::parse(line, "journal")) {
                take(journal, entry_of(*object));
                continue;
            }
        } catch (const Poco::Exception&) {
        }
        ++journal.unreadable;
    }
    return journal;
}

} // namespace gpseal::agent
