#pragma once

#include "document_log.hpp"
#include "text_pool.hpp"
#include "xml_tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

// XML as ADMX and ADML files really have it: elements match by local name, whatever their namespace (real files have
// none, a wrong one, even one with a space in it), and names of elements and attributes without regard to case.

/// Makes the file's bytes UTF-8, and the log's text. False, and a finding, where they are too many or no text.
[[nodiscard]] bool open_text(std::vector<std::byte>& bytes, DocumentLog& log);

/// Parses the log's text into `tree`, whose decoded values live in `pool`. Returns the root element; a null node, and
/// a finding in `log`, where the file is refused: not well-formed, a DOCTYPE, over a limit, another root.
[[nodiscard]] XmlNode parse_xml(XmlTree& tree, XmlName root_name, DocumentLog& log, TextPool& pool);

[[nodiscard]] XmlNode child(XmlNode parent, XmlName name);                    ///< the first one; null: none
[[nodiscard]] const XmlAttribute* find_attribute(XmlNode node, XmlName name); ///< the first one; null: none
[[nodiscard]] std::string_view attribute(XmlNode node, XmlName name);         ///< null data(): none

/// An element's character data as it stands in the file.
struct RawText {
    std::string_view text;
    bool is_decoded = false; ///< else decoded_text() is still to be asked
};

/// Where a comment, a CDATA section or an element cuts the text, it is joined, decoded, in `pool`.
[[nodiscard]] RawText raw_text_of(XmlNode node, TextPool& pool);
[[nodiscard]] std::string_view text_of(XmlNode node, TextPool& pool);

[[nodiscard]] std::string_view trimmed(std::string_view text);

} // namespace gpseal::admx
