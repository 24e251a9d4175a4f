#include "catalog_builder.hpp"
#include "language_chain.hpp"

#include <algorithm>
#include <numeric>

namespace gpseal::admx {

namespace {

/// Deeper chains are cycles: no real file nests more than a handful.
constexpr int max_category_depth = 64;

/// What pairs FOLDER/NAME.admx with FOLDER/LANGUAGE/NAME.adml, or with a NAME.adml right beside it.
struct PairKey {
    std::string_view folder;
    std::string_view stem;
};

PairKey split_path(std::string_view path)
{
    const auto slash = path.rfind('/');
    const auto name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    return {.folder = slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash),
            .stem = name.substr(0, name.rfind('.'))};
}

PairKey resources_key(std::string_view path, std::string_view language)
{
    auto key = split_path(path);
    const auto parent = split_path(key.folder);
    const auto folder_name = key.folder.substr(parent.folder.empty() ? 0 : parent.folder.size() + 1);
    if (equals_icase(folder_name, language)) {
        key.folder = parent.folder;
    }
    return key;
}

std::string folded_key(const PairKey& key)
{
    return std::string(key.folder) + '/' + ascii_lower(key.stem);
}

} // namespace

Linked Linker::link(std::vector<SourceFile>& files, Checks checks)
{
    is_lint_ = checks == Checks::lint;
    register_namespaces(files);
    pair_resources();
    for (auto& owner : definitions_) {
        choose_resources(owner);
        register_categories(owner);
        register_support(owner);
    }
    for (auto& owner : definitions_) {
        link_support(owner);
        link_categories(owner);
    }
    cut_cycles();
    linked_.policies.reserve(std::accumulate(
        definitions_.begin(), definitions_.end(), std::size_t{0},
        [](std::size_t sum, const DefinitionsFile& owner) { return sum + owner.content.policies.size(); }));
    for (auto& owner : definitions_) {
        link_policies(owner, files[owner.file].status == FileStatus::duplicate_namespace);
    }
    if (is_lint_) {
        lint();
    }
    return std::move(linked_);
}

void Linker::register_namespaces(std::vector<SourceFile>& files)
{
    for (std::size_t i = 0; i < definitions_.size(); ++i) {
        const auto& owner = definitions_[i];
        const auto name = owner.content.target_namespace;
        if (name.empty()) {
            continue;
        }
        const auto [first, is_new] = namespaces_.emplace(name, i);
        if (is_new) {
            continue;
        }
        files[owner.file].status = FileStatus::duplicate_namespace;
        complain({.file = owner.file, .offset = owner.content.target_place.offset}, "duplicate_namespace",
                 named("namespace", name) + " is already defined by " + files[definitions_[first->second].file].path,
                 "the first file counts; remove one of the two");
    }
}

void Linker::register_categories(DefinitionsFile& owner)
{
    auto& categories = linked_.categories;
    owner.first_category = categories.size();
    owner.categories.begin(categories, owner.content.categories.size());
    for (const auto& category : owner.content.categories) {
        categories.push_back(category);
        if (!owner.categories.add_last(categories)) {
            complain(category.place, "duplicate_id", named("category", category.name) + " is defined again",
                     "the first one counts; rename or remove this one");
        }
        categories.back().display_name = text(owner, category.display_name, category.name, category.place);
    }
}

void Linker::pair_resources()
{
    for (auto& resource : resources_) {
        const auto key = resources_key(log_of(resource.file).path(), resource.language);
        resources_of_[folded_key(key)].push_back(&resource);
    }
}

/// Of two files whose names differ by case, the one spelt like the ADMX file is its own.
void Linker::choose_resources(DefinitionsFile& owner)
{
    struct Candidate {
        int rank;
        bool spelt_alike;
        ResourcesFile* resources;
    };
    const auto own = split_path(log_of(owner.file).path());
    std::vector<Candidate> candidates;
    for (auto* const resource : resources_of_[folded_key(own)]) {
        const auto rank = language_rank(resource->language, language_, owner.content.fallback_culture);
        if (rank) {
            const auto stem = split_path(log_of(resource->file).path()).stem;
            candidates.push_back({*rank, stem == own.stem, resource});
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return a.rank != b.rank ? a.rank < b.rank : a.spelt_alike && !b.spelt_alike;
    });
    for (const auto& candidate : candidates) {
        owner.resources.push_back(candidate.resources);
    }
    if (owner.resources.empty()) {
        log_of(owner.file)
            .add_about_file({Severity::warning, "no_resources",
                             "no ADML file with its texts was found; names are shown instead",
                             "put " + printable(own.stem) + ".adml into the folder en-US beside it"});
    }
}

void Linker::link_categories(const DefinitionsFile& owner)
{
    for (std::size_t i = 0; i < owner.content.categories.size(); ++i) {
        auto& category = linked_.categories[owner.first_category + i];
        if (!category.parent_reference.empty()) {
            category.parent = find_category(owner, category.parent_reference, category.place);
        }
    }
}

/// Afterwards every chain of parents ends.
void Linker::cut_cycles()
{
    auto& categories = linked_.categories;
    for (auto& category : categories) {
        int depth = 0;
        for (auto parent = category.parent; parent && depth <= max_category_depth; ++depth) {
            parent = categories[*parent].parent;
        }
        if (depth > max_category_depth) {
            category.parent.reset();
            complain(category.place, "category_cycle",
                     named("category", category.name) + " is its own ancestor, or lies too deep",
                     "mend the ref of its parentCategory");
        }
    }
}

void Linker::link_policies(DefinitionsFile& owner, bool shadowed)
{
    auto& policies = linked_.policies;
    auto& own = owner.content.policies;
    owner.policy_count = own.size();
    const auto first = policies.size();
    const auto name_of = [&](std::uint32_t at) { return policies[first + at].name; };
    IdIndex seen;
    seen.reset(own.size());
    for (auto& policy : own) {
        const bool repeated = seen.find(policy.name, name_of).has_value();
        if (repeated) {
            complain(policy.place, "duplicate_id", named("policy", policy.name) + " is defined again",
                     "the first one counts; rename or remove this one");
        }
        policy.shadowed = shadowed || repeated;
        link_policy(owner, policy);
        policies.push_back(std::move(policy));
        seen.insert(static_cast<std::uint32_t>(policies.size() - 1 - first), name_of);
    }
}

void Linker::link_policy(const DefinitionsFile& owner, PolicyDefinition& policy)
{
    policy.display_name = text(owner, policy.display_name, policy.name, policy.place);
    policy.explain_text = text(owner, policy.explain_text, {}, policy.place);
    for (auto& text_or_reference : policy.see_also) {
        text_or_reference = text(owner, text_or_reference, {}, policy.place);
    }
    policy.keywords = text(owner, policy.keywords, {}, policy.place);
    policy.support = find_support(owner, policy);
    if (policy.support) {
        policy.supported_on = linked_.support_definitions[*policy.support].display_name;
    }
    if (!policy.parent_reference.empty()) {
        policy.category = find_category(owner, policy.parent_reference, policy.place);
    }
    for (auto& element : policy.elements) {
        if (auto* const choice = std::get_if<EnumElement>(&element.body)) {
            for (auto& item : choice->items) {
                item.display_name =
                    text(owner, item.display_name, {}, {.file = policy.place.file, .offset = element.offset});
            }
        }
    }
    check_presentation(owner, policy);
}

} // namespace gpseal::admx
