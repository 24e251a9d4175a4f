#include "release_journal.hpp"

#include "service/journal.hpp"

namespace gpseal::app {

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
    if (auto recorded = agent::record_changes(paths, "", "an administrator's gpseal release", {change}); !recorded) {
        return recorded;
    }
    return store.save(release);
}

Result<void> end_release(const agent::RootedPaths& paths, std::string_view why)
{
    agent::ReleaseStore store(paths);
    const auto kept = store.load();
    if (!kept.release && !kept.damage) {
        return {};
    }
    const agent::ConfigChange change{.target = store.file(),
                                     .diff = kept.release ? lines_of(agent::release_text(*kept.release), '-') : "",
                                     .loosens = false};
    if (auto recorded = agent::record_changes(paths, "", why, {change}); !recorded) {
        return recorded;
    }
    return store.clear();
}

Result<void> forget_old_release(const agent::RootedPaths& paths)
{
    const auto kept = agent::ReleaseStore(paths).load();
    if (!kept.release || holds(*kept.release, agent::read_machine_clock())) {
        return {};
    }
    return end_release(paths, "the release is over");
}

} // namespace gpseal::app
