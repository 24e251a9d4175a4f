#include "xml_document.hpp"

#include "labelled_text.hpp"
#include "text_encoding.hpp"
#include "xml_parser.hpp"
#include "xml_text.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::admx {

namespace {

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

} // namespace

bool open_text(std::vector<std::byte>& bytes, DocumentLog& log)
{
    if (bytes.size() > max_document_size) {
        log.add_about_file({Severity::error, "too_large",
                            "the file is larger than " + std::to_string(max_document_size >> 20U) + " MiB",
                            "policy definitions are small; see whether this is one"});
        return false;
    }
    auto decoded = decode_text(std::move(bytes));
    if (!decoded) {
        log.add_about_file({Severity::error, "bad_encoding", decoded.error().message, "restore it from its source"});
        return false;
    }
    log.set_text(decoded->text());
    if (decoded->by_label) {
        log.set_by_label();
    }
    bytes = std::move(decoded->bytes); // moving a vector leaves its elements where they are
    if (decoded->first_ill_formed) {
        const auto label = printable(declared_encoding(log.text()).substr(0, 40));
        log.add({Severity::warning, "bad_encoding",
                 decoded->by_label ? "bytes that " + label + " does not have are shown as U+FFFD"
                                   : "ill-formed UTF-8 is shown as U+FFFD" +
                                         (label.empty() ? std::string() : "; the declaration says " + label),
                 "save the file as UTF-8 or as UTF-16 with a byte order mark, or declare the encoding it is in"},
                *decoded->first_ill_formed);
    }
    if (decoded->first_nul) {
        log.add({Severity::error, "nul_character", "a NUL character stands in the text",
                 "save the file as UTF-8 or as UTF-16 with a byte order mark"},
                *decoded->first_nul);
    }
    return !decoded->first_nul;
}

XmlNode parse_xml(XmlTree& tree, XmlName root_name, DocumentLog& log, TextPool& pool)
{
    const auto text = log.text();
    if (trimmed(text).empty()) {
        log.add_about_file({Severity::error, "empty_file", "the file is empty", "restore it from its source"});
        return {};
    }
    if (refuse_doctype(text, log)) {
        return {};
    }
    XmlProblem problem;
    if (!parse_xml_text(text, tree, pool, problem)) {
        log.add({Severity::error, problem.code, std::move(problem.message), std::move(problem.hint)}, problem.offset);
        return {};
    }
    const XmlNode root(tree, 0);
    if (root.name() != root_name) {
        log.add({Severity::error, "wrong_root",
                 "the root element is <" + printable(root.spelling().substr(0, 64)) + ">, not <" +
                     std::string(spelling_of(root_name)) + ">",
                 "ADMX files hold policyDefinitions, ADML files policyDefinitionResources, CMTX files policyComments"},
                root.offset());
        return {};
    }
    return root;
}

XmlNode child(XmlNode parent, XmlName name)
{
    const auto found = std::find_if(parent.begin(), parent.end(), [&](XmlNode node) { return node.name() == name; });
    return found == parent.end() ? XmlNode{} : *found;
}

const XmlAttribute* find_attribute(XmlNode node, XmlName name)
{
    for (const auto& candidate : node.attributes()) {
        if (candidate.name == name) {
            return &candidate;
        }
    }
    return nullptr;
}

std::string_view attribute(XmlNode node, XmlName name)
{
    const auto* const found = find_attribute(node, name);
    return found != nullptr ? found->value : std::string_view{};
}

RawText raw_text_of(XmlNode node, TextPool& pool)
{
    XmlNode only;
    std::size_t size = 0;
    bool is_joined = false;
    for (const auto part : node) {
        if (!part.is_element()) {
            is_joined = only || part.is_cdata();
            only = part;
            size += part.raw_text().size();
        }
    }
    if (!is_joined) {
        return {only.raw_text(), false};
    }
    auto* to = pool.room(size);
    for (const auto part : node) {
        const auto text = part.raw_text(); // of an element: none
        to = part.is_cdata() ? write_unreferenced(to, text) : write_decoded(to, text);
    }
    return {pool.keep(to), true};
}

std::string_view text_of(XmlNode node, TextPool& pool)
{
    const auto [text, is_decoded] = raw_text_of(node, pool);
    return is_decoded ? text : decoded_text(text, pool);
}

std::string_view trimmed(std::string_view text)
{
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

} // namespace gpseal::admx
