#pragma once

#include "document_log.hpp"

#include <pugixml.hpp>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace gpseal::admx {

// XML as ADMX and ADML files really have it: elements match by local name, whatever their namespace (real files have
// none, a wrong one, even one with a space in it), and names of elements and attributes without regard to case.

/// Parses `text` in place: the names and values of `document` point into it. Returns the root element; a null node,
/// and a finding in `log`, where the file is refused: not well-formed, a DOCTYPE, over a limit, another root.
[[nodiscard]] pugi::xml_node parse_xml(pugi::xml_document& document, std::string& text, std::string_view root_name,
                                       DocumentLog& log);

[[nodiscard]] std::string_view local_name(pugi::xml_node node);
[[nodiscard]] bool is_named(pugi::xml_node node, std::string_view name);
[[nodiscard]] pugi::xml_node child(pugi::xml_node parent, std::string_view name); ///< the first one; null: none
[[nodiscard]] pugi::xml_attribute find_attribute(pugi::xml_node node, std::string_view name);
[[nodiscard]] std::string_view attribute(pugi::xml_node node, std::string_view name); ///< empty: none
[[nodiscard]] std::size_t offset_of(pugi::xml_node node);                             ///< of the element's '<'

/// The element's character data. Where a comment or CDATA section cuts it, the joined text is kept in `pool`.
[[nodiscard]] std::string_view text_of(pugi::xml_node node, std::deque<std::string>& pool);

[[nodiscard]] std::string_view trimmed(std::string_view text);

} // namespace gpseal::admx
