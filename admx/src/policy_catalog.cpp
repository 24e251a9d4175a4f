#include "catalog_contents.hpp"
#include "icase.hpp"
#include "policy_path.hpp"
#include "xml_document.hpp"

#include <gpseal/admx/policy_catalog.hpp>

#include <algorithm>
#include <array>
#include <numeric>

namespace gpseal::admx {

namespace {

std::string_view root_of(PolicyClass policy_class)
{
    switch (policy_class) {
    case PolicyClass::machine:
        return "Computer Configuration\\Administrative Templates";
    case PolicyClass::user:
        return "User Configuration\\Administrative Templates";
    case PolicyClass::both:
        return "Computer and User Configuration\\Administrative Templates";
    }
    return {};
}

std::string_view without_prefix(std::string_view reference)
{
    return reference.substr(reference.find(':') + 1); // npos + 1 == 0: the whole
}

/// Optimal string alignment (insert, delete, replace, exchange neighbours) without regard to case, of names cut to a
/// length nobody types.
std::size_t distance(std::string_view a, std::string_view b)
{
    constexpr std::size_t longest = 80;
    a = a.substr(0, longest);
    b = b.substr(0, longest);
    const auto same = [&](std::size_t i, std::size_t j) { return folded(a[i - 1]) == folded(b[j - 1]); };
    std::array<std::size_t, longest + 1> before{}; // the row above the row above
    std::array<std::size_t, longest + 1> above{};
    std::array<std::size_t, longest + 1> row{};
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before = std::exchange(above, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j - 1] + (same(i, j) ? 0 : 1), above[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j)) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
    }
    return row[b.size()];
}

bool contains_icase(std::string_view text, std::string_view part)
{
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b) { return folded(a) == folded(b); }) != text.end();
}

} // namespace

PolicyCatalog::PolicyCatalog() = default;
PolicyCatalog::PolicyCatalog(PolicyCatalog&&) noexcept = default;
PolicyCatalog& PolicyCatalog::operator=(PolicyCatalog&&) noexcept = default;
PolicyCatalog::~PolicyCatalog() = default;

std::string_view to_string(FileStatus status)
{
    switch (status) {
    case FileStatus::loaded:
        return "loaded";
    case FileStatus::refused:
        return "refused";
    case FileStatus::duplicate_namespace:
        return "duplicate_namespace";
    }
    return "refused";
}

std::vector<std::string_view> PolicyCatalog::category_names(const PolicyDefinition& policy, bool* complete) const
{
    std::vector<std::string_view> names; // innermost first
    auto category = policy.category;
    auto unresolved = category ? std::string_view{} : policy.parent_reference;
    while (category) { // ends: the linker has cut every cycle
        const auto& current = categories_[*category];
        names.push_back(trimmed(current.display_name));
        category = current.parent;
        unresolved = category ? std::string_view{} : current.parent_reference;
    }
    if (!unresolved.empty()) {
        names.push_back(without_prefix(unresolved));
    }
    if (complete != nullptr) {
        *complete = unresolved.empty();
    }
    std::reverse(names.begin(), names.end());
    return names;
}

std::string PolicyCatalog::category_path(const PolicyDefinition& policy, bool* complete) const
{
    std::string path(root_of(policy.policy_class));
    for (const auto name : category_names(policy, complete)) {
        path.append(1, '\\').append(name);
    }
    return path;
}

std::optional<Presentation> PolicyCatalog::presentation_of(const PolicyDefinition& policy) const
{
    if (policy.presentation.empty() || contents_ == nullptr) {
        return std::nullopt;
    }
    for (const auto* const resources : contents_->resources_of[policy.place.file]) {
        const auto& presentations = resources->content.presentations;
        if (const auto* const entry = presentations.find(policy.presentation)) {
            return presentations.make(*entry);
        }
    }
    return std::nullopt;
}

std::vector<const PolicyDefinition*> PolicyCatalog::find(std::string_view name) const
{
    const auto qualified = [&](const PolicyDefinition& policy) {
        const auto& file = file_of(policy);
        const auto ends_with_name = [&](std::string_view space) {
            if (name.size() <= space.size() || name[space.size()] != ':' ||
                !alike(name.substr(0, space.size()), space)) {
                return false;
            }
            const auto rest = name.substr(space.size() + 1);
            return alike(rest.starts_with(':') ? rest.substr(1) : rest, policy.name);
        };
        return ends_with_name(file.target_namespace) || ends_with_name(file.target_prefix);
    };
    const auto named = [&](const PolicyDefinition& policy) { return alike(policy.name, name); };
    const auto displayed = [&](const PolicyDefinition& policy) {
        return alike(trimmed(policy.display_name), trimmed(name));
    };
    const PolicyPath path(name);
    const auto at_path = [&](const PolicyDefinition& policy) { return path.is_whole(*this, policy); };
    const auto below_path = [&](const PolicyDefinition& policy) { return path.is_end(*this, policy); };
    const auto matching = [&](const auto& matches, bool shadowed) {
        std::vector<const PolicyDefinition*> found;
        for (const auto& policy : policies_) {
            if (policy.shadowed == shadowed && matches(policy)) {
                found.push_back(&policy);
            }
        }
        return found;
    };
    for (const bool shadowed : {false, true}) {
        auto found = matching(named, shadowed);
        if (found.empty()) {
            found = matching(qualified, shadowed);
        }
        if (found.empty()) {
            found = matching(displayed, shadowed);
        }
        if (found.empty() && path.is_path()) {
            found = matching(at_path, shadowed);
        }
        if (found.empty() && path.is_path()) {
            found = matching(below_path, shadowed);
        }
        if (!found.empty()) {
            return found;
        }
    }
    return {};
}

std::vector<std::string> PolicyCatalog::nearest_names(std::string_view name, std::size_t limit) const
{
    struct Candidate {
        std::size_t score;
        std::string_view name;
    };
    std::vector<Candidate> candidates;
    const auto longest_useful = std::max<std::size_t>(name.size() / 5, 1); // a slip or two, not another word
    for (const auto& policy : policies_) {
        Candidate best{longest_useful + 1, {}}; // one name for a policy is enough
        for (const auto candidate : {policy.name, trimmed(policy.display_name)}) {
            auto score = distance(candidate, name);
            if (score > longest_useful && name.size() >= 4 && contains_icase(candidate, name)) {
                score = longest_useful; // what was typed is a part of it
            }
            if (score < best.score) {
                best = {score, candidate};
            }
        }
        if (best.score <= longest_useful) {
            candidates.push_back(best);
        }
    }
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return a.score != b.score ? a.score < b.score : a.name < b.name;
    });
    std::vector<std::string> names;
    for (const auto& candidate : candidates) {
        if (names.size() < limit && std::find(names.begin(), names.end(), candidate.name) == names.end()) {
            names.emplace_back(candidate.name);
        }
    }
    return names;
}

} // namespace gpseal::admx
