#include "collect/controller_session.hpp"
#include "collect/directory_reader.hpp"
#include "collect/domain_controllers.hpp"
#include "collect/forest.hpp"
#include "collect/gpo_files.hpp"
#include "collect/list_difference.hpp"
#include "collect/machine_ticket.hpp"
#include "collect/other_domains.hpp"
#include "collect/smbclient_sysvol.hpp"
#include "collect/snapshot_store.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/domain_source.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/hardened_paths.hpp>
#include <gpseal/policy/security_settings.hpp>

#include <algorithm>
#include <iterator>
#include <memory>

namespace gpseal::agent {

using policy::DomainSnapshot;
using WallTime = std::chrono::system_clock::time_point;

namespace {

/// What earlier runs left for this one.
struct Memory {
    const KeptSnapshot* files = nullptr;                  ///< nullptr: every file is read
    std::vector<policy::GroupPolicyObject> standing = {}; ///< what applied then
    std::string site;
    std::optional<DomainSnapshot> unread = std::nullopt; ///< a list whose files nobody could read
};

/// One look at the domain, from one domain controller after the other.
class DomainLook {
public:
    DomainLook(KerberosSession& kerberos, MachineIdentity identity, bool encryption_required, Memory memory)
        : kerberos_(kerberos), identity_(std::move(identity)), encryption_required_(encryption_required),
          memory_(std::move(memory))
    {
    }

    KeptSnapshot run()
    {
        auto controllers = find_domain_controllers(identity_.domain(), memory_.site, query_srv);
        if (!controllers) {
            problems_.push_back(controllers.error());
            return give_up();
        }
        for (std::size_t i = 0; i < controllers->size(); ++i) {
            auto session = open_controller(kerberos_, identity_, identity_.domain(), (*controllers)[i]);
            if (!session) {
                problems_.push_back(session.error());
                continue;
            }
            if (auto closer = closer_controllers(*session); !closer.empty()) {
                controllers = std::move(closer);
                i = static_cast<std::size_t>(-1); // starts over, once
                continue;
            }
            if (read(*session)) {
                return std::move(*best_);
            }
        }
        return give_up();
    }

private:
    /// When this one is of another site than this computer: those of its site, with all others behind them.
    std::vector<SrvRecord> closer_controllers(const ControllerSession& session)
    {
        const auto& reply = session.reply;
        if (looked_for_closer_ || reply.client_site.empty() || equals_icase(reply.client_site, reply.server_site)) {
            return {};
        }
        looked_for_closer_ = true;
        auto closer = find_domain_controllers(identity_.domain(), reply.client_site, query_srv);
        return closer && !equals_icase(closer->front().host, session.host) ? *std::move(closer)
                                                                           : std::vector<SrvRecord>{};
    }

    /// The policy "Hardened UNC Paths", as it stood before this run, asks for it by any name of the share.
    bool sysvol_is_hardened(const ControllerSession& session) const
    {
        const std::vector<std::string> names = {session.host, session.host.substr(0, session.host.find('.')),
                                                identity_.domain(), session.reply.netbios_domain};
        return policy::hardening_of(memory_.standing, names, "sysvol").privacy;
    }

    /// true: nothing that another domain controller could do better.
    bool read(ControllerSession& session)
    {
        const auto now = std::chrono::system_clock::now();
        const bool encrypted = encryption_required_ || sysvol_is_hardened(session);
        OtherDomains others(kerberos_, identity_, encrypted);
        ForestDirectory directory(*session.directory, identity_.domain(),
                                  [&](const std::string& domain) { return others.directory(domain); });
        KeptSnapshot kept;
        kept.snapshot = read_directory(directory, {.domain = identity_.domain(),
                                                   .account = identity_.account,
                                                   .domain_controller = session.host,
                                                   .site = session.reply.client_site});
        kept.snapshot.taken_at = format_time(now);
        if (note_failures(kept.snapshot)) {
            return false;
        }
        SmbclientSysvol own({.server = session.host,
                             .address = session.address,
                             .ticket_cache = kerberos_.cache_name(),
                             .kerberos_config = kerberos_.config_name(),
                             .encryption_required = encrypted});
        ForestSysvol sysvol(own, identity_.domain(), [&](const std::string& domain) { return others.sysvol(domain); });
        const auto files = read_gpo_files(sysvol, memory_.files, kept, now);
        if (files.unreachable) {
            problems_.push_back(*files.unreachable);
            if (!best_) {
                best_ = std::move(kept);
            }
            return false;
        }
        // what a domain controller said without its files is not forgotten, in this run or before
        kept.unread = doubting_list(best_ ? std::optional(list_alone(best_->snapshot)) : std::nullopt, kept.snapshot);
        if (!kept.unread) {
            kept.unread = doubting_list(memory_.unread, kept.snapshot);
        }
        if (kept.unread) {
            kept.snapshot.doubt = failover_doubt(*kept.unread, kept.snapshot);
        }
        best_ = std::move(kept);
        return true;
    }

