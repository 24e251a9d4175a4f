#pragma once

#include <gpseal/admx/policy_comments.hpp>
#include <gpseal/agent/policy_source.hpp>

#include <filesystem>

namespace gpseal::agent {

/// What administrators wrote beside the policies of one half of a GPO folder, SYSVOL's or a backup's: its comment.cmtx,
/// beside the registry.pol. None: without a finding or an error.
[[nodiscard]] Result<admx::PolicyComments> read_gpo_comments(const std::filesystem::path& folder, PolicySide side);

} // namespace gpseal::agent
