#pragma once

#include "admx_document.hpp"
#include "presentation_reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

struct StringEntry {
    std::string_view id;
    std::string_view text; ///< as written, line breaks LF
    std::uint32_t offset = 0;
};

/// One ADML file.
struct AdmlContent {
    std::vector<StringEntry> strings; ///< sorted by id without regard to case
    PresentationTable presentations;

    /// The text of an id: spelt so, else spelt so but for case; null data(): none.
    [[nodiscard]] std::string_view find(std::string_view id) const;
};

/// An ADML file among the others.
struct ResourcesFile {
    std::uint32_t file = 0;
    std::string language;
    AdmlContent content;
};

/// nullopt, and a finding, where the file is refused. Views point into `text` and the context's pool.
[[nodiscard]] std::optional<AdmlContent> read_adml(std::string& text, const ReadContext& context);

} // namespace gpseal::admx
