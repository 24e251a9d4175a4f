#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/file_system.hpp>

#include <optional>

namespace gpseal::agent {

/// The last run's report, kept for `status` and `report`.
[[nodiscard]] Result<std::optional<ComplianceReport>> load_report(const RootedPaths& paths);
[[nodiscard]] Result<void> save_report(const RootedPaths& paths, const ComplianceReport& report);

} // namespace gpseal::agent
