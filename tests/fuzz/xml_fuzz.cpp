// Any text as an XML document. What our parser accepts, pugixml has to accept too, and to see the same elements,
// attributes and texts in it.

#include "catalog_oracle.hpp"
#include "xml_parser.hpp"
#include "xml_text.hpp"

#include <gpseal/base/utf.hpp>

#include <pugixml.hpp>

using namespace gpseal;

namespace {

/// Character references to no character stay as written here, and become anything there.
bool is_comparable(std::string_view text)
{
    return text.find("&#") == std::string_view::npos;
}

/// Without blanks, which the two keep in different places.
std::string without_blanks(std::string_view text)
{
    std::string out;
    for (const auto c : text) {
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            out += c;
        }
    }
    return out;
}

struct Seen {
    std::string elements;
    std::string text;
};

void walk(admx::XmlNode node, Seen& seen, admx::TextPool& pool)
{
    if (!node.is_element()) {
        seen.text += without_blanks(node.is_cdata() ? node.raw_text() : admx::decoded_text(node.raw_text(), pool));
        return;
    }
    seen.elements.append(1, '<').append(node.spelling());
    for (const auto& attribute : node.attributes()) {
        seen.elements.append(1, ' ').append(node.spelling(attribute)).append(1, '=').append(attribute.value);
    }
    for (const auto child : node) {
        walk(child, seen, pool);
    }
    seen.elements += '>';
}

void walk(pugi::xml_node node, Seen& seen)
{
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
        seen.text += without_blanks(node.value());
    }
    if (node.type() != pugi::node_element) {
        return;
    }
    const std::string_view name = node.name();
    seen.elements.append(1, '<').append(name.substr(name.find(':') + 1));
    for (const auto attribute : node.attributes()) {
        constexpr std::size_t told = 1000; // of a longer name ours has the beginning
        const auto name_told = std::string_view(attribute.name()).substr(0, told);
        seen.elements.append(1, ' ').append(name_told).append(1, '=').append(attribute.value());
    }
    for (const auto child : node.children()) {
        walk(child, seen);
    }
    seen.elements += '>';
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = valid_utf8({reinterpret_cast<const char*>(data), size});
    if (text.find('\0') != std::string::npos) {
        return 0;
    }
    admx::XmlTree tree;
    admx::TextPool pool;
    admx::XmlProblem problem;
    if (!admx::parse_xml_text(text, tree, pool, problem)) {
        fuzz::demand(!problem.code.empty() && !problem.message.empty() && !problem.hint.empty(), "a refusal says why");
        fuzz::demand(problem.offset <= text.size(), "a refusal says where");
        return 0;
    }
    fuzz::demand(!tree.records.empty() && tree.records.size() <= admx::max_document_nodes, "a tree within bounds");
    pugi::xml_document other;
    fuzz::demand(other.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8),
                 "what is accepted here is accepted by pugixml");
    if (is_comparable(text)) {
        Seen here;
        Seen there;
        walk(admx::XmlNode(tree, 0), here, pool);
        walk(other.document_element(), there);
        fuzz::demand(here.elements == there.elements, "the same elements and attributes are seen");
        fuzz::demand(here.text == there.text, "the same text is seen");
    }
    return 0;
}
