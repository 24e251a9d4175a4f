#pragma once

#include "pol_builder.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/registry_image.hpp>

#include <doctest/doctest.h>

#include <string>

namespace gpseal::tests {

/// A catalogue of one namespace whose policies are written as they stand in an ADMX file.
inline admx::PolicyCatalog catalog_of(const std::string& policies)
{
    const auto text = R"(<policyDefinitions revision="1.0" schemaVersion="1.0">
<policyNamespaces><target prefix="t" namespace="Test"/></policyNamespaces>
<resources minRequiredRevision="1.0"/>
<categories><category name="C" displayName="C"/></categories>
<policies>)" + policies +
                      "</policies></policyDefinitions>";
    const auto bytes = std::as_bytes(std::span(text));
    admx::CatalogBuilder builder;
    builder.add_definitions({.path = "Test.admx", .bytes = {bytes.begin(), bytes.end()}});
    auto catalog = std::move(builder).finish();
    REQUIRE_FALSE(catalog.policies().empty());
    return catalog;
}

/// One policy with key K; `attributes` go into its tag, `content` is what it holds.
inline std::string policy_xml(const std::string& attributes, const std::string& content)
{
    return "<policy name=\"P\" class=\"Machine\" displayName=\"P\" key=\"K\" " + attributes +
           "><parentCategory ref=\"C\"/><supportedOn ref=\"S\"/>" + content + "</policy>";
}

/// A file and the image of it.
struct PolImage {
    explicit PolImage(const PolBuilder& pol) : gpos(1), image(parse(pol)) {}

    std::vector<policy::GroupPolicyObject> gpos;
    policy::RegistryImage image;

private:
    std::span<const policy::GroupPolicyObject> parse(const PolBuilder& pol)
    {
        gpos[0].bytes = pol.bytes();
        gpos[0].registry = policy::parse_registry_policy(gpos[0].bytes, "test.pol").value();
        return gpos;
    }
};

} // namespace gpseal::tests
