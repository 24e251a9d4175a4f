#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/file_system.hpp>

namespace gpseal::app {

/// The report with what its run had no room or no right for: this machine's realm, by its keytab; and, where the run's
/// policy came from a domain controller and the look at that is still kept, the GPOs that apply and those that do not.
[[nodiscard]] agent::ComplianceReport with_domain_facts(const agent::RootedPaths& paths,
                                                        agent::ComplianceReport report);

} // namespace gpseal::app
