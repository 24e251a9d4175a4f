#include "collect/gpo_memory.hpp"

#include "collect/gpo_facts.hpp"

namespace gpseal::agent {

using policy::FileStatus;
using policy::GpoSnapshot;
using WallTime = std::chrono::system_clock::time_point;

namespace {

/// What may stand in for this GPO later, when it cannot be read; also that it had no Registry.pol, once that counts.
std::optional<policy::LastGoodCopy> good_copy(const GpoSnapshot& gpo)
{
    const bool absence_counted = lacks_policy(gpo) && gpo.absent_runs >= policy::max_absent_runs;
    if (!has_sound_policy(gpo) && !absence_counted) {
        return std::nullopt;
    }
    return policy::LastGoodCopy{.registry_pol = gpo.registry_pol, .version = versions_of(gpo)};
}

/// An absence is the same one for as long as both versions stay: at another one somebody edited the GPO, and what he
/// wrote may not be there yet.
bool still_lacks_policy(const GpoSnapshot& before, const GpoSnapshot& now)
{
    return lacks_policy(before) && lacks_policy(now) && versions_of(before) == versions_of(now);
}

/// Runs in which the file was missing, as far as they count: within the first hour they do as one.
unsigned absent_runs(const KeptSnapshot& kept, const GpoSnapshot& before, const GpoSnapshot& now, KeptSnapshot& next,
                     WallTime time)
{
    if (!still_lacks_policy(before, now)) {
        return 0;
    }
    const auto known = kept.absent_since.find(before.dn);
    const auto since = known == kept.absent_since.end() ? time : known->second;
    next.absent_since[now.dn] = since;
    return time - since < least_absence ? 1U : before.absent_runs + 1;
}

/// Security settings that were there and are gone. At the same version of the GPO nobody took them back by an editor,
/// which would have raised it; at another one replication may not have brought them yet, and has the time that it has
/// for Registry.pol. So has it where the directory and SYSVOL disagree, for settings that nobody saw before. Until
/// then, or until the file is back, they could not be read.
void doubt_absent_template(const KeptSnapshot& kept, const GpoSnapshot& before, GpoSnapshot& now, KeptSnapshot& next,
                           WallTime time)
{
    const auto& old = before.security_template;
    const auto known = kept.template_known.find(before.dn);
    const bool was_known = known != kept.template_known.end();
    const bool doubted = old.status == FileStatus::failed && old.problem && old.problem->code == Errc::not_found;
    const bool missed = doubted || was_known || old.status == FileStatus::read;
    const auto versions = versions_of(now);
    const auto versions_before = versions_of(before);
    const bool lags = versions.sysvol && versions.directory && versions.sysvol != versions.directory;
    if (!missed && !lags) {
        return;
    }
    const auto since = kept.template_absent_since.find(before.dn);
    const bool counting = since != kept.template_absent_since.end();
    if (now.security_template.status == FileStatus::failed && missed) { // ends neither of the two
        next.template_known[now.dn] = was_known ? known->second : time;
        if (counting) {
            next.template_absent_since[now.dn] = since->second;
        }
    }
    if (now.security_template.status != FileStatus::absent) {
        return;
    }
    const auto gpt = gpt_of(now);
    const auto gpt_before = gpt_of(before);
    const bool same = missed && !counting && gpt && gpt_before && gpt->version == gpt_before->version;
    if (gpt && !same) { // without a gpt.ini the folder is not there, whatever the time
        const bool edited = gpt_before && versions != versions_before;
        const auto begin = counting && !edited ? since->second : time;
        const bool counts = time - begin >= least_absence;
        if (!counts || lags) {
            next.template_absent_since[now.dn] = begin;
        }
        if (counts) {
            return;
        }
    }
    now.security_template.status = FileStatus::failed;
    now.security_template.problem =
        Error{Errc::not_found, same ? "is gone, the GPO's version being the same" : "is not there yet, or gone", {}};
}

} // namespace

void remember(const KeptSnapshot& kept, const GpoSnapshot& before, GpoSnapshot& now, KeptSnapshot& next, WallTime time)
{
    now.last_good = good_copy(before);
    if (!now.last_good) {
        now.last_good = before.last_good;
    }
    now.absent_runs = absent_runs(kept, before, now, next, time);
    doubt_absent_template(kept, before, now, next, time);
}

} // namespace gpseal::agent
