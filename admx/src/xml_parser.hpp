#pragma once

#include "text_pool.hpp"
#include "xml_tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace gpseal::admx {

/// Why a text is refused.
struct XmlProblem {
    std::string_view code;
    std::string message;
    std::string hint;
    std::size_t offset = 0;
};

/// Parses a document of UTF-8 without NULs into `tree`, whose views point into `text` and `pool`. False, with the
/// problem, where it is not well-formed, has a DOCTYPE, or goes over a limit of policy_catalog.hpp; nothing is
/// allocated beyond these limits. Does not recurse.
///
/// More lenient than XML where real files are: '<' in attribute values, attributes given twice, ampersands that start
/// no reference, references to entities that nobody declared. Blanks between elements are left out.
[[nodiscard]] bool parse_xml_text(std::string_view text, XmlTree& tree, TextPool& pool, XmlProblem& problem);

} // namespace gpseal::admx
