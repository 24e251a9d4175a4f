#include "icase.hpp"
#include "labelled_text.hpp"
#include "lint.hpp"
#include "schema.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace gpseal::admx {

namespace {

constexpr std::array<std::string_view, 3> known_namespaces = {
    "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions",
    "http://www.microsoft.com/GroupPolicy/PolicyDefinitions",
    "http://www.microsoft.com/GroupPolicy/CommentDefinitions",
};

std::string tag(XmlNode node)
{
    return '<' + printable(node.spelling().substr(0, 64)) + '>';
}

bool is_namespace_business(std::string_view name)
{
    return name.starts_with("xmlns") || name.find(':') != std::string_view::npos;
}

class SchemaCheck {
public:
    explicit SchemaCheck(const ReadContext& context) : context_(context) {}

    /// No deeper than the parser lets elements nest.
    void check(XmlNode node, XmlName parent)
    {
        const auto* const row = schema_of(parent, node.name());
        if (row == nullptr) {
            context_.warn(node, "unknown_element",
                          tag(node) + (parent == XmlName::other
                                           ? std::string(" is no root element")
                                           : " is not known in <" + std::string(spelling_of(parent)) + ">"),
                          "remove it, or see whether it is misspelt or misplaced");
            return; // what it holds is unknown as well
        }
        if (node.spelling() != spelling_of(node.name())) {
            context_.warn(node, "element_case", tag(node) + " is spelt in another case than the schema's",
                          "write <" + std::string(spelling_of(node.name())) + ">");
        }
        check_attributes(node, *row);
        if (row->text == SchemaText::anything) {
            return;
        }
        for (const auto part : node) {
            if (part.is_element()) {
                check(part, node.name());
            } else if (row->text == SchemaText::none && !trimmed(part.raw_text()).empty()) {
                context_.warn(node, "stray_text",
                              "text stands in " + tag(node) + ": \"" +
                                  printable(trimmed(part.raw_text()).substr(0, 60)) + '"',
                              "only elements may stand there; remove it");
            }
        }
    }

private:
    void check_attributes(XmlNode node, const SchemaRow& row)
    {
        std::set<std::string_view> seen;
        for (const auto& attribute : node.attributes()) {
            const auto name = node.spelling(attribute);
            if (is_namespace_business(name)) {
                continue;
            }
            const auto shown = "attribute " + printable(name.substr(0, 64)) + " of " + tag(node);
            if (!row.has(attribute.name)) {
                context_.warn(node, "unknown_attribute", shown + " is not known there",
                              "remove it, or see whether it is misspelt");
            } else if (name != spelling_of(attribute.name)) {
                context_.warn(node, "attribute_case", shown + " is spelt in another case than the schema's",
                              "write " + std::string(spelling_of(attribute.name)));
            }
            if (!seen.insert(row.has(attribute.name) ? spelling_of(attribute.name) : name).second) {
                context_.warn(node, "duplicate_attribute", shown + " is given twice", "the first counts; remove one");
            }
            if (attribute.name == XmlName::value_name && row.has(attribute.name) && attribute.value.empty()) {
                context_.warn(
                    node, "empty_value_name", shown + " is empty",
                    "a policy has no value by it, an element or item the key's default value; remove it or name one");
            }
        }
    }

    const ReadContext& context_;
};

void check_namespace(XmlNode root, const ReadContext& context)
{
    bool declared = false;
    for (const auto& attribute : root.attributes()) {
        const auto name = root.spelling(attribute);
        const bool is_instance = name == "xmlns:xsi" || name == "xmlns:xsd";
        if (!name.starts_with("xmlns") || is_instance) {
            continue;
        }
        declared = true;
        if (std::find(known_namespaces.begin(), known_namespaces.end(), attribute.value) == known_namespaces.end()) {
            context.warn(root, "odd_xmlns",
                         "the XML namespace is \"" + printable(attribute.value.substr(0, 120)) +
                             "\", which is not one of Microsoft's",
                         "write xmlns=\"" + std::string(known_namespaces.front()) + '"');
        }
    }
    if (!declared) {
        context.warn(root, "no_xmlns", "the root element declares no XML namespace",
                     "write xmlns=\"" + std::string(known_namespaces.front()) + '"');
    }
}

void check_encoding(bool was_utf16, const ReadContext& context)
{
    const auto label = declared_encoding(context.log.text());
    const bool says_utf16 =
        alike(label, "utf-16") || alike(label, "unicode") || alike(label, "utf-16le") || alike(label, "utf-16be");
    const bool is_ascii = std::all_of(context.log.text().begin(), context.log.text().end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    const bool fits =
        was_utf16 ? says_utf16 : context.log.is_by_label() || alike(label, "utf-8") || (is_ascii && !says_utf16);
    if (!label.empty() && !fits) {
        context.log.add({Severity::warning, "encoding_label",
                         "the XML declaration says " + printable(label.substr(0, 40)) + ", the bytes are " +
                             (was_utf16 ? "UTF-16" : "UTF-8"),
                         "save the file in the encoding that it names"},
                        0);
    }
}

} // namespace

void lint_document(XmlNode root, bool was_utf16, const ReadContext& context)
{
    check_encoding(was_utf16, context);
    check_namespace(root, context);
    SchemaCheck(context).check(root, XmlName::other);
}

} // namespace gpseal::admx
