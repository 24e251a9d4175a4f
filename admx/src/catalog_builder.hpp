#pragma once

#include "icase.hpp"
#include "id_index.hpp"
#include "parsed_file.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/utf.hpp>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gpseal::admx {

/// An ADMX file on its way into the catalogue.
struct DefinitionsFile {
    std::uint32_t file = 0;
    AdmxContent content;
    std::size_t first_category = 0; ///< where its categories start in the catalogue's
    NameIndex categories;           ///< of the catalogue's categories
    std::size_t first_product = 0;
    NameIndex products; ///< likewise, of all levels
    std::size_t first_support = 0;
    NameIndex support;
    std::vector<ResourcesFile*> resources; ///< best language first
    std::size_t policy_count = 0;          ///< set when they go to the catalogue
};

/// Why a reference leads nowhere, for the finding's hint.
enum class Unresolved { unknown_prefix, namespace_not_loaded, name_not_defined };

/// What a reference like `windows:Network` means.
struct Reference {
    const DefinitionsFile* owner = nullptr; ///< null: see `why`
    std::string_view name;                  ///< without the prefix
    std::string_view namespace_name;        ///< empty: the prefix is not declared
    Unresolved why = Unresolved::name_not_defined;
};

/// What the last reference of its kind came to: policies that stand together mostly share it.
struct LastReference {
    const DefinitionsFile* from = nullptr;
    std::string_view reference;
    std::optional<std::size_t> found;

    [[nodiscard]] bool is(const DefinitionsFile& file, std::string_view text) const
    {
        return from == &file && reference == text;
    }
};

/// "category NAME", fit for a message.
[[nodiscard]] inline std::string named(std::string_view what, std::string_view name)
{
    return std::string(what) + ' ' + printable(name.substr(0, 120));
}

/// The hint of a finding about a reference that leads nowhere.
[[nodiscard]] std::string missing_hint(const Reference& reference);

/// What the linker makes of all files.
struct Linked {
    std::vector<Category> categories;
    std::vector<SupportedProduct> products;
    std::vector<SupportDefinition> support_definitions;
    std::vector<PolicyDefinition> policies;
};

/// Joins what the files say one by one: namespaces, categories, supportedOn, strings. Runs once, over all files.
class Linker {
public:
    Linker(std::vector<DefinitionsFile>& definitions, std::vector<ResourcesFile>& resources,
           std::vector<std::unique_ptr<SourceText>>& sources, std::string_view language)
        : definitions_(definitions), resources_(resources), sources_(sources), language_(language)
    {
    }

    [[nodiscard]] Linked link(std::vector<SourceFile>& files, Checks checks);

private:
    void register_namespaces(std::vector<SourceFile>& files);
    void register_categories(DefinitionsFile& owner);
    void register_support(DefinitionsFile& owner);
    void pair_resources();
    void choose_resources(DefinitionsFile& owner);
    void cut_cycles();
    void link_categories(const DefinitionsFile& owner);
    void link_support(const DefinitionsFile& owner);
    void link_condition(const DefinitionsFile& from, SupportCondition& condition, SourcePlace place);
    void link_policies(DefinitionsFile& owner, bool shadowed);
    void link_policy(const DefinitionsFile& owner, PolicyDefinition& policy);

    [[nodiscard]] Reference resolve(const DefinitionsFile& from, std::string_view reference) const;
    [[nodiscard]] std::optional<std::size_t> find_category(const DefinitionsFile& from, std::string_view reference,
                                                           SourcePlace place);
    [[nodiscard]] std::optional<std::size_t> look_up_category(const DefinitionsFile& from, std::string_view reference,
                                                              SourcePlace place);
    [[nodiscard]] std::optional<std::size_t> find_support(const DefinitionsFile& from, const PolicyDefinition& policy);
    [[nodiscard]] std::optional<std::size_t> look_up_support(const DefinitionsFile& from, std::string_view reference,
                                                             SourcePlace place);
    /// The text behind $(string.ID), in the best language that has it; `fallback` where none has; other text as it is.
    [[nodiscard]] std::string_view text(const DefinitionsFile& owner, std::string_view reference,
                                        std::string_view fallback, SourcePlace place);
    /// Whether the file's own language was asked for and is there: then all its texts should be.
    [[nodiscard]] ResourcesFile* asked_resources(const DefinitionsFile& owner) const;
    /// For lint: a text that another language has, and the file of the one asked for has not.
    void complain_untranslated(const DefinitionsFile& owner, std::string_view what, std::string_view id);
    void lint();
    void lint_items(const PolicyDefinition& policy);
    void lint_revision(const DefinitionsFile& owner);
    void lint_presentation(const DefinitionsFile& owner, const PolicyDefinition& policy);
    void lint_unused(ResourcesFile& resources);
    void check_presentation(const DefinitionsFile& owner, const PolicyDefinition& policy);

    /// One finding for each thing missing, not one for each use of it.
    [[nodiscard]] bool is_first_miss(SourcePlace place, std::string_view kind, std::string_view reference);
    [[nodiscard]] DocumentLog& log_of(std::uint32_t file) { return sources_[file]->log; }
    void complain(SourcePlace place, std::string_view code, std::string message, std::string hint);

    std::vector<DefinitionsFile>& definitions_;
    std::vector<ResourcesFile>& resources_;
    std::vector<std::unique_ptr<SourceText>>& sources_;
    std::string_view language_;
    bool is_lint_ = false;
    Linked linked_;
    std::unordered_set<const PresentationEntry*> used_presentations_;           ///< for lint()
    std::unordered_map<std::string, std::vector<ResourcesFile*>> resources_of_; ///< by folder and folded name
    IcaseMap<std::size_t> namespaces_; ///< target namespace → index of the first file that has it
    LastReference last_category_;
    LastReference last_support_;
    std::unordered_set<std::string> missed_;
};

} // namespace gpseal::admx
