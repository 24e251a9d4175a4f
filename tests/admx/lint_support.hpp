#pragma once

#include "admx_support.hpp"

#include <gpseal/admx/finding_codes.hpp>

// Files that are whole but for what a test is about, and what lint says of them.
namespace gpseal::tests {

inline constexpr std::string_view xmlns = "xmlns='http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions'";

inline admx::PolicyCatalog linted(const std::string& definitions, const std::string& resources = {})
{
    admx::CatalogBuilder builder("en-US", admx::Checks::lint);
    builder.add_definitions({"F/T.admx", bytes(definitions)});
    if (!resources.empty()) {
        builder.add_resources({"F/en-US/T.adml", bytes(resources)}, "en-US");
    }
    return std::move(builder).finish();
}

/// "severity code line:column" of each finding.
inline std::vector<std::string> said(const admx::PolicyCatalog& catalog)
{
    std::vector<std::string> out;
    for (const auto& finding : catalog.findings()) {
        CHECK_FALSE(finding.hint.empty());
        if (finding.code == "literal_display_name") {
            continue; // the files here are short; it has a test of its own
        }
        REQUIRE(admx::find_finding_code(finding.code) != nullptr);
        const auto place =
            finding.where.find("x:") == std::string::npos && finding.where.find("l:") == std::string::npos
                ? std::string()
                : ' ' + finding.where.substr(finding.where.find(':') + 1);
        out.push_back(std::string(to_string(finding.severity)) + ' ' + finding.code + place);
    }
    return out;
}

using Said = std::vector<std::string>;

inline std::string admx_file(const std::string& body)
{
    return "<policyDefinitions " + std::string(xmlns) +
           "><policyNamespaces><target prefix='t' namespace='Test'/></policyNamespaces>"
           "<supportedOn><definitions><definition name='S' displayName='s'/></definitions></supportedOn>"
           "<categories><category name='C' displayName='c'/></categories>\n" +
           body + "</policyDefinitions>";
}

inline std::string adml_file(const std::string& strings, const std::string& presentations = {})
{
    return "<policyDefinitionResources " + std::string(xmlns) + "><resources>\n<stringTable>" + strings +
           "</stringTable>\n<presentationTable>" + presentations +
           "</presentationTable></resources></policyDefinitionResources>";
}

/// A policy, whole but for what a test is about.
inline std::string policy(const std::string& attributes, const std::string& parts = {})
{
    return "<policies><policy name='P' class='Machine' displayName='p' " + attributes +
           "><parentCategory ref='C'/><supportedOn ref='S'/>" + parts + "</policy></policies>";
}

/// What is said of such a policy, beside an ADML file with this presentation P.
inline Said of_policy(const std::string& attributes, const std::string& parts = {}, const std::string& widgets = {})
{
    const bool has = !widgets.empty();
    return said(linted(admx_file(policy(attributes + (has ? " presentation='$(presentation.P)'" : ""), parts)),
                       adml_file({}, has ? "<presentation id='P'>" + widgets + "</presentation>" : "")));
}

inline Said of_elements(const std::string& elements, const std::string& widgets)
{
    return of_policy("key='K'", "<elements>\n" + elements + "</elements>", widgets);
}

} // namespace gpseal::tests
