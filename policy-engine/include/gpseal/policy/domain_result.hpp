#pragma once

#include <gpseal/base/diagnostics.hpp>
#include <gpseal/policy/domain_snapshot.hpp>
#include <gpseal/policy/encryption_mandate.hpp>
#include <gpseal/policy/group_policy_object.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// Why a linked GPO does not apply (DESIGN.md section 13 names them for scripts).
enum class DenyReason {
    link_disabled,
    blocked_inheritance,
    not_found_or_no_read,
    functionality_version,
    gpo_disabled,
    security_filter,
    empty,
    no_registry_cse,
    wmi_filter,
};

[[nodiscard]] std::string_view to_string(DenyReason reason);

/// One row for each GPO and reason, whatever the number of its links.
struct DeniedGpo {
    GpoIdentity gpo; ///< with the link that stands highest among those denied for this reason
    DenyReason reason = DenyReason::link_disabled;
    std::string detail; ///< one clause for people; printable() before it reaches a terminal

    bool operator==(const DeniedGpo&) const = default;
};

/// How far a result may be trusted (DESIGN.md section 3).
enum class Completeness {
    complete, ///< may tighten and loosen
    degraded, ///< something of a GPO could not be read: may tighten, never loosen
    unusable, ///< the list of GPOs itself could not be read: nothing follows from it
};

[[nodiscard]] std::string_view to_string(Completeness completeness);

/// Which GPOs apply to the computer, and why the others do not.
struct DomainResult {
    /// Lowest precedence first, as decide_require_encryption takes them: one element for each link in force, so a GPO
    /// that is linked twice stands twice. Empty when unusable.
    std::vector<GroupPolicyObject> applied;
    std::vector<DeniedGpo> denied; ///< by the filters, highest precedence first; then by their links
    Completeness completeness = Completeness::complete;
    std::vector<Error> problems; ///< what makes it less than complete
    Diagnostics findings;        ///< worth saying, and no reason to doubt
};

/// The DNs of every GPO that the snapshot's links name, each once, highest precedence first, denied links included
/// (reports name them). For the collector: search these next. Links that cannot be read are left out.
[[nodiscard]] std::vector<std::string> linked_gpos(const DomainSnapshot& snapshot);

/// The DNs of those whose gpt.ini and Registry.pol decide something: the directory alone does not deny them. For the
/// collector: read these files, and no others.
[[nodiscard]] std::vector<std::string> gpos_to_read(const DomainSnapshot& snapshot);

/// Resolves as a Windows client does ([MS-GPOL] 3.2.5.1; computers know no loopback): scopes of management, link order,
/// enforced links, blocked inheritance, the filters, and the files. Total: what is wrong with the snapshot is in
/// `problems`.
///
/// A WMI filter cannot be evaluated here: such a GPO applies when it asks for encryption by itself, else it is denied,
/// so that the outcome is the stricter of the two that Windows could reach.
[[nodiscard]] DomainResult resolve_domain(const DomainSnapshot& snapshot);

/// Require Encryption by this result alone, with nothing known from before: what is not complete may say "required" and
/// nothing else. Otherwise the state is unrecognised, the mandate null, and whoever had a say is among the losers.
[[nodiscard]] PolicyDecision decide_require_encryption(const DomainResult& result);

} // namespace gpseal::policy
