#pragma once

#include "admx_document.hpp"

namespace gpseal::admx {

// Checks for people who write ADMX files. A plain load does without them: nothing that they find changes what is read.

/// The document against the schema: names, text, XML namespace, and the encoding that its declaration names.
void lint_document(XmlNode root, bool was_utf16, const ReadContext& context);

/// Each policy of a file by itself.
void lint_policies(const AdmxContent& content, const ReadContext& context);

} // namespace gpseal::admx
