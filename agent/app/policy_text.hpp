#pragma once

#include "terminal.hpp"

#include <gpseal/agent/compliance_report.hpp>

#include <string>
#include <string_view>

namespace gpseal::app {

/// "Enabled", as the Group Policy editor calls it.
[[nodiscard]] std::string_view display_name(policy::PolicyState state);

/// "GPO 'Name' {GUID}, version 3, entry at byte 8 of PATH".
[[nodiscard]] std::string describe_voice(const policy::PolicyVoice& voice);

/// One labelled line of an answer; without a label it continues the one above. The text must be printable already.
[[nodiscard]] std::string labelled_line(const Terminal& terminal, std::string_view label, std::string_view text);

/// Warnings and errors, a line each.
[[nodiscard]] std::string findings_text(const Diagnostics& findings, const Terminal& terminal);

/// How many losers are worth a line each.
enum class Losers {
    all,
    few, ///< where the outcome is what matters; how many more there are is said
};

/// The policy's answer and evidence: state, mandate, winner, losers, findings.
[[nodiscard]] std::string policy_text(const agent::PolicySection& policy, const Terminal& terminal,
                                      Losers losers = Losers::all);

/// What every entry did to the value, in order of application, and the notes: for who asked with -v.
[[nodiscard]] std::string history_text(const policy::PolicyDecision& decision, const Terminal& terminal);

} // namespace gpseal::app
