#pragma once

#include "xml_document.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/admx/policy_definition.hpp>
#include <gpseal/admx/supported_on.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gpseal::admx {

/// What a reader needs beside the tree: where findings go, and where decoded texts live.
struct ReadContext {
    DocumentLog& log;
    TextPool& pool;
    Checks checks = Checks::load;
    bool was_utf16 = false; ///< before it became the text

    /// The file's index is for the catalogue to fill in.
    [[nodiscard]] static SourcePlace place(XmlNode node)
    {
        return {.offset = static_cast<std::uint32_t>(node.offset())};
    }
    void warn(XmlNode node, std::string_view code, std::string message, std::string hint = {}) const
    {
        log.add({Severity::warning, code, std::move(message), std::move(hint)}, node.offset());
    }
};

/// One ADMX file, read alone: texts and references are still as written, `$(string.X)` and `prefix:name`.
struct AdmxContent {
    std::string_view target_prefix;
    std::string_view target_namespace;
    SourcePlace target_place;                                                  ///< of the <target> that names it
    std::vector<std::pair<std::string_view, std::string_view>> using_prefixes; ///< prefix, namespace
    std::string_view fallback_culture;
    std::string_view min_required_revision; ///< of its ADML files
    std::vector<SupportedProduct> products; ///< parents before their versions; indices are into this list
    std::vector<SupportDefinition> support_definitions;
    std::vector<Category> categories;
    std::vector<PolicyDefinition> policies;
};

/// Reads the text of the context's log. nullopt, and a finding, where the file is refused. Views point into that text
/// and the context's pool.
[[nodiscard]] std::optional<AdmxContent> read_admx(const ReadContext& context);

void read_support(XmlNode node, AdmxContent& content, const ReadContext& context);

/// The parts that policies are made of; each complains through the context about what it cannot read.
[[nodiscard]] RegistryValue read_value(XmlNode holder, const ReadContext& context);
[[nodiscard]] RegistryList read_value_list(XmlNode list, const ReadContext& context);
[[nodiscard]] std::vector<PolicyElement> read_elements(XmlNode elements, const ReadContext& context);

} // namespace gpseal::admx
