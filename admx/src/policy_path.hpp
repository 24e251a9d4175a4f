#pragma once

#include <gpseal/admx/policy_catalog.hpp>

#include <string>
#include <string_view>

namespace gpseal::admx {

/// A policy named by the way to it in the policy editor: `Network\Lanman Workstation\Require Encryption`, the end of it
/// from a category on, or all of it from `Computer Configuration\Administrative Templates` (or with `Policies` between,
/// as the domain's editor has it). `/` is `\`, blanks around either and ASCII case do not count.
class PolicyPath {
public:
    explicit PolicyPath(std::string_view typed);

    [[nodiscard]] bool is_path() const { return wanted_.find('\\') != std::string::npos; }
    /// All of the way was typed, from the side or from the first category on.
    [[nodiscard]] bool is_whole(const PolicyCatalog& catalog, const PolicyDefinition& policy) const;
    [[nodiscard]] bool is_end(const PolicyCatalog& catalog, const PolicyDefinition& policy) const;

private:
    std::string wanted_;
    bool computer_ = true; ///< the side that was typed has policies of computers
    bool user_ = true;
};

} // namespace gpseal::admx
