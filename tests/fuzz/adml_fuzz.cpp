// Any bytes as the ADML file of the language asked, in front of a good en-US one.

#include "catalog_oracle.hpp"

using namespace gpseal;

namespace {

constexpr std::string_view definitions =
    "<policyDefinitions><policyNamespaces><target prefix='t' namespace='Test'/></policyNamespaces><policies>"
    "<policy name='P' class='Machine' key='K' displayName='$(string.Pol_Require)' "
    "explainText='$(string.Pol_Require_Help)' presentation='$(presentation.Pol_Everything)'/>"
    "<policy name='Q' class='User' key='K' displayName='$(string.Only_In_English)'/></policies></policyDefinitions>";
constexpr std::string_view english =
    "<policyDefinitionResources><resources><stringTable><string id='Pol_Require'>Require</string>"
    "<string id='Only_In_English'>Only in English</string></stringTable></resources></policyDefinitionResources>";

admx::PolicyCatalog load(const std::uint8_t* data, std::size_t size, admx::Checks checks = admx::Checks::load)
{
    admx::CatalogBuilder builder("de-DE", checks);
    builder.add_definitions({"F/X.admx", fuzz::bytes_of(definitions)});
    builder.add_resources({"F/de-DE/X.adml", fuzz::bytes_of(data, size)}, "de-DE");
    builder.add_resources({"F/en-US/X.adml", fuzz::bytes_of(english)}, "en-US");
    return std::move(builder).finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto catalog = load(data, size);
    fuzz::check(catalog);
    fuzz::check_lint(load(data, size, admx::Checks::lint), catalog);
    fuzz::demand(fuzz::summary(catalog) == fuzz::summary(load(data, size)), "the same bytes load the same way");
    fuzz::demand(catalog.policies().size() == 2, "texts never cost a policy");
    if (catalog.files()[1].status == admx::FileStatus::refused) {
        fuzz::demand(catalog.policies()[0].display_name == "Require", "a refused file gives no text");
    }
    return 0;
}
