#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <optional>
#include <string>

namespace gpseal::agent {

/// What one domain controller's directory says that applies to the computer, and the other's does not, in words;
/// nullopt: `later` is no older than `earlier`. A higher version alone is no difference. The files have no say.
[[nodiscard]] std::optional<std::string> list_difference(const policy::DomainSnapshot& earlier,
                                                         const policy::DomainSnapshot& later);

/// Why `later`, which has its files, is not the whole truth: `earlier`, of a domain controller whose files could not be
/// read, says something else.
[[nodiscard]] std::optional<Error> failover_doubt(const policy::DomainSnapshot& earlier,
                                                  const policy::DomainSnapshot& later);

} // namespace gpseal::agent
