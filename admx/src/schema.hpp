#pragma once

#include "xml_names.hpp"

#include <array>

namespace gpseal::admx {

/// What may stand in an element beside elements.
enum class SchemaText { none, some, anything };

/// What Microsoft's schema says of an element below a parent, and what Microsoft's files have beyond it.
struct SchemaRow {
    XmlName parent = XmlName::other; ///< `other`: it is a root
    XmlName element = XmlName::other;
    SchemaText text = SchemaText::none;
    std::array<XmlName, 12> attributes{};

    [[nodiscard]] bool has(XmlName attribute) const;
};

/// Null: the schema has no such element there.
[[nodiscard]] const SchemaRow* schema_of(XmlName parent, XmlName element);

} // namespace gpseal::admx
