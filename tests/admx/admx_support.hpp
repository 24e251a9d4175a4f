#pragma once

#include <gpseal/admx/policy_catalog.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::tests {

inline std::vector<std::byte> bytes(std::string_view text)
{
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

/// A file below tests/data.
inline std::string slurp_data(const std::string& name)
{
    const char* const data = std::getenv("GPSEAL_TEST_DATA");
    std::ifstream in(std::string(data != nullptr ? data : "tests/data") + '/' + name, std::ios::binary);
    REQUIRE(in);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline std::string fixture(const std::string& name)
{
    return slurp_data("admx/PolicyDefinitions/" + name);
}

/// What an ADMX file holds between its root's tags, in a file of namespace Test.
inline std::string admx(const std::string& body)
{
    return "<policyDefinitions><policyNamespaces><target prefix=\"t\" namespace=\"Test\"/></policyNamespaces>" + body +
           "</policyDefinitions>";
}

/// For admx(): a policy of which only the display name matters, the string P.
inline const std::string one_policy =
    "<policies><policy name='P' class='Machine' displayName='$(string.P)' key='K'/></policies>";

inline std::string adml(const std::string& strings)
{
    return "<policyDefinitionResources><resources><stringTable>" + strings +
           "</stringTable></resources></policyDefinitionResources>";
}

/// A catalogue of one pair of files, F/T.admx and F/en-US/T.adml; an empty text is no file.
inline admx::PolicyCatalog catalog_of(std::string_view definitions, std::string_view resources = {})
{
    admx::CatalogBuilder builder;
    builder.add_definitions({"F/T.admx", bytes(definitions)});
    if (!resources.empty()) {
        builder.add_resources({"F/en-US/T.adml", bytes(resources)}, "en-US");
    }
    return std::move(builder).finish();
}

inline const Finding* find_finding(const admx::PolicyCatalog& catalog, std::string_view code)
{
    const auto found = std::find_if(catalog.findings().begin(), catalog.findings().end(),
                                    [&](const Finding& finding) { return finding.code == code; });
    return found == catalog.findings().end() ? nullptr : &*found;
}

inline std::size_t count_findings(const admx::PolicyCatalog& catalog, std::string_view code)
{
    return static_cast<std::size_t>(std::count_if(catalog.findings().begin(), catalog.findings().end(),
                                                  [&](const Finding& finding) { return finding.code == code; }));
}

/// The one policy of this name.
inline const admx::PolicyDefinition& only(const admx::PolicyCatalog& catalog, std::string_view name)
{
    const auto found = catalog.find(name);
    REQUIRE(found.size() == 1);
    return *found.front();
}

} // namespace gpseal::tests
