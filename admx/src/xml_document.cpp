#include "xml_document.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::admx {

namespace {

/// End-of-line and attribute normalisation as XML wants them; text of blanks alone is kept.
constexpr unsigned parse_options = pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata_single;

constexpr std::string_view blanks = " \t\r\n";

bool starts_with_icase(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && equals_icase(text.substr(0, prefix.size()), prefix);
}

/// The offset after the XML declaration, comments and blanks in front of the document proper.
std::size_t skip_prologue(std::string_view text)
{
    std::size_t at = 0;
    while (true) {
        at = std::min(text.find_first_not_of(blanks, at), text.size());
        const auto rest = text.substr(at);
        const std::string_view closing = rest.starts_with("<?")     ? "?>"
                                         : rest.starts_with("<!--") ? "-->"
                                                                    : std::string_view{};
        const auto end = closing.empty() ? std::string_view::npos : text.find(closing, at);
        if (end == std::string_view::npos) {
            return at;
        }
        at = end + closing.size();
    }
}

/// Asked before the parser sees the file, so that an HTML page is called that, and not a mismatched tag in line 40.
bool refuse_doctype(std::string_view text, DocumentLog& log)
{
    const auto at = skip_prologue(text);
    const auto rest = text.substr(at, 64);
    const bool html = starts_with_icase(rest, "<html") ||
                      (starts_with_icase(rest, "<!doctype") && starts_with_icase(trimmed(rest.substr(9)), "html"));
    if (html) {
        log.add({Severity::error, "html_page", "this is an HTML page, not a policy definition",
                 "download the file itself, not the page that shows it"},
                at);
    } else if (starts_with_icase(rest, "<!doctype")) {
        log.add({Severity::error, "doctype_refused", "document type declarations (DOCTYPE) are not accepted",
                 "remove the DOCTYPE; policy definitions need none"},
                at);
    } else {
        return false;
    }
    return true;
}

bool refuse_size(std::string_view text, DocumentLog& log)
{
    const auto nul = text.find('\0');
    if (nul != std::string_view::npos) {
        log.add({Severity::error, "nul_character", "a NUL character stands in the text",
                 "save the file as UTF-8 or as UTF-16 with a byte order mark"},
                nul);
        return true;
    }
    // every element, comment or text needs a '<' and every attribute a '=': this bounds the tree before it is built
    const auto nodes = static_cast<std::size_t>(std::count(text.begin(), text.end(), '<'));
    const auto attributes = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
    if (nodes > max_document_nodes || attributes > max_document_attributes) {
        log.add_about_file({Severity::error, "too_many_nodes",
                            "the file has more elements or attributes than are accepted",
                            "split the file; at most " + std::to_string(max_document_nodes) + " elements are read"});
        return true;
    }
    return false;
}

/// The first node deeper than the limit, or null. Walks without recursion: the depth is not ours to choose.
pugi::xml_node find_too_deep(pugi::xml_node root)
{
    std::size_t depth = 1;
    auto node = root;
    while (true) {
        if (const auto first = node.first_child()) {
            node = first;
            if (++depth > max_document_depth && node.type() == pugi::node_element) {
                return node;
            }
            continue;
        }
        while (!node.next_sibling()) {
            if (node == root || node.parent() == root) {
                return {};
            }
            node = node.parent();
            --depth;
        }
        if (node == root) {
            return {};
        }
        node = node.next_sibling();
    }
}

/// The parser takes several roots, and text beside them; XML does not.
bool is_single_root(const pugi::xml_document& document)
{
    return std::count_if(document.begin(), document.end(),
                         [](pugi::xml_node node) { return node.type() == pugi::node_element; }) == 1;
}

pugi::xml_node refuse(DocumentLog& log, DocumentLog::Entry entry, std::size_t offset)
{
    entry.severity = Severity::error;
    log.add(std::move(entry), offset);
    return {};
}

pugi::xml_node check_root(const pugi::xml_document& document, std::string_view root_name, DocumentLog& log)
{
    const auto root = document.document_element();
    if (!is_single_root(document)) {
        return refuse(log, {.code = "malformed_xml", .message = "the file does not have exactly one root element"}, 0);
    }
    const auto other = std::find_if(document.begin(), document.end(),
                                    [](pugi::xml_node node) { return node.type() == pugi::node_doctype; });
    if (other != document.end()) {
        return refuse(log, {.code = "doctype_refused", .message = "document type declarations are not accepted"}, 0);
    }
    if (!is_named(root, root_name)) {
        return refuse(
            log,
            {.code = "wrong_root",
             .message = "the root element is <" + printable(local_name(root).substr(0, 64)) + ">, not <" +
                        std::string(root_name) + ">",
             .hint =
                 "ADMX files hold policyDefinitions, ADML files policyDefinitionResources, CMTX files policyComments"},
            offset_of(root));
    }
    if (const auto deep = find_too_deep(root)) {
        return refuse(
            log,
            {.code = "too_deep", .message = "elements are nested deeper than " + std::to_string(max_document_depth)},
            offset_of(deep));
    }
    return root;
}

} // namespace

pugi::xml_node parse_xml(pugi::xml_document& document, std::string& text, std::string_view root_name, DocumentLog& log)
{
    if (trimmed(text).empty()) {
        log.add_about_file({Severity::error, "empty_file", "the file is empty", "restore it from its source"});
        return {};
    }
    if (refuse_size(text, log) || refuse_doctype(text, log)) {
        return {};
    }
    const auto parsed = document.load_buffer_inplace(text.data(), text.size(), parse_options, pugi::encoding_utf8);
    if (!parsed) {
        // after an error the tree holds what came before it: never used
        return refuse(log,
                      {.code = "malformed_xml",
                       .message = std::string("not well-formed XML: ") +
                                  ascii_lower(parsed.description()), // "Error parsing element attribute"
                       .hint = "open the file in an XML editor; it is left out as a whole"},
                      static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)));
    }
    return check_root(document, root_name, log);
}

std::string_view local_name(pugi::xml_node node)
{
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_named(pugi::xml_node node, std::string_view name)
{
    return node.type() == pugi::node_element && equals_icase(local_name(node), name);
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name)
{
    return parent.find_child([&](pugi::xml_node node) { return is_named(node, name); });
}

pugi::xml_attribute find_attribute(pugi::xml_node node, std::string_view name)
{
    return node.find_attribute([&](pugi::xml_attribute candidate) { return equals_icase(candidate.name(), name); });
}

std::string_view attribute(pugi::xml_node node, std::string_view name)
{
    return find_attribute(node, name).value();
}

std::size_t offset_of(pugi::xml_node node)
{
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug() - 1, 0));
}

std::string_view text_of(pugi::xml_node node, std::deque<std::string>& pool)
{
    pugi::xml_node only;
    std::string* joined = nullptr;
    for (const auto part : node.children()) {
        if (part.type() != pugi::node_pcdata && part.type() != pugi::node_cdata) {
            continue;
        }
        if (!only) {
            only = part;
            continue;
        }
        if (joined == nullptr) {
            joined = &pool.emplace_back(only.value());
        }
        *joined += part.value();
    }
    return joined != nullptr ? std::string_view(*joined) : std::string_view(only.value());
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

} // namespace gpseal::admx
