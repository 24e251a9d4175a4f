#include "daemon/release_log.hpp"

#include "daemon/manager_messages.hpp"
#include "service/timestamp.hpp"

namespace gpseal::agent {

namespace {

LogFields fields_of(const Release& release)
{
    return {{"UNTIL", format_time(release.until)}, {"UID", std::to_string(release.uid)}, {"REASON", release.reason}};
}

} // namespace

void ReleaseLog::look()
{
    const auto kept = ReleaseStore(paths_).load();
    if (kept.release == known_) {
        return;
    }
    if (kept.release) {
        log_event(Event::released, LogLevel::warning,
                  "SMB encryption is released until " + format_time(kept.release->until) + ", by uid " +
                      std::to_string(kept.release->uid) + ": " + kept.release->reason,
                  fields_of(*kept.release));
    } else {
        log_event(Event::release_over, LogLevel::notice, "the release is over", fields_of(*known_));
    }
    known_ = kept.release;
}

} // namespace gpseal::agent
