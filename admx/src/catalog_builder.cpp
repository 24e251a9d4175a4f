#include "catalog_builder.hpp"

#include "catalog_contents.hpp"
#include "language_chain.hpp"
#include "parsed_file.hpp"

#include <gpseal/admx/finding_codes.hpp>

#include <algorithm>
#include <iterator>

namespace gpseal::admx {

namespace {

/// A refusal stays one; all else is what its code says it is.
void grade(Diagnostics& findings)
{
    for (auto& finding : findings) {
        const auto* const code = find_finding_code(finding.code);
        if (code != nullptr && finding.severity != Severity::error) {
            finding.severity = code->severity;
        }
    }
}

} // namespace

struct CatalogBuilder::State {
    std::string language;
    Checks checks = Checks::load;
    PolicyCatalog catalog;
    std::vector<std::unique_ptr<SourceText>> sources; ///< by file index
    std::vector<DefinitionsFile> definitions;
    std::vector<ResourcesFile> resources;

    void add_definitions(AdmxContent content);
    void add_resources(AdmlContent content, std::string file_language);
    [[nodiscard]] std::uint32_t last_index() const { return static_cast<std::uint32_t>(sources.size() - 1); }
    [[nodiscard]] std::unique_ptr<const PolicyCatalog::Contents> take_contents();
};

void CatalogBuilder::State::add_definitions(AdmxContent content)
{
    const auto index = last_index();
    for (auto& category : content.categories) {
        category.place.file = index;
    }
    for (auto& product : content.products) {
        product.place.file = index;
    }
    for (auto& definition : content.support_definitions) {
        definition.place.file = index;
    }
    for (auto& policy : content.policies) {
        policy.place.file = index;
    }
    auto& file = catalog.files_.back();
    file.target_namespace = content.target_namespace;
    file.target_prefix = content.target_prefix;
    file.policies = content.policies.size();
    file.categories = content.categories.size();
    definitions.push_back({.file = index, .content = std::move(content)});
}

void CatalogBuilder::State::add_resources(AdmlContent content, std::string file_language)
{
    auto& file = catalog.files_.back();
    file.strings = content.strings.entries.size();
    file.presentations = content.presentations.entries().size();
    resources.push_back({.file = last_index(), .language = std::move(file_language), .content = std::move(content)});
}

/// Moving the vectors leaves their elements where the views and the definitions' lists point to.
std::unique_ptr<const PolicyCatalog::Contents> CatalogBuilder::State::take_contents()
{
    auto kept = std::make_unique<PolicyCatalog::Contents>();
    kept->sources = std::move(sources);
    kept->resources = std::move(resources);
    kept->resources_of.resize(catalog.files_.size());
    for (auto& owner : definitions) {
        kept->resources_of[owner.file] = std::move(owner.resources);
    }
    return kept;
}

CatalogBuilder::CatalogBuilder(std::string language, Checks checks)
    : state_(new State{.language = std::move(language), .checks = checks, .catalog = {}})
{
}

CatalogBuilder::CatalogBuilder(CatalogBuilder&&) noexcept = default;
CatalogBuilder& CatalogBuilder::operator=(CatalogBuilder&&) noexcept = default;
CatalogBuilder::~CatalogBuilder() = default;

void CatalogBuilder::add(ParsedFile file)
{
    auto& parsed = *file.state_;
    state_->catalog.files_.push_back(
        {.path = parsed.source->log.path(), .kind = parsed.kind, .language = parsed.language});
    state_->sources.push_back(std::move(parsed.source));
    if (parsed.definitions) {
        state_->add_definitions(*std::move(parsed.definitions));
    } else if (parsed.resources) {
        state_->add_resources(*std::move(parsed.resources), std::move(parsed.language));
    } else {
        state_->catalog.files_.back().status = FileStatus::refused;
    }
}

void CatalogBuilder::add_definitions(Document document)
{
    add(parse_definitions(std::move(document), state_->checks));
}

void CatalogBuilder::add_resources(Document document, std::string language)
{
    add(parse_resources(std::move(document), std::move(language), state_->checks));
}

Checks CatalogBuilder::checks() const
{
    return state_->checks;
}

bool CatalogBuilder::wants_language(std::string_view language) const
{
    return language_rank(language, state_->language, {}) ||
           std::any_of(state_->definitions.begin(), state_->definitions.end(), [&](const DefinitionsFile& file) {
               return equals_icase(file.content.fallback_culture, language);
           });
}

std::optional<std::vector<std::string>> CatalogBuilder::files_about(std::string_view policy) const
{
    const auto& all = state_->definitions;
    IcaseMap<std::size_t> owners; // of namespaces: the first file counts
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& content = all[i].content;
        const bool counts = content.target_namespace.empty() || owners.emplace(content.target_namespace, i).second;
        if (counts && std::any_of(content.policies.begin(), content.policies.end(),
                                  [&](const PolicyDefinition& each) { return alike(each.name, policy); })) {
            open.push_back(i);
        }
    }
    if (open.empty()) {
        return std::nullopt;
    }
    std::vector<bool> is_wanted(all.size());
    std::vector<std::string> paths;
    while (!open.empty()) {
        const auto at = open.back();
        open.pop_back();
        if (is_wanted[at]) {
            continue;
        }
        is_wanted[at] = true;
        paths.push_back(state_->catalog.files_[all[at].file].path);
        for (const auto& [prefix, used] : all[at].content.using_prefixes) {
            if (const auto owner = owners.find(used); owner != owners.end()) {
                open.push_back(owner->second);
            }
        }
    }
    return paths;
}

PolicyCatalog CatalogBuilder::finish() &&
{
    const auto state = std::move(state_);
    auto& catalog = state->catalog;
    auto linked = Linker(state->definitions, state->resources, state->sources, state->language)
                      .link(catalog.files_, state->checks);
    catalog.categories_ = std::move(linked.categories);
    catalog.products_ = std::move(linked.products);
    catalog.support_definitions_ = std::move(linked.support_definitions);
    catalog.policies_ = std::move(linked.policies);
    for (const auto& source : state->sources) {
        auto findings = source->log.take();
        std::move(findings.begin(), findings.end(), std::back_inserter(catalog.findings_));
    }
    if (state->checks == Checks::lint) {
        grade(catalog.findings_);
    }
    catalog.contents_ = state->take_contents();
    return std::move(catalog);
}

} // namespace gpseal::admx
