#pragma once

#include <string>
#include <string_view>

namespace gpseal::agent {

/// Text that an XML 1.0 document may hold (its section 2.2): control characters but tab and line feed, U+FFFE, U+FFFF
/// and what is not UTF-8 become U+FFFD.
[[nodiscard]] std::string xml_text(std::string_view untrusted);

/// A document in UTF-8 as the same document in ASCII: every other character as a reference. Only for documents whose
/// names, comments and CDATA are ASCII.
[[nodiscard]] std::string ascii_xml(std::string_view utf8);

} // namespace gpseal::agent
