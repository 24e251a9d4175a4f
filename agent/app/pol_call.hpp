#pragma once

#include "command.hpp"
#include "template_folders.hpp"

#include <gpseal/policy/policy_edit.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What the commands that edit and compare registry.pol files ask of their line.
namespace gpseal::app {

inline constexpr std::string_view pol_schema = "gpseal.pol/1";

[[nodiscard]] std::optional<admx::PolicyClass> wanted_class(const Invocation& call);

/// Where neither --class nor the policy says it, a file in a GPO's User folder is of the user side.
[[nodiscard]] admx::PolicyClass side_of_file(const Invocation& call, const std::string& name);

/// The templates, or none where the line names none.
[[nodiscard]] tl::expected<LoadedTemplates, TemplateFailure> templates_if_given(const Invocation& call);

/// An image that keeps the entries alive which it views.
struct EntriesImage {
    explicit EntriesImage(policy::RegistryEntries all) : entries(std::move(all)), gpos(1), image(view()) {}

    policy::RegistryEntries entries;
    std::vector<policy::GroupPolicyObject> gpos;
    policy::RegistryImage image;

private:
    std::span<const policy::GroupPolicyObject> view()
    {
        for (const auto& entry : entries) {
            gpos[0].registry.instructions.push_back(policy::view_of(entry));
        }
        return gpos;
    }
};

} // namespace gpseal::app
