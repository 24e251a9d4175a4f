#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/policy_source.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <vector>

namespace gpseal::agent {

struct DomainOptions {
    bool encryption_required = false; ///< SYSVOL is read encrypted or not at all: the mandate stands, or did last
    bool keep = true;                 ///< remember what was seen for the next run; false: change nothing
    bool read_all = false;            ///< every file, also of GPOs that have not changed
};

/// The computer's Active Directory domain, asked with the computer's own identity: DNS, Kerberos, LDAP, SYSVOL, all
/// from one domain controller; the next one when that fails.
class DomainSource : public PolicySource {
public:
    DomainSource(RootedPaths paths, DomainOptions options) : paths_(std::move(paths)), options_(options) {}

    [[nodiscard]] CollectedPolicy collect() override;

private:
    RootedPaths paths_;
    DomainOptions options_;
};

/// One look at the domain, unjudged. Never fails as a whole: what failed is in the snapshot.
[[nodiscard]] policy::DomainSnapshot look_at_domain(const RootedPaths& paths, const DomainOptions& options);

/// Why the result of a look is less than complete, each cause once.
[[nodiscard]] std::vector<Error> reasons_of(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result);

} // namespace gpseal::agent
