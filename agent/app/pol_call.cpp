#include "pol_call.hpp"

#include "call_options.hpp"

#include <gpseal/base/utf.hpp>

#include <filesystem>

namespace gpseal::app {

std::optional<admx::PolicyClass> wanted_class(const Invocation& call)
{
    if (!given(call, "class")) {
        return std::nullopt;
    }
    return text_option(call, "class", "") == "user" ? admx::PolicyClass::user : admx::PolicyClass::machine;
}

admx::PolicyClass side_of_file(const Invocation& call, const std::string& name)
{
    const auto folder = std::filesystem::path(name).parent_path().filename().string();
    return wanted_class(call).value_or(equals_icase(folder, "User") ? admx::PolicyClass::user
                                                                    : admx::PolicyClass::machine);
}

tl::expected<LoadedTemplates, TemplateFailure> templates_if_given(const Invocation& call)
{
    if (!given(call, "admx")) {
        return LoadedTemplates{.catalog = admx::CatalogBuilder().finish(), .findings = {}};
    }
    return load_templates(call, "admx");
}

} // namespace gpseal::app
