#include "directory_view.hpp"
#include "gpo_content.hpp"
#include "way_for_soft.hpp"
#include "wmi_doubt.hpp"

#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/security_settings.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace gpseal::policy {

namespace {

/// One GPO may be linked a thousand times, and each instance holds its bytes.
constexpr std::size_t max_applied_bytes = max_registry_policy_size;

/// Builds the result, each GPO judged once however often it is linked.
class Resolution {
public:
    explicit Resolution(const DirectoryView& view) : view_(view) {}

    void deny_links()
    {
        for (const auto& denied : view_.order.denied) {
            const auto& dn = view_.link_at(denied.place).gpo;
            const auto verdict = judge_attributes(dn, view_.gpos.find(dn), view_.domain.token);
            deny(denied.place, verdict.identity, denied.reason, detail_of(denied));
        }
    }

    void apply_links()
    {
        std::vector<const PlacedLink*> refused;
        std::set<std::string> applied;
        for (const auto& place : view_.order.in_force) {
            const auto& dn = view_.link_at(place).gpo;
            const auto& content = content_of(dn);
            hear(place, content);
            if (!way_for_soft_.applies(content)) {
                refused.push_back(&place);
            } else if (apply(place, content)) {
                applied.insert(dn.key());
            } else {
                result_.problems.push_back(
                    {Errc::limit_exceeded,
                     "the GPOs that apply have more than " + std::to_string(max_applied_bytes >> 20U) + " MiB in all",
                     content.verdict.label()});
                break;
            }
        }
        for (const auto* const place : refused) {
            const auto& dn = view_.link_at(*place).gpo;
            if (!applied.contains(dn.key())) { // by another of its links
                const auto& verdict = content_of(dn).verdict;
                deny(*place, verdict.identity, *verdict.denied, verdict.detail);
            }
        }
        std::reverse(result_.applied.begin(), result_.applied.end());
        std::reverse(registry_.begin(), registry_.end());
        std::reverse(security_.begin(), security_.end());
    }

    [[nodiscard]] WorkstationPolicies workstation() const { return decide_strictest(registry_, security_); }

    [[nodiscard]] DomainResult result() &&
    {
        result_.problems.insert(result_.problems.begin(), view_.domain.problems.begin(), view_.domain.problems.end());
        result_.findings.insert(result_.findings.begin(), view_.domain.findings.begin(), view_.domain.findings.end());
        result_.completeness = result_.problems.empty() ? Completeness::complete : Completeness::degraded;
        return std::move(result_);
    }

private:
    [[nodiscard]] std::string detail_of(const DeniedLink& denied) const
    {
        const auto& scope = view_.domain.scopes[denied.place.scope];
        return denied.reason == DenyReason::link_disabled
                   ? "its link at " + scope.dn + " is disabled"
                   : "its link at " + scope.dn + " is blocked by " + view_.domain.scopes[denied.blocked_by].dn;
    }

    [[nodiscard]] GpoIdentity placed(GpoIdentity identity, const PlacedLink& place) const
    {
        const auto& link = view_.link_at(place);
        identity.som = view_.domain.scopes[place.scope].dn;
        identity.link_order = link.order;
        identity.enforced = link.enforced();
        return identity;
    }

    void deny(const PlacedLink& place, const GpoIdentity& identity, DenyReason reason, std::string detail)
    {
        if (denied_.emplace(view_.link_at(place).gpo.key(), reason).second) {
            result_.denied.push_back({placed(identity, place), reason, std::move(detail)});
        }
    }

    /// Its voice about the other policies, which it has also where a WMI filter leaves open whether it applies.
    void hear(const PlacedLink& place, const GpoContent& content)
    {
        if ((content.verdict.denied && !content.filtered && !content.security) ||
            !heard_.insert(view_.link_at(place).gpo.key()).second) {
            return; // what is linked twice is outranked by itself
        }
        if (content.security) {
            auto& gpo = security_.emplace_back();
            gpo.identity = placed(content.verdict.identity, place);
            gpo.security = *content.security;
            gpo.filtered = content.filtered;
        }
        if (content.has_registry_pol && (!content.verdict.denied || content.filtered)) {
            auto& gpo = registry_.emplace_back();
            gpo.identity = placed(content.verdict.identity, place);
            gpo.registry =
                parse_registry_policy(content.registry_pol, gpo.identity.path).value_or(RegistryPolicyFile{});
            gpo.filtered = content.filtered;
        }
    }

