#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/file_system.hpp>

#include <optional>
#include <string>

namespace gpseal::agent {

/// The last run's report, kept for `status` and `report`.
[[nodiscard]] Result<std::optional<ComplianceReport>> load_report(const RootedPaths& paths);
/// A report that cannot be kept leaves none behind: an older verdict would be taken for this one's.
[[nodiscard]] Result<void> save_report(const RootedPaths& paths, const ComplianceReport& report);

/// Keeps `report` with the verdict unknown and `why`: a run that has begun and dies leaves no older verdict.
[[nodiscard]] Result<void> begin_report(const RootedPaths& paths, ComplianceReport report, std::string why);

} // namespace gpseal::agent
