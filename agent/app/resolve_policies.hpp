#pragma once

#include "command.hpp"

#include <gpseal/admx/policy_comments.hpp>
#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/policy_source.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/group_policy_object.hpp>

#include <optional>
#include <span>

namespace gpseal::app {

/// Whether the line asks for the policies of templates rather than for Require Encryption: --all, --policy.
[[nodiscard]] bool wants_policies(const Invocation& call);

/// The half of the GPOs that --side names; the computer's by default.
[[nodiscard]] agent::PolicySide side_of(const Invocation& call);

/// What these GPOs, lowest precedence first, make of every policy of the templates, or of the one that --policy names.
/// `comments` are those of each GPO, where they were read; `health` that of the look at the domain, where there was
/// one. Returns the exit code.
int print_policies(const Invocation& call, std::span<const policy::GroupPolicyObject> gpos,
                   std::span<const admx::PolicyComments> comments,
                   std::optional<agent::HealthSection> health = std::nullopt);

/// The same of the GPOs that apply to a computer; ExitCode::stale where the look at the domain was not complete.
int print_policies(const Invocation& call, const policy::DomainResult& result, const agent::HealthSection& health);

} // namespace gpseal::app
