// Any bytes as an ADMX file, beside an ADML file and a file that owns the namespace it refers to.

#include "catalog_oracle.hpp"

using namespace gpseal;

namespace {

constexpr std::string_view windows =
    "<policyDefinitions><policyNamespaces><target prefix='windows' namespace='Microsoft.Policies.Windows'/>"
    "</policyNamespaces><categories><category name='Network' displayName='Network'/></categories></policyDefinitions>";
constexpr std::string_view resources =
    "<policyDefinitionResources><resources><stringTable><string id='Pol_Require'>Require</string></stringTable>"
    "</resources></policyDefinitionResources>";

admx::PolicyCatalog load(const std::uint8_t* data, std::size_t size, admx::Checks checks = admx::Checks::load)
{
    admx::CatalogBuilder builder("de-DE", checks);
    builder.add_definitions({"F/Windows.admx", fuzz::bytes_of(windows)});
    builder.add_definitions({"F/X.admx", fuzz::bytes_of(data, size)});
    builder.add_resources({"F/en-US/X.adml", fuzz::bytes_of(resources)}, "en-US");
    return std::move(builder).finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto catalog = load(data, size);
    fuzz::check(catalog);
    fuzz::check_lint(load(data, size, admx::Checks::lint), catalog);
    fuzz::demand(fuzz::summary(catalog) == fuzz::summary(load(data, size)), "the same bytes load the same way");
    for (const auto& policy : catalog.policies()) {
        fuzz::demand(!catalog.find(policy.name).empty(), "every policy is found by its name");
    }
    return 0;
}
