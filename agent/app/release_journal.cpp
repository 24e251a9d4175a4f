#include "release_journal.hpp"

#include "service/journal.hpp"

namespace gpseal::app {

using agent::ChangeCause;

namespace {

std::string lines_of(const std::string& text, char sign)
{
    std::string lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
        lines.append(1, sign).append(text, at, end - at);
        at = end;
    }
    return lines;
}

} // namespace

Result<void> begin_release(const agent::RootedPaths& paths, const agent::Release& release)
{
    agent::ReleaseStore store(paths);
    const agent::ConfigChange change{
        .target = store.file(), .diff = lines_of(agent::release_text(release), '+'), .loosens = true};
    auto entry = agent::command_entry(ChangeCause::release, "gpseal release", change);
    entry.uid = release.uid;
    if (auto recorded = agent::record_changes(paths, {entry}); !recorded) {
        return recorded;
    }
    return store.save(release);
}

Result<void> end_release(const agent::RootedPaths& paths, ReleaseEnd by)
{
    const std::string_view why = by == ReleaseEnd::time ? "the release is over" : "gpseal release --end";
    agent::ReleaseStore store(paths);
    const auto kept = store.load();
    if (!kept.release && !kept.damage) {
        return {};
    }
    const agent::ConfigChange change{.target = store.file(),
                                     .diff = kept.release ? lines_of(agent::release_text(*kept.release), '-') : "",
                                     .loosens = false};
    auto entry = agent::command_entry(ChangeCause::release, std::string(why), change);
    if (by == ReleaseEnd::time) {
        entry.uid.reset();
    }
    const auto recorded = agent::record_changes(paths, {entry}); // what tightens does not wait for a line about it
    const auto cleared = store.clear();
    return cleared ? recorded : cleared;
}

Result<void> forget_old_release(const agent::RootedPaths& paths)
{
    const auto kept = agent::ReleaseStore(paths).load();
    if (!kept.release || holds(*kept.release, agent::read_machine_clock())) {
        return {};
    }
    return end_release(paths, ReleaseEnd::time);
}

} // namespace gpseal::app
