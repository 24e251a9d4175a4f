#include "collect/directory_reader.hpp"
#include "collect/domain_controllers.hpp"
#include "collect/gpo_files.hpp"
#include "collect/ldap_directory.hpp"
#include "collect/machine_ticket.hpp"
#include "collect/smbclient_sysvol.hpp"
#include "collect/snapshot_store.hpp"
#include "probe/server_address.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/domain_source.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <algorithm>
#include <iterator>

namespace gpseal::agent {

using policy::DomainSnapshot;
using WallTime = std::chrono::system_clock::time_point;

namespace {

constexpr std::chrono::seconds reach_deadline{3};

/// One look at the domain, from one domain controller after the other.
class DomainLook {
public:
    DomainLook(KerberosSession& kerberos, MachineIdentity identity, const DomainOptions& options,
               const KeptSnapshot* before)
        : kerberos_(kerberos), identity_(std::move(identity)), options_(options), before_(before),
          site_(before != nullptr ? before->snapshot.site : "")
    {
    }

    KeptSnapshot run()
    {
        auto controllers = find_domain_controllers(identity_.domain(), site_, query_srv);
        if (!controllers) {
            problems_.push_back(controllers.error());
            return give_up();
        }
        for (std::size_t i = 0; i < controllers->size(); ++i) {
            const auto& controller = (*controllers)[i];
            auto directory = open(controller);
            if (!directory) {
                problems_.push_back(directory.error());
                continue;
            }
            if (auto closer = closer_controllers(controller.host); !closer.empty()) {
                controllers = std::move(closer);
                i = static_cast<std::size_t>(-1); // starts over, once
                continue;
            }
            if (read(**directory, controller.host)) {
                return std::move(*best_);
            }
        }
        return give_up();
    }

private:
    /// A sealed session, and what the domain controller says of this computer's site.
    Result<std::unique_ptr<LdapDirectory>> open(const SrvRecord& controller)
    {
        const auto addresses = resolve_server(controller.host, controller.port);
        if (!addresses) {
            return fail(addresses.error());
        }
        // libkrb5 has no deadline of its own: a dead machine is noticed here
        if (auto reached = try_connect(*addresses, reach_deadline); !reached) {
            return fail(reached.error().code, "cannot be reached: " + reached.error().message, controller.host);
        }
        if (auto ticket = kerberos_.log_in(identity_, controller.host); !ticket) {
            return fail(ticket.error().code, ticket.error().message, controller.host);
        }
        auto directory = LdapDirectory::connect(controller.host, controller.port, {});
        if (!directory) {
            return fail(directory.error());
        }
        if (auto bound = (*directory)->bind(); !bound) {
            return fail(bound.error());
        }
        // asked within the sealed session: the site decides which GPOs apply
        auto reply = (*directory)->ping(identity_.domain(), identity_.host());
        if (!reply) {
            return fail(reply.error());
        }
        reply_ = *std::move(reply);
        return directory;
    }

    /// When this one is of another site than this computer: those of its site, with all others behind them.
    std::vector<SrvRecord> closer_controllers(const std::string& host)
    {
        if (looked_for_closer_ || reply_.client_site.empty() || equals_icase(reply_.client_site, reply_.server_site)) {
            return {};
        }
        looked_for_closer_ = true;
        auto closer = find_domain_controllers(identity_.domain(), reply_.client_site, query_srv);
        return closer && !equals_icase(closer->front().host, host) ? *std::move(closer) : std::vector<SrvRecord>{};
    }

    /// true: nothing that another domain controller could do better.
    bool read(Directory& directory, const std::string& host)
    {
        const auto now = std::chrono::system_clock::now();
        KeptSnapshot kept;
        kept.snapshot = read_directory(directory, {.domain = identity_.domain(),
                                                   .account = identity_.account,
                                                   .domain_controller = host,
                                                   .site = reply_.client_site});
        kept.snapshot.taken_at = format_time(now);
        auto failed = kept.snapshot.problems;
        for (const auto& som : kept.snapshot.soms) {
            if (som.problem) {
                failed.push_back(*som.problem);
            }
        }
        if (!failed.empty()) {
            std::move(failed.begin(), failed.end(), std::back_inserter(problems_));
            return false;
        }
        SmbclientSysvol sysvol({.server = host,
                                .ticket_cache = kerberos_.cache_name(),
                                .kerberos_config = kerberos_.config_name(),
                                .encryption_required = options_.encryption_required});
        const auto files = read_gpo_files(sysvol, before_, kept, now);
        if (files.unreachable) {
            problems_.push_back(*files.unreachable);
        }
        best_ = std::move(kept);
        return !files.unreachable;
    }

    /// The best that any domain controller gave; without any, the reasons alone.
    KeptSnapshot give_up()
    {
        if (best_) {
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
    DomainOptions options_;
    const KeptSnapshot* before_;
    std::string site_;
    NetlogonReply reply_;
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

KeptSnapshot look(const RootedPaths& paths, const DomainOptions& options, const KeptSnapshot* before)
{
    auto kerberos = KerberosSession::begin(paths);
    if (!kerberos) {
        return nothing_seen(kerberos.error());
    }
    auto identity = (*kerberos)->identity();
    if (!identity) {
        return nothing_seen(identity.error());
    }
    return DomainLook(**kerberos, *std::move(identity), options, before).run();
}

} // namespace

DomainSnapshot look_at_domain(const RootedPaths& paths, const DomainOptions& options)
{
    return look(paths, options, nullptr).snapshot;
}

std::vector<Error> reasons_of(const DomainSnapshot& snapshot, const policy::DomainResult& result)
{
    // where the look itself failed, what is missing for that reason is no news
    return snapshot.problems.empty() ? result.problems : snapshot.problems;
}

CollectedPolicy DomainSource::collect()
{
    SnapshotStore store(paths_);
    auto before = store.load(); // a damaged one costs a download and the copies that would have stood in
    if (before && *before && options_.read_all) {
        (*before)->read_at.clear();
    }
    const auto kept = look(paths_, options_, before && *before ? &**before : nullptr);
    auto result = policy::resolve_domain(kept.snapshot);
    CollectedPolicy collected{.gpos = std::move(result.applied), .problems = reasons_of(kept.snapshot, result)};
    if (options_.keep && result.completeness != policy::Completeness::unusable) {
        if (auto saved = store.save(kept); !saved) {
            collected.problems.push_back(saved.error());
        }
    }
    return collected;
}

} // namespace gpseal::agent