    /// Whether the list of GPOs is not to be trusted; another domain controller may know better.
    bool note_failures(const DomainSnapshot& snapshot)
    {
        auto failed = snapshot.problems;
        const auto& soms = snapshot.soms;
        const auto som = std::find_if(soms.begin(), soms.end(), [](const auto& each) { return each.problem; });
        if (som != soms.end()) {
            failed.push_back(*som->problem); // those behind it have the same cause
        }
        std::move(failed.begin(), failed.end(), std::back_inserter(problems_));
        return !failed.empty();
    }

    /// The best that any domain controller gave; without any, the reasons alone.
    KeptSnapshot give_up()
    {
        if (best_) { // a list alone; an earlier one that says more goes on to count
            best_->unread = doubting_list(memory_.unread, best_->snapshot);
            if (!best_->unread) {
                best_->unread = list_alone(best_->snapshot);
            }
            return std::move(*best_);
        }
        KeptSnapshot nothing;
        nothing.snapshot.taken_at = format_time(std::chrono::system_clock::now());
        nothing.snapshot.domain = identity_.domain();
        nothing.snapshot.problems = std::move(problems_);
        return nothing;
    }

    KerberosSession& kerberos_;
    MachineIdentity identity_;
    bool encryption_required_;
    Memory memory_;
    bool looked_for_closer_ = false;
    std::vector<Error> problems_; ///< of each domain controller that was asked
    std::optional<KeptSnapshot> best_;
};

KeptSnapshot nothing_seen(Error why)
{
    KeptSnapshot nothing;
    nothing.snapshot.taken_at = format_time(std::chrono::system_clock::now());
    nothing.snapshot.problems.push_back(std::move(why));
    return nothing;
}

/// What the last run kept. A damaged file costs a download and the copies that would have stood in.
std::optional<KeptSnapshot> last_look(const RootedPaths& paths)
{
    auto kept = SnapshotStore(paths).load();
    return kept ? *std::move(kept) : std::nullopt;
}

Memory memory_of(const std::optional<KeptSnapshot>& before)
{
    if (!before) {
        return {};
    }
    const bool counts = before->unread && still_counts(*before->unread, std::chrono::system_clock::now());
    return {.files = &*before,
            .standing = policy::resolve_domain(before->snapshot).applied,
            .site = before->snapshot.site,
            .unread = counts ? before->unread : std::nullopt};
}

KeptSnapshot look(const RootedPaths& paths, const DomainOptions& options, Memory memory)
{
    auto kerberos = KerberosSession::begin(paths);
    if (!kerberos) {
        return nothing_seen(kerberos.error());
    }
    auto identity = (*kerberos)->identity();
    if (!identity) {
        return nothing_seen(identity.error());
    }
    return DomainLook(**kerberos, *std::move(identity), options.encryption_required, std::move(memory)).run();
}

} // namespace

DomainSnapshot look_at_domain(const RootedPaths& paths, const DomainOptions& options)
{
    auto memory = memory_of(last_look(paths));
    memory.files = nullptr;
    return look(paths, options, std::move(memory)).snapshot;
}

namespace {

/// A link that was skipped is among the problems already.
Diagnostics findings_of(Diagnostics findings)
{
    std::erase_if(findings, [](const Finding& finding) { return finding.code == "malformed_link"; });
    return findings;
}

/// The other policies again, with the security settings, which apply by an extension of their own.
void add_security(const DomainSnapshot& snapshot, CollectedPolicy& collected)
{
    auto others = policy::decide_workstation_policies(snapshot);
    collected.workstation = std::move(others.settings);
    auto& told = collected.decision.findings;
    std::copy_if(others.findings.begin(), others.findings.end(), std::back_inserter(told),
                 [&](const Finding& finding) { return std::find(told.begin(), told.end(), finding) == told.end(); });
}

} // namespace

CollectedPolicy DomainSource::collect()
{
    auto before = last_look(paths_);
    if (before && options_.read_all) {
        before->read_at.clear();
    }
    const auto kept = look(paths_, options_, memory_of(before));
    auto result = policy::resolve_domain(kept.snapshot);
    auto collected = decide(result.applied);
    add_security(kept.snapshot, collected);
    collected.problems = reasons_of(kept.snapshot, result);
    collected.findings = findings_of(std::move(result.findings));
    if (!kept.snapshot.domain_controller.empty()) {
        collected.controllers.push_back(kept.snapshot.domain_controller);
    }
    if (options_.keep && result.completeness != policy::Completeness::unusable) {
        if (auto saved = SnapshotStore(paths_).save(kept); !saved) {
            collected.problems.push_back(saved.error());
        }
    }
    return collected;
}

} // namespace gpseal::agent
