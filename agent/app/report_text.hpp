#pragma once

#include "policy_text.hpp"
#include "terminal.hpp"

#include <gpseal/agent/compliance_report.hpp>

#include <chrono>
#include <string>

namespace gpseal::app {

/// The whole report for a person.
[[nodiscard]] std::string report_text(const agent::ComplianceReport& report, const Terminal& terminal);

/// "ok", "stale, what was known before is 2 h old".
[[nodiscard]] std::string health_words(const agent::HealthSection& health);

/// What the domain controllers' answers meant for turning the mandate on; empty: they were not asked, or all is well.
[[nodiscard]] std::string preflight_text(const agent::ComplianceReport& report, const Terminal& terminal);

/// The one-screen answer: required? by which GPO? configured? proven when?
[[nodiscard]] std::string status_text(const agent::ComplianceReport& report, const Terminal& terminal,
                                      std::chrono::system_clock::time_point now);

} // namespace gpseal::app
