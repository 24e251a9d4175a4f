#pragma once

#include <gpseal/base/diagnostics.hpp>
#include <gpseal/policy/access_check.hpp>
#include <gpseal/policy/distinguished_name.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::policy {

/// What is known of a GPO, and whether it applies as far as that goes.
struct GpoVerdict {
    GpoIdentity identity; ///< without its links
    std::optional<DenyReason> denied;
    std::string detail; ///< why denied
    std::vector<Error> problems;
    Diagnostics findings;

    void deny(DenyReason reason, std::string why)
    {
        denied = reason;
        detail = std::move(why);
    }
    /// Something of this GPO could not be read: told with its name.
    void doubt(Errc code, std::string message) { problems.push_back({code, std::move(message), label()}); }
    void note(std::string code, std::string message, std::string hint)
    {
        findings.push_back({Severity::warning, std::move(code), std::move(message), std::move(hint), label()});
    }
    /// "GPO 'Name' {GUID}".
    [[nodiscard]] std::string label() const;
};

/// The filters that need the directory alone, in the order of [MS-GPOL] 3.2.5.1.6. `snapshot` null: nobody searched it.
[[nodiscard]] GpoVerdict judge_attributes(const DistinguishedName& gpo, const GpoSnapshot* snapshot,
                                          const Token& token);

/// Whether all that keeps a GPO from applying is that it has no registry policy, and security settings it has.
[[nodiscard]] bool has_security_alone(const GpoVerdict& verdict, const GpoSnapshot* snapshot);

} // namespace gpseal::policy
