#pragma once

#include <gpseal/admx/policy_definition.hpp>
#include <gpseal/admx/presentation.hpp>
#include <gpseal/admx/supported_on.hpp>
#include <gpseal/base/diagnostics.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

/// Bounds on one file. A larger one is refused before it is parsed.
inline constexpr std::size_t max_document_size = std::size_t{32} << 20U;
inline constexpr std::size_t max_document_nodes = 1'000'000;
inline constexpr std::size_t max_document_attributes = 2'000'000;
inline constexpr std::size_t max_document_depth = 64;

/// One file as it was read. The path is for messages, and pairs FOLDER/NAME.admx with FOLDER/LANGUAGE/NAME.adml.
struct Document {
    std::string path;
    std::vector<std::byte> bytes;
};

/// What a load looks for. Lint adds what only the authors of files want to know, and grades every finding as
/// finding_codes() does; what is loaded is the same.
enum class Checks { load, lint };

enum class FileKind { definitions, resources }; ///< ADMX, ADML

enum class FileStatus {
    loaded,
    refused,             ///< nothing of it is in the catalogue; a finding says why
    duplicate_namespace, ///< loaded, but an earlier file has the namespace: its policies are `shadowed`
};

[[nodiscard]] std::string_view to_string(FileStatus status);

/// One file and what came out of it. Views point into the catalogue.
struct SourceFile {
    std::string path;
    FileKind kind = FileKind::definitions;
    FileStatus status = FileStatus::loaded;
    std::string language;              ///< of resources
    std::string_view target_namespace; ///< of definitions, as its prefix
    std::string_view target_prefix;
    std::size_t policies = 0;
    std::size_t categories = 0;
    std::size_t strings = 0;
    std::size_t presentations = 0;
};

/// Every policy that a set of ADMX files defines, with its texts in one language. Made by CatalogBuilder.
/// Moving it keeps all views into it valid.
class PolicyCatalog {
public:
    PolicyCatalog(const PolicyCatalog&) = delete;
    PolicyCatalog& operator=(const PolicyCatalog&) = delete;
    PolicyCatalog(PolicyCatalog&&) noexcept;
    PolicyCatalog& operator=(PolicyCatalog&&) noexcept;
    ~PolicyCatalog();

    [[nodiscard]] std::span<const PolicyDefinition> policies() const { return policies_; } ///< in file order
    [[nodiscard]] std::span<const Category> categories() const { return categories_; }
    [[nodiscard]] std::span<const SupportedProduct> products() const { return products_; } ///< parents first
    [[nodiscard]] std::span<const SupportDefinition> support_definitions() const { return support_definitions_; }
    [[nodiscard]] std::span<const SourceFile> files() const { return files_; }
    /// What is wrong with the files, each with file:line:column where a place can be named.
    [[nodiscard]] const Diagnostics& findings() const { return findings_; }

    [[nodiscard]] const SourceFile& file_of(const PolicyDefinition& policy) const { return files_[policy.place.file]; }

    /// Computer Configuration\Administrative Templates\Network\Lanman Workstation. A parent that no file defines shows
    /// as its reference's name; `complete`, where given, tells whether that happened.
    [[nodiscard]] std::string category_path(const PolicyDefinition& policy, bool* complete = nullptr) const;

    /// The same without its beginning: the categories below Administrative Templates, outermost first.
    [[nodiscard]] std::vector<std::string_view> category_names(const PolicyDefinition& policy,
                                                               bool* complete = nullptr) const;

    /// How the policy's elements are shown, in the best language that has its presentation; none: it names none, or no
    /// file has it.
    [[nodiscard]] std::optional<Presentation> presentation_of(const PolicyDefinition& policy) const;

    /// The policies meant by a policy name, `namespace::name`, `prefix::name` (one colon will do), a display name, or
    /// the way to it in the policy editor, `Network\Lanman Workstation\Require Encryption` from any category on, in
    /// this order of preference, ASCII-case-insensitively. Shadowed ones only when there is no other.
    [[nodiscard]] std::vector<const PolicyDefinition*> find(std::string_view name) const;

    /// At most `limit` policy and display names that look most like `name`, best first.
    [[nodiscard]] std::vector<std::string> nearest_names(std::string_view name, std::size_t limit) const;

private:
    friend class CatalogBuilder;
    PolicyCatalog();

    struct Contents;

    std::unique_ptr<const Contents> contents_; ///< what all views point into
    std::vector<SourceFile> files_;
    std::vector<Category> categories_;
    std::vector<SupportedProduct> products_;
    std::vector<SupportDefinition> support_definitions_;
    std::vector<PolicyDefinition> policies_;
    Diagnostics findings_;
};

/// One file, parsed by itself, for CatalogBuilder::add(). Making it touches nothing but its document, so that several
/// threads can each make theirs.
class ParsedFile {
public:
    ParsedFile(const ParsedFile&) = delete;
    ParsedFile& operator=(const ParsedFile&) = delete;
    ParsedFile(ParsedFile&&) noexcept;
    ParsedFile& operator=(ParsedFile&&) noexcept;
    ~ParsedFile();

private:
    friend class CatalogBuilder;
    friend ParsedFile parse_definitions(Document document, Checks checks);
    friend ParsedFile parse_resources(Document document, std::string language, Checks checks);
    struct State;
    [[nodiscard]] static std::unique_ptr<State> open(Document document, Checks checks);
    explicit ParsedFile(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

[[nodiscard]] ParsedFile parse_definitions(Document document, Checks checks = Checks::load);
[[nodiscard]] ParsedFile parse_resources(Document document, std::string language, Checks checks = Checks::load);

/// Takes files one by one, in the order that decides which of two counts: first all definitions, then the resources it
/// wants. A file that cannot be read is a finding, and the rest loads.
class CatalogBuilder {
public:
    /// `language` is xx-YY. Each string comes from it, else from another xx-*, else from the ADMX file's
    /// fallbackCulture, else from en-US.
    explicit CatalogBuilder(std::string language = "en-US", Checks checks = Checks::load);
    CatalogBuilder(const CatalogBuilder&) = delete;
    CatalogBuilder& operator=(const CatalogBuilder&) = delete;
    CatalogBuilder(CatalogBuilder&&) noexcept;
    CatalogBuilder& operator=(CatalogBuilder&&) noexcept;
    ~CatalogBuilder();

    void add(ParsedFile file);
    void add_definitions(Document document); ///< parse and add
    void add_resources(Document document, std::string language);

    [[nodiscard]] Checks checks() const; ///< for the files that callers parse themselves

    /// Whether a string could come from this language; ask after the last add_definitions().
    [[nodiscard]] bool wants_language(std::string_view language) const;

    /// The definitions without whose texts a policy of this name cannot be shown, by their paths: the files that define
    /// one that counts, and those that they refer to. nullopt: no policy has the name, so that it may be a display
    /// name, which only texts can tell. Ask after the last add_definitions().
    [[nodiscard]] std::optional<std::vector<std::string>> files_about(std::string_view policy) const;

    /// Resolves references and strings. The builder is empty afterwards.
    [[nodiscard]] PolicyCatalog finish() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace gpseal::admx
