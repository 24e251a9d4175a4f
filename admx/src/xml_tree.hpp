#pragma once

#include "xml_names.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

// A parsed XML document as views into its text, which stays as it is: positions in messages are positions in the file,
// and what nobody asks for is never decoded.

struct XmlAttribute {
    std::string_view value; ///< references decoded, blanks normalised
    std::uint32_t name_begin = 0;
    std::uint16_t name_size = 0; ///< at most 1,000: of a longer name the beginning
    XmlName name = XmlName::other;
};

/// An element, or a piece of its character data.
struct XmlRecord {
    enum class Kind : std::uint8_t { element, text, cdata };

    Kind kind = Kind::element;
    XmlName name = XmlName::other;
    std::uint16_t attribute_count = 0;
    std::uint32_t begin = 0;     ///< of the element's '<', of the text
    std::uint32_t text_size = 0; ///< of the name as written, with its prefix; of the text
    std::uint32_t first_attribute = 0;
    std::uint32_t first_child = 0; ///< 0: none, for the root is nobody's child
    std::uint32_t next = 0;        ///< sibling; 0: none
};

struct XmlTree {
    std::string_view text;
    std::vector<XmlRecord> records; ///< the root first
    std::vector<XmlAttribute> attributes;
};

/// One node of a tree, which has to outlive it. A null node has no name, children or attributes.
class XmlNode {
public:
    class Iterator;

    XmlNode() = default;
    XmlNode(const XmlTree& tree, std::uint32_t index) : tree_(&tree), record_(&tree.records[index]) {}

    explicit operator bool() const { return record_ != nullptr; }
    [[nodiscard]] bool is_element() const { return record_ != nullptr && record_->kind == XmlRecord::Kind::element; }
    [[nodiscard]] bool is_cdata() const { return record_ != nullptr && record_->kind == XmlRecord::Kind::cdata; }

    /// `other` also for null nodes and text.
    [[nodiscard]] XmlName name() const { return record_ != nullptr ? record_->name : XmlName::other; }
    /// Of an element: the name as written, without its namespace prefix.
    [[nodiscard]] std::string_view spelling() const;
    /// Of an element: its '<' in the file's text.
    [[nodiscard]] std::size_t offset() const { return record_ != nullptr ? record_->begin : 0; }
    /// Of a piece of text: as written.
    [[nodiscard]] std::string_view raw_text() const;

    [[nodiscard]] std::span<const XmlAttribute> attributes() const;
    [[nodiscard]] std::string_view spelling(const XmlAttribute& attribute) const;

    /// For reserving: of any kind.
    [[nodiscard]] std::size_t child_count() const;
    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;

private:
    friend class Iterator;
    [[nodiscard]] XmlNode at(std::uint32_t index) const { return index == 0 ? XmlNode{} : XmlNode(*tree_, index); }

    const XmlTree* tree_ = nullptr;
    const XmlRecord* record_ = nullptr;
};

/// Over the children of a node.
class XmlNode::Iterator {
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = XmlNode;
    using difference_type = std::ptrdiff_t;
    using pointer = const XmlNode*;
    using reference = const XmlNode&;

    Iterator() = default;
    explicit Iterator(XmlNode node) : node_(node) {}
    reference operator*() const { return node_; }
    pointer operator->() const { return &node_; }
    Iterator& operator++()
    {
        node_ = node_.at(node_.record_->next);
        return *this;
    }
    Iterator operator++(int)
    {
        auto before = *this;
        ++*this;
        return before;
    }
    bool operator==(const Iterator& other) const { return node_.record_ == other.node_.record_; }

private:
    XmlNode node_;
};

inline XmlNode::Iterator XmlNode::begin() const
{
    return Iterator(record_ != nullptr ? at(record_->first_child) : XmlNode{});
}

inline XmlNode::Iterator XmlNode::end() const
{
    return {};
}

inline std::size_t XmlNode::child_count() const
{
    return static_cast<std::size_t>(std::distance(begin(), end()));
}

inline std::string_view XmlNode::spelling() const
{
    if (!is_element()) {
        return {};
    }
    const auto whole = tree_->text.substr(record_->begin + 1, record_->text_size);
    return whole.substr(whole.find(':') + 1); // npos + 1 == 0: the whole
}

inline std::string_view XmlNode::spelling(const XmlAttribute& attribute) const
{
    return tree_->text.substr(attribute.name_begin, attribute.name_size);
}

inline std::string_view XmlNode::raw_text() const
{
    return record_ != nullptr && !is_element() ? tree_->text.substr(record_->begin, record_->text_size)
                                               : std::string_view{};
}

inline std::span<const XmlAttribute> XmlNode::attributes() const
{
    return is_element() ? std::span(tree_->attributes).subspan(record_->first_attribute, record_->attribute_count)
                        : std::span<const XmlAttribute>{};
}

} // namespace gpseal::admx