    const GpoContent& content_of(const DistinguishedName& dn)
    {
        const auto [it, fresh] = contents_.try_emplace(dn.key());
        if (fresh) {
            const auto* const snapshot = view_.gpos.find(dn);
            auto verdict = judge_attributes(dn, snapshot, view_.domain.token);
            it->second = judge_content(std::move(verdict), snapshot);
            auto& judged = it->second.verdict;
            std::move(judged.problems.begin(), judged.problems.end(), std::back_inserter(result_.problems));
            std::move(judged.findings.begin(), judged.findings.end(), std::back_inserter(result_.findings));
        }
        return it->second;
    }

    [[nodiscard]] static GpoContent judge_content(GpoVerdict verdict, const GpoSnapshot* snapshot)
    {
        if (!verdict.denied) {
            return judge_files(std::move(verdict), *snapshot);
        }
        return has_security_alone(verdict, snapshot) ? judge_security_alone(std::move(verdict), *snapshot)
                                                     : GpoContent{.verdict = std::move(verdict)};
    }

    [[nodiscard]] bool apply(const PlacedLink& place, const GpoContent& content)
    {
        applied_bytes_ += content.registry_pol.size();
        if (applied_bytes_ > max_applied_bytes) {
            return false;
        }
        GroupPolicyObject gpo;
        gpo.identity = placed(content.verdict.identity, place);
        gpo.bytes.assign(content.registry_pol.begin(), content.registry_pol.end());
        if (content.has_registry_pol) { // it parsed when it was judged
            gpo.registry = parse_registry_policy(gpo.bytes, gpo.identity.path).value_or(RegistryPolicyFile{});
        }
        gpo.security = content.security.value_or(SecurityTemplate{});
        result_.applied.push_back(std::move(gpo));
        return true;
    }

    const DirectoryView& view_;
    DomainResult result_;
    std::map<std::string, GpoContent> contents_;
    std::set<std::pair<std::string, DenyReason>> denied_;
    std::set<std::string> heard_;
    WayForSoft way_for_soft_;
    std::vector<GroupPolicyObject> registry_; ///< views the snapshot
    std::vector<GroupPolicyObject> security_;
    std::size_t applied_bytes_ = 0;
};

} // namespace

DomainResult resolve_domain(const DomainSnapshot& snapshot)
{
    const DirectoryView view(snapshot);
    if (!view.domain.fatal.empty()) {
        DomainResult nothing;
        nothing.completeness = Completeness::unusable;
        nothing.problems = view.domain.fatal;
        nothing.problems.insert(nothing.problems.end(), view.domain.problems.begin(), view.domain.problems.end());
        nothing.findings = view.domain.findings;
        return nothing;
    }
    Resolution resolution(view);
    resolution.apply_links();
    resolution.deny_links();
    return std::move(resolution).result();
}

WorkstationPolicies decide_workstation_policies(const DomainSnapshot& snapshot)
{
    const DirectoryView view(snapshot);
    if (!view.domain.fatal.empty()) {
        return {};
    }
    Resolution resolution(view);
    resolution.apply_links();
    return resolution.workstation();
}

PolicyDecision decide_require_encryption(const DomainResult& result)
{
    auto decision = decide_require_encryption(std::span(result.applied));
    if (result.completeness == Completeness::complete || decision.mandate == EncryptionMandate::required) {
        return decision;
    }
    PolicyDecision unknown;
    unknown.state = PolicyState::unrecognised;
    unknown.mandate.reset();
    unknown.losers = std::move(decision.losers);
    if (decision.winner) {
        unknown.losers.insert(unknown.losers.begin(), *std::move(decision.winner));
    }
    unknown.history = std::move(decision.history);
    unknown.findings = std::move(decision.findings);
    return unknown;
}

} // namespace gpseal::policy
