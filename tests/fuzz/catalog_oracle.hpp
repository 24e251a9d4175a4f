#pragma once

#include <gpseal/admx/finding_codes.hpp>
#include <gpseal/admx/policy_catalog.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::fuzz {

// What must hold of every catalogue, whatever the bytes were.

inline void demand(bool holds, const char* claim)
{
    if (!holds) {
        std::cerr << "violated: " << claim << '\n';
        std::abort();
    }
}

inline std::vector<std::byte> bytes_of(const std::uint8_t* data, std::size_t size)
{
    std::vector<std::byte> bytes(size);
    if (size > 0) {
        std::memcpy(bytes.data(), data, size);
    }
    return bytes;
}

inline std::vector<std::byte> bytes_of(std::string_view text)
{
    return bytes_of(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

inline void append(std::string& out, const admx::Presentation& presentation)
{
    for (const auto& widget : presentation.widgets) {
        out.append(to_string(widget.kind)).append(1, '|').append(widget.element_id).append(1, '|').append(widget.label);
        out.append(1, '|').append(widget.default_text).append(1, '|');
        out +=
            std::to_string(widget.default_number.value_or(0)) + '|' + std::to_string(widget.suggestions.size()) + '\n';
    }
}

/// Everything a catalogue says of its policies, in one text.
inline std::string policies_text(const admx::PolicyCatalog& catalog)
{
    std::string out;
    for (const auto& policy : catalog.policies()) {
        out.append(policy.name).append(1, '|').append(policy.key).append(1, '|').append(policy.value_name);
        out.append(1, '|').append(policy.display_name).append(1, '|').append(policy.explain_text);
        out.append(1, '|').append(catalog.category_path(policy)).append(1, '\n');
        append(out, catalog.presentation_of(policy).value_or(admx::Presentation{}));
    }
    return out;
}

/// Everything a catalogue says, in one text: two loads of the same bytes must agree in it.
inline std::string summary(const admx::PolicyCatalog& catalog)
{
    std::string out;
    for (const auto& finding : catalog.findings()) {
        out += finding.code + '|' + finding.where + '|' + finding.message + '\n';
    }
    return out + policies_text(catalog);
}

inline void check_references(const admx::PolicyCatalog& catalog)
{
    for (const auto& category : catalog.categories()) {
        demand(!category.parent || *category.parent < catalog.categories().size(), "a parent is a category");
    }
    for (const auto& policy : catalog.policies()) {
        demand(policy.place.file < catalog.files().size(), "a policy is of a file");
        demand(catalog.file_of(policy).status != admx::FileStatus::refused, "a refused file gives no policy");
        demand(!policy.name.empty() && !policy.key.empty(), "a policy has a name and a key");
        demand(!policy.category || *policy.category < catalog.categories().size(), "a category is one of the list");
        bool complete = false;
        demand(!catalog.category_path(policy, &complete).empty(), "a path is never empty");
        demand(policy.category || policy.parent_reference.empty() || !complete,
               "an unresolved parent is shown as such");
    }
}

inline void check_support(const admx::PolicyCatalog& catalog)
{
    constexpr std::size_t enough = 8; // each definition is asked about each product
    for (const auto& product : catalog.products()) {
        demand(!product.parent || &catalog.products()[*product.parent] < &product,
               "a product stands before its versions");
    }
    for (const auto& definition : catalog.support_definitions()) {
        for (std::size_t i = 0; i < std::min(enough, catalog.products().size()); ++i) {
            const auto answer = supports(catalog, definition, i);
            demand(definition.rule != admx::SupportRule::unstated || answer == admx::SupportAnswer::unknown,
                   "no rule, no answer");
        }
        const auto words = describe_support(catalog, definition);
        demand(words.empty() == definition.conditions.empty(), "a rule can be put into words");
    }
    for (const auto& policy : catalog.policies()) {
        demand(!policy.support || *policy.support < catalog.support_definitions().size(),
               "a definition is one of the list");
    }
}

inline void check_presentations(const admx::PolicyCatalog& catalog)
{
    for (const auto& policy : catalog.policies()) {
        const auto presentation = catalog.presentation_of(policy);
        demand(!presentation || !policy.presentation.empty(), "a presentation is one that the policy names");
        for (const auto& widget : presentation.value_or(admx::Presentation{}).widgets) {
            demand(widget.kind != admx::WidgetKind::text || widget.element_id.empty(), "a text is for no element");
            demand(widget.element_id.empty() || presentation->of(widget.element_id) != nullptr,
                   "a widget is found by its element");
        }
    }
}

inline void check_findings(const admx::PolicyCatalog& catalog)
{
    for (const auto& finding : catalog.findings()) {
        demand(admx::find_finding_code(finding.code) != nullptr, "a finding's code is known");
        demand(!finding.message.empty() && !finding.hint.empty(), "a finding says what, and what to do");
        demand(finding.where.starts_with("F/"), "a finding says where");
    }
}

/// Lint looks for more, and reads the same.
inline void check_lint(const admx::PolicyCatalog& linted, const admx::PolicyCatalog& plain)
{
    check_findings(linted);
    demand(policies_text(linted) == policies_text(plain), "lint reads what a load reads");
}

inline void check(const admx::PolicyCatalog& catalog)
{
    check_findings(catalog);
    for (const auto& file : catalog.files()) {
        bool blamed = false;
        for (const auto& finding : catalog.findings()) {
            blamed = blamed || (finding.severity == Severity::error && finding.where.starts_with(file.path));
        }
        demand(blamed == (file.status == admx::FileStatus::refused),
               "a file is refused if, and only if, an error says so");
    }
    check_references(catalog);
    check_support(catalog);
    check_presentations(catalog);
}

} // namespace gpseal::fuzz
