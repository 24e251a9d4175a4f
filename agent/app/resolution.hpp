#pragma once

#include "terminal.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/admx/policy_comments.hpp>
#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/policy/encryption_mandate.hpp>
#include <gpseal/policy/resultant_policies.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gpseal::app {

/// The GPOs of one side, what they say together, and what each would say alone.
struct Resolution {
    explicit Resolution(std::span<const policy::GroupPolicyObject> all, admx::PolicyClass which)
        : gpos(all), side(which), image(all)
    {
        for (std::size_t i = 0; i < gpos.size(); ++i) {
            alone.emplace_back(gpos.subspan(i, 1));
        }
    }

    std::span<const policy::GroupPolicyObject> gpos;
    std::span<const admx::PolicyComments> comments = {}; ///< of each of them; empty where none were read
    /// Of the look that gave the GPOs; one that was not complete leaves every state open, for what was not read may say
    /// otherwise.
    std::optional<agent::HealthSection> health = std::nullopt;
    admx::PolicyClass side;
    policy::RegistryImage image;
    std::vector<policy::RegistryImage> alone;

    [[nodiscard]] bool is_complete() const { return !health || health->status == agent::HealthStatus::ok; }
};

/// A GPO that has a say in what was read, and its entry that decides; the reading has a winner.
[[nodiscard]] policy::PolicyVoice voice_of(const Resolution& resolution, std::size_t gpo,
                                           const policy::PolicyReading& reading);

/// The GPOs that the reading rests on beside the winner's, highest precedence first: indices into Resolution::gpos.
[[nodiscard]] std::vector<std::size_t> helpers_of(const policy::PolicyReading& reading);

/// What an administrator wrote beside a policy in one GPO.
struct CommentVoice {
    std::size_t gpo = 0; ///< index into Resolution::gpos
    std::string_view text;
};

/// The comments on a policy, highest precedence first.
[[nodiscard]] std::vector<CommentVoice> comments_on(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                                                    const admx::PolicyDefinition& definition);

/// Another GPO that has a say in a policy.
struct OtherVoice {
    std::size_t gpo = 0;                      ///< index into Resolution::gpos
    bool counts = false;                      ///< some of its entries stand beside the winner's
    std::optional<policy::PolicyVoice> alone; ///< what it would say alone; nullopt: it would not configure the policy
};

/// The GPOs beside the winner's that configure the policy, or whose entries count in it, highest precedence first.
[[nodiscard]] std::vector<OtherVoice> others_of(const Resolution& resolution, const admx::PolicyDefinition& definition,
                                                const policy::PolicyReading& reading);

/// How gpseal decides its mandate from the same entries, for Require Encryption where that is not the policy's state.
struct MandateNote {
    policy::PolicyState state = policy::PolicyState::unrecognised;
    std::optional<policy::EncryptionMandate> mandate; ///< nullopt: what was known stays
    std::string text;                                 ///< one sentence, with where to look
};
[[nodiscard]] std::optional<MandateNote> mandate_note(const Resolution& resolution,
                                                      const admx::PolicyDefinition& definition,
                                                      const policy::PolicyReading& reading);

// The result as gpseal.report/1 and as text for people.
[[nodiscard]] std::string all_json(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                                   const policy::ResultantPolicies& result);
[[nodiscard]] std::string one_json(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                                   const admx::PolicyDefinition& definition);
[[nodiscard]] std::string all_text(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                                   const policy::ResultantPolicies& result, const Terminal& terminal);
[[nodiscard]] std::string one_text(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                                   const admx::PolicyDefinition& definition, const Terminal& terminal);

} // namespace gpseal::app
