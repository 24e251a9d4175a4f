#pragma once

#include "admx_document.hpp"
#include "id_index.hpp"
#include "presentation_reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

struct StringEntry {
    std::string_view id;
    RawText text; ///< decoded when it is first used: of most languages nothing ever is
    std::uint32_t offset = 0;
    bool is_used = false; ///< something in an ADMX file names it
};

/// The stringTable of one ADML file.
struct StringTable {
    std::vector<StringEntry> entries; ///< in file order

    void index(const ReadContext& context); ///< once, when all entries are there; says which ids are there twice
    /// The string of an id: spelt so, else spelt so but for case; null: none.
    [[nodiscard]] StringEntry* find(std::string_view id);

private:
    IdIndex index_;
};

/// One ADML file.
struct AdmlContent {
    StringTable strings;
    PresentationTable presentations;
    std::string_view revision;
};

/// An ADML file among the others.
struct ResourcesFile {
    std::uint32_t file = 0;
    std::string language;
    AdmlContent content;
};

/// Reads the text of the context's log. nullopt, and a finding, where the file is refused. Views point into that text
/// and the context's pool.
[[nodiscard]] std::optional<AdmlContent> read_adml(const ReadContext& context);

} // namespace gpseal::admx
