#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/group_policy_object.hpp>

#include <filesystem>
#include <vector>

namespace gpseal::agent {

/// Whoever can change the policy can end it: a GPO's folder, the files that were read of it and every folder on the way
/// to them are doubted where others than root and this user own or may write them.
void check_trust(const std::filesystem::path& folder, const policy::GroupPolicyObject& gpo, std::vector<Error>& doubts);

} // namespace gpseal::agent
