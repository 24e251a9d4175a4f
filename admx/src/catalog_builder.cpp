#include "catalog_builder.hpp"

#include "catalog_resources.hpp"
#include "language_chain.hpp"

#include <algorithm>

namespace gpseal::admx {

struct CatalogBuilder::State {
    std::string language;
    PolicyCatalog catalog;
    std::vector<std::unique_ptr<DocumentLog>> logs; ///< by file index
    std::vector<DefinitionsFile> definitions;
    std::vector<ResourcesFile> resources;

    /// The file's text, owned by the catalogue; null, and a finding, where it cannot be decoded.
    std::string* take(Document document, SourceFile file);
    [[nodiscard]] ReadContext context() { return {*logs.back(), catalog.texts_, index()}; }
    [[nodiscard]] std::uint32_t index() const { return static_cast<std::uint32_t>(logs.size() - 1); }
    [[nodiscard]] std::unique_ptr<const PolicyCatalog::Resources> take_resources();
    void refuse() { catalog.files_.back().status = FileStatus::refused; }
};

std::string* CatalogBuilder::State::take(Document document, SourceFile file)
{
    file.path = document.path;
    catalog.files_.push_back(std::move(file));
    logs.push_back(std::make_unique<DocumentLog>(std::move(document.path), std::move(document.bytes)));
    auto text = decode(*logs.back());
    return text ? &catalog.texts_.emplace_back(*std::move(text)) : nullptr;
}

/// Moving the vector leaves its elements where the definitions' lists point to.
std::unique_ptr<const PolicyCatalog::Resources> CatalogBuilder::State::take_resources()
{
    auto kept = std::make_unique<PolicyCatalog::Resources>();
    kept->files = std::move(resources);
    kept->of_file.resize(catalog.files_.size());
    for (auto& owner : definitions) {
        kept->of_file[owner.file] = std::move(owner.resources);
    }
    return kept;
}

CatalogBuilder::CatalogBuilder(std::string language) : state_(new State{.language = std::move(language), .catalog = {}})
{
}

CatalogBuilder::CatalogBuilder(CatalogBuilder&&) noexcept = default;
CatalogBuilder& CatalogBuilder::operator=(CatalogBuilder&&) noexcept = default;
CatalogBuilder::~CatalogBuilder() = default;

void CatalogBuilder::add_definitions(Document document)
{
    auto* const text = state_->take(std::move(document), {.kind = FileKind::definitions});
    auto content = text != nullptr ? read_admx(*text, state_->context()) : std::nullopt;
    if (!content) {
        state_->refuse();
        return;
    }
    auto& file = state_->catalog.files_.back();
    file.target_namespace = content->target_namespace;
    file.target_prefix = content->target_prefix;
    file.policies = content->policies.size();
    file.categories = content->categories.size();
    state_->definitions.push_back({.file = state_->index(), .content = *std::move(content)});
}

void CatalogBuilder::add_resources(Document document, std::string language)
{
    auto* const text = state_->take(std::move(document), {.kind = FileKind::resources, .language = language});
    auto content = text != nullptr ? read_adml(*text, state_->context()) : std::nullopt;
    if (!content) {
        state_->refuse();
        return;
    }
    auto& file = state_->catalog.files_.back();
    file.strings = content->strings.size();
    file.presentations = content->presentations.entries.size();
    state_->resources.push_back(
        {.file = state_->index(), .language = std::move(language), .content = *std::move(content)});
}

bool CatalogBuilder::wants_language(std::string_view language) const
{
    return language_rank(language, state_->language, {}) ||
           std::any_of(state_->definitions.begin(), state_->definitions.end(), [&](const DefinitionsFile& file) {
               return equals_icase(file.content.fallback_culture, language);
           });
}

PolicyCatalog CatalogBuilder::finish() &&
{
    const auto state = std::move(state_);
    auto& catalog = state->catalog;
    Linker(state->definitions, state->resources, state->logs, state->language)
        .link(catalog.files_, catalog.categories_, catalog.policies_);
    for (const auto& log : state->logs) {
        auto findings = log->take();
        std::move(findings.begin(), findings.end(), std::back_inserter(catalog.findings_));
    }
    catalog.resources_ = state->take_resources();
    return std::move(catalog);
}

} // namespace gpseal::admx
