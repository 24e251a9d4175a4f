#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <chrono>
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

/// So long the list of a domain controller whose files nobody could read casts doubt on others. Replication has come
/// round by then; and who takes a domain controller out for good, gets on.
inline constexpr std::chrono::hours unread_list_counts{24};

/// What is kept of a look that got no further than the list.
[[nodiscard]] policy::DomainSnapshot list_alone(policy::DomainSnapshot snapshot);

/// Whether a list that was kept is young enough. A clock that went back ends nothing.
[[nodiscard]] bool still_counts(const policy::DomainSnapshot& unread, std::chrono::system_clock::time_point now);

/// `unread`, where it is another domain controller's than `later` and says what `later` does not; else nullopt.
[[nodiscard]] std::optional<policy::DomainSnapshot> doubting_list(const std::optional<policy::DomainSnapshot>& unread,
                                                                  const policy::DomainSnapshot& later);

} // namespace gpseal::agent
