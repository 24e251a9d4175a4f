#include "xml_parser.hpp"

#include "icase.hpp"
#include "xml_text.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/utf.hpp>

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace gpseal::admx {

namespace {

/// Nothing is converted while parsing: what pugixml sees stands at the same place in the file. Blanks are text where
/// they are all that an element holds, and the text that an element begins with is its value, not a node. A fragment
/// shows what stands beside the root element.
constexpr unsigned parse_options = pugi::parse_cdata | pugi::parse_doctype | pugi::parse_ws_pcdata_single |
                                   pugi::parse_embed_pcdata | pugi::parse_fragment;

constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t smallest_node = 3;      ///< <a>
constexpr std::size_t smallest_attribute = 4; ///< a=""
constexpr std::size_t max_attributes_of_one = 10'000;
constexpr std::size_t max_name_size = 1000;
constexpr std::uint32_t cdata_end_size = 3; ///< ]]>

XmlProblem malformed(std::string message, std::size_t offset)
{
    return {.code = "malformed_xml",
            .message = "not well-formed XML: " + std::move(message),
            .hint = "open the file in an XML editor; it is left out as a whole",
            .offset = offset};
}

XmlProblem too_many(std::size_t offset)
{
    return {.code = "too_many_nodes",
            .message = "the file has more elements or attributes than are accepted",
            .hint = "split the file; at most " + std::to_string(max_document_nodes) + " elements are read",
            .offset = offset};
}

/// Every element, comment or text needs a '<' and every attribute a '=': bounds what pugixml builds before it does.
bool is_bounded(std::string_view text)
{
    return (text.size() / smallest_node <= max_document_nodes ||
            static_cast<std::size_t>(std::count(text.begin(), text.end(), '<')) <= max_document_nodes) &&
           (text.size() / smallest_attribute <= max_document_attributes ||
            static_cast<std::size_t>(std::count(text.begin(), text.end(), '=')) <= max_document_attributes);
}

/// Walks pugixml's tree once and makes ours of it: names as numbers, texts as views into the file. pugixml does the
/// steps, without recursion: the depth is not ours to choose, and each step asked for from here is a call into a
/// library.
class TreeMaker : private pugi::xml_tree_walker {
public:
    TreeMaker(XmlTree& tree, const char* parsed, TextPool& pool) : tree_(tree), parsed_(parsed), pool_(pool) {}

    /// The problem has no code where there is none.
    XmlProblem make(const pugi::xml_document& document)
    {
        auto root = find_root(document, problem_);
        if (problem_.code.empty()) {
            constexpr std::size_t bytes_of_a_record = 32; // of the text, in files that are mostly tags
            tree_.records.reserve(tree_.text.size() / bytes_of_a_record);
            tree_.attributes.reserve(tree_.text.size() / bytes_of_a_record);
            root.traverse(*this);
        }
        return std::move(problem_);
    }

private:
    bool begin(pugi::xml_node& root) override { return add(root) && add_own_text(root, 0); }

    /// With every node below the root, in the order of the file.
    bool for_each(pugi::xml_node& node) override
    {
        const auto level = static_cast<std::size_t>(depth());
        if (level + 1 == max_document_depth) {
            problem_ = too_deep(place_of(node));
            return false;
        }
        const auto index = static_cast<std::uint32_t>(tree_.records.size());
        if (!add(node)) {
            return false;
        }
        append(level, index);
        if (tree_.records[index].kind == XmlRecord::Kind::element) {
            return add_own_text(node, level + 1);
        }
        if (const auto size = blanks_behind(node); size > 0) {
            const auto& cdata = tree_.records[index];
            tree_.records.push_back({.kind = XmlRecord::Kind::text,
                                     .begin = cdata.begin + cdata.text_size + cdata_end_size,
                                     .text_size = size});
            append(level, index + 1);
        }
        return true;
    }

    /// What the element begins with, as its first child.
    bool add_own_text(pugi::xml_node element, std::size_t level)
    {
        const char* const value = element.value();
        if (*value == '\0') {
            return true;
        }
        if (level + 1 == max_document_depth) {
            problem_ = too_deep(offset_of(value));
            return false;
        }
        add_text(XmlRecord::Kind::text, value);
        append(level, static_cast<std::uint32_t>(tree_.records.size() - 1));
        return true;
    }

    void add_text(XmlRecord::Kind kind, const char* value)
    {
        tree_.records.push_back(
            {.kind = kind, .begin = offset_of(value), .text_size = static_cast<std::uint32_t>(std::strlen(value))});
    }

    /// The record is the last one so far on its level, and its parent the last one above.
    void append(std::size_t level, std::uint32_t index)
    {
        const auto parent = level == 0 ? 0 : last_[level - 1];
        auto& first = tree_.records[parent].first_child;
        (first == 0 ? first : tree_.records[last_[level]].next) = index;
        last_[level] = index;
    }

    /// A text may end with a CDATA section and a line break; pugixml drops text of blanks that has neighbours.
    [[nodiscard]] std::uint32_t blanks_behind(pugi::xml_node node) const
    {
        if (tree_.records.back().kind != XmlRecord::Kind::cdata || node.next_sibling()) {
            return 0;
        }
        const auto begin = tree_.records.back().begin + tree_.records.back().text_size + cdata_end_size;
        const auto end = std::min(tree_.text.find_first_not_of(blanks, begin), tree_.text.size());
        return static_cast<std::uint32_t>(end - begin);
    }

    [[nodiscard]] std::uint32_t offset_of(const char* parsed) const
    {
        return static_cast<std::uint32_t>(parsed - parsed_);
    }

    [[nodiscard]] std::uint32_t place_of(pugi::xml_node node) const
    {
        return node.type() == pugi::node_element ? offset_of(node.name()) - 1 : offset_of(node.value());
    }

    [[nodiscard]] static XmlProblem too_deep(std::size_t offset)
    {
        return {.code = "too_deep",
                .message = "elements are nested deeper than " + std::to_string(max_document_depth),
                .hint = "policy definitions are flat; see whether this is one",
                .offset = offset};
    }

    pugi::xml_node find_root(const pugi::xml_document& document, XmlProblem& problem) const
    {
        pugi::xml_node root;
        for (const auto node : document.children()) {
            if (node.type() == pugi::node_doctype) {
                problem = {.code = "doctype_refused",
                           .message = "document type declarations (DOCTYPE) are not accepted",
                           .hint = "remove the DOCTYPE; policy definitions need none",
                           .offset = tree_.text.rfind('<', place_of(node))};
            } else if (node.type() != pugi::node_element) { // text; comments and blanks make no nodes here
                problem = malformed("text stands outside the root element", place_of(node));
            } else if (root) {
                problem = malformed("a second root element begins", place_of(node));
            }
            if (!problem.code.empty()) {
                return {};
            }
            root = node;
        }
        if (!root) {
            problem = malformed("the file has no element", 0);
        }
        return root;
    }

    bool add(pugi::xml_node node)
    {
        const auto type = node.type();
        if (type != pugi::node_element) {
            add_text(type == pugi::node_cdata ? XmlRecord::Kind::cdata : XmlRecord::Kind::text, node.value());
            return true;
        }
        const char* const begin = node.name();
        auto [size, name] = read_name(begin);
        if (name == XmlName::other) {
            const auto prefix_size = std::string_view(begin, size).find(':') + 1; // npos + 1 == 0: there is none
            name = read_name(begin + prefix_size).name;
        }
        XmlRecord record{.name = name,
                         .begin = offset_of(begin) - 1,
                         .text_size = static_cast<std::uint32_t>(size),
                         .first_attribute = static_cast<std::uint32_t>(tree_.attributes.size())};
        if (size > max_name_size) {
            problem_ = malformed("a name is longer than " + std::to_string(max_name_size) + " bytes", record.begin);
            return false;
        }
        for (auto attribute = node.first_attribute(); add(attribute); attribute = attribute.next_attribute()) {
            if (record.attribute_count++ == max_attributes_of_one) {
                problem_ = too_many(record.begin);
                return false;
            }
        }
        tree_.records.push_back(record);
        return true;
    }

    /// False: there is none.
    bool add(pugi::xml_attribute attribute)
    {
        const char* const begin = attribute.name();
        if (*begin == '\0') {
            return false;
        }
        const auto [size, name] = read_name(begin);
        // where nothing but =" stands between the two, pugixml, which cuts off the name at the =, needs not be asked
        const char behind = begin[size + 1];
        const char* const value = behind == '"' || behind == '\'' ? begin + size + 2 : attribute.value();
        tree_.attributes.push_back({.value = value_of(value),
                                    .name_begin = offset_of(begin),
                                    .name_size = static_cast<std::uint16_t>(std::min(size, max_name_size)),
                                    .name = name});
        return true;
    }

    [[nodiscard]] std::string_view value_of(const char* parsed)
    {
        const auto size = plain_size(parsed);
        const auto rest = tree_.text.substr(offset_of(parsed));
        return parsed[size] == '\0' ? rest.substr(0, size)
                                    : decoded_attribute(rest.substr(0, std::strlen(parsed)), pool_);
    }

    XmlTree& tree_;
    const char* parsed_; ///< pugixml's copy of the text, which it cuts into strings
    TextPool& pool_;
    std::array<std::uint32_t, max_document_depth> last_{}; ///< record of each level below the root
    XmlProblem problem_;
};

} // namespace

bool parse_xml_text(std::string_view text, XmlTree& tree, TextPool& pool, XmlProblem& problem)
{
    tree.text = text;
    if (!is_bounded(text)) {
        problem = too_many(0);
        return false;
    }
    std::string copy;
    constexpr auto read_behind = std::max(plain_size_stride, read_name_stride);
    copy.reserve(text.size() + 1 + read_behind);
    copy.append(text).append(1 + read_behind, '\0');
    pugi::xml_document document;
    // with its NUL: pugixml takes the last character for its own use
    const auto parsed = document.load_buffer_inplace(copy.data(), text.size() + 1, parse_options, pugi::encoding_utf8);
    if (!parsed) {
        // after an error the tree holds what came before it: never used
        problem =
            malformed(ascii_lower(parsed.description()), // "Error parsing element attribute"
                      std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)), text.size()));
        return false;
    }
    problem = TreeMaker(tree, copy.data(), pool).make(document);
    return problem.code.empty();
}

} // namespace gpseal::admx
