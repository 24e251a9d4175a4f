#include "admx_support.hpp"
#include "xml_document.hpp"
#include "xml_parser.hpp"
#include "xml_text.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <iterator>

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

namespace {

/// A document that stays while its tree is looked at.
struct Parsed {
    std::string text;
    XmlTree tree;
    TextPool pool;
    XmlProblem problem;
    bool accepted = false;

    explicit Parsed(std::string xml) : text(std::move(xml)) { accepted = parse_xml_text(text, tree, pool, problem); }
    [[nodiscard]] XmlNode root() const { return {tree, 0}; }
};

/// Where and why a text is refused: "code at offset"; empty: it is accepted.
std::string refusal(const std::string& xml)
{
    const Parsed parsed(xml);
    return parsed.accepted ? "" : std::string(parsed.problem.code) + " at " + std::to_string(parsed.problem.offset);
}

std::string text_in(const std::string& content)
{
    Parsed parsed("<r>" + content + "</r>");
    REQUIRE(parsed.accepted);
    return std::string(text_of(parsed.root(), parsed.pool));
}

std::string value_of(const std::string& value)
{
    const Parsed parsed("<r id=\"" + value + "\"/>");
    REQUIRE(parsed.accepted);
    return std::string(attribute(parsed.root(), XmlName::id));
}

} // namespace

TEST_CASE("xml: text comes out with its references replaced and its line breaks as LF")
{
    CHECK(text_in("a &lt;b&gt; &amp;amp; &quot;c&quot; &apos;d&apos;") == "a <b> &amp; \"c\" 'd'");
    CHECK(text_in("1\r\n2\r3\n4\r\r\n5") == "1\n2\n3\n4\n\n5");
    CHECK(text_in("&#65;&#x42;&#x20AC;&#x1F600;&#13;") == "AB\u20ac\U0001F600\r");
    CHECK(text_in("one<!-- cut --> two<![CDATA[ <3>\r\n& ]]> four") == "one two <3>\n&  four");
    CHECK(text_in("  \n ") == "  \n ");
    CHECK(text_in("") == "");
}

TEST_CASE("xml: what is no reference stays as written")
{
    for (const std::string text : {"&", "a & b", "&nbsp;", "&;", "&#;", "&#x;", "&#0;", "&#xD800;", "&#x110000;",
                                   "&#99999999999;", "&#12a;", "&lt", "&amp", "&#-1;"}) {
        CAPTURE(text);
        CHECK(text_in(text) == text);
        CHECK(value_of(text) == text);
    }
}

TEST_CASE("xml: an attribute's blanks become spaces, and its name matches in any case")
{
    CHECK(value_of("a\r\nb\tc\nd &lt;&quot; <e>") == "a b c d <\" <e>");
    const Parsed parsed("<x:Policy NAME = 'n'\n\tname='second' valueName=\"v\"/>");
    REQUIRE(parsed.accepted);
    CHECK(parsed.root().name() == XmlName::policy);
    CHECK(parsed.root().spelling() == "Policy");
    CHECK(attribute(parsed.root(), XmlName::name) == "n"); // the first counts
    CHECK(attribute(parsed.root(), XmlName::value_name) == "v");
    CHECK(attribute(parsed.root(), XmlName::key).data() == nullptr);
    CHECK(parsed.root().attributes().size() == 3);
}

TEST_CASE("xml: a value is whole and decoded whatever its length, and a name whatever stands behind it")
{
    for (std::size_t before = 0; before < 20; ++before) {
        for (std::size_t behind = 0; behind < 10; ++behind) {
            const std::string head(before, 'x');
            const std::string tail(behind, '\xC3'); // no text, but nobody asks here
            CHECK(value_of(head + tail) == head + tail);
            CHECK(value_of(head + "&amp;" + tail) == head + '&' + tail);
            CHECK(value_of(head + '\t' + tail) == head + ' ' + tail);
        }
    }
    for (const auto* const between : {"=", " =", "= ", " = ", "\n=\r\n", "\t=\t"}) {
        const Parsed parsed(std::string("<r x='1' id") + between + "'v' key" + between + "\"\" policyRef" + between +
                            "'w'/>");
        REQUIRE(parsed.accepted);
        REQUIRE(parsed.root().attributes().size() == 4);
        CHECK(attribute(parsed.root(), XmlName::id) == "v");
        CHECK(find_attribute(parsed.root(), XmlName::key)->value.empty());
        CHECK(attribute(parsed.root(), XmlName::policy_ref) == "w");
        CHECK(parsed.root().spelling(parsed.root().attributes()[3]) == "policyRef");
    }
}

TEST_CASE("xml: children come in order, with their places, and blanks that lay them out are no text")
{
    const Parsed parsed("<?xml version='1.0'?>\n<!-- c -->\n<list>\n  <item/>\n  stray\n  <item>x</item>\n</list>\n");
    REQUIRE(parsed.accepted);
    std::string seen;
    for (const auto node : parsed.root()) {
        seen += node.is_element() ? "item@" + std::to_string(node.offset()) + ' ' : "text ";
    }
    CHECK(seen == "item@42 text item@60 ");
}

TEST_CASE("xml: what is not well-formed is refused, with a place in the file")
{
    for (const std::string text : {"",
                                   "<a>",
                                   "<a></b>",
                                   "<a></a",
                                   "<a/><b/>",
                                   "x<a/>",
                                   "</a>",
                                   "<a>< b</a>",
                                   "<a b/>",
                                   "<a b=c/>",
                                   "<a b='c'd='e'/>",
                                   "<a b='c/>",
                                   "<a 1='c'/>",
                                   "<a><!-- </a>",
                                   "<a><!--></a>",
                                   "<a><![CDATA[ </a>",
                                   "<![CDATA[x]]><a/>",
                                   "<a><!ELEMENT a></a>",
                                   "<?1?><a/>",
                                   "<a><?pi </a>"}) {
        CAPTURE(text);
        const Parsed parsed(text);
        CHECK_FALSE(parsed.accepted);
        CHECK(parsed.problem.code == "malformed_xml");
        CHECK(parsed.problem.offset <= text.size());
    }
    CHECK(refusal("<a/><b/>") == "malformed_xml at 4");
    CHECK(refusal("x<a/>") == "malformed_xml at 0");
    CHECK(refusal("<a/>\nx") == "malformed_xml at 4");
    CHECK(refusal("<a/><!DOCTYPE a>") == "doctype_refused at 4");
    CHECK(refusal("<" + std::string(1001, 'a') + "/>") == "malformed_xml at 0");
    CHECK(refusal("<a/>\n<!-- c --><?pi?>\n").empty());
}

TEST_CASE("xml: every truncation of a document is refused, never read past its end")
{
    const std::string text = "<?xml version='1.0'?><a b='&lt;' c=\"d\"><!-- e --><f:g>&#65;h</f:g ><![CDATA[i]]></a>";
    REQUIRE(refusal(text).empty());
    for (std::size_t length = 0; length < text.size(); ++length) {
        CAPTURE(length);
        // a copy of its own: a read past the end is seen by the address sanitizer
        CHECK_FALSE(refusal(std::string(text, 0, length)).empty());
    }
}

TEST_CASE("xml: elements, attributes and depth are counted before they cost memory")
{
    std::string many = "<a";
    for (int i = 0; i <= 10'000; ++i) {
        many += " b='' ";
    }
    CHECK(refusal(many + "/>").starts_with("too_many_nodes"));
    std::string deep;
    for (std::size_t i = 0; i <= max_document_depth; ++i) {
        deep += "<a>";
    }
    std::string ends;
    for (std::size_t i = 0; i <= max_document_depth; ++i) {
        ends += "</a>";
    }
    CHECK(refusal(deep + ends) == "too_deep at " + std::to_string(3 * max_document_depth));
}

TEST_CASE("xml: every name that the schemas have is known in any case and with any prefix, and no other name is")
{
    for (std::size_t i = 1; i < static_cast<std::size_t>(XmlName::count); ++i) {
        const auto name = static_cast<XmlName>(i);
        const std::string spelling(spelling_of(name));
        CAPTURE(spelling);
        auto upper = spelling;
        std::transform(upper.begin(), upper.end(), upper.begin(),
                       [](char c) { return static_cast<char>(c & ~0x20); }); // all of them are letters
        for (const auto& written : {spelling, upper, ascii_lower(spelling)}) {
            const Parsed parsed('<' + written + ' ' + written + "='1'><p:" + written + '\n' + written + "x ='2'/><x" +
                                written + "/></" + written + '>');
            REQUIRE(parsed.accepted);
            const auto root = parsed.root();
            CHECK(root.name() == name);
            CHECK(root.spelling() == written);
            CHECK(attribute(root, name) == "1");
            const auto prefixed = *root.begin();
            CHECK(prefixed.name() == name);
            CHECK(prefixed.spelling() == written);
            REQUIRE(prefixed.attributes().size() == 1);
            CHECK(prefixed.attributes().front().name != name);
            CHECK(prefixed.spelling(prefixed.attributes().front()) == written + 'x');
            CHECK(prefixed.attributes().front().value == "2");
            CHECK(std::next(root.begin())->name() != name);
        }
        const Parsed shorter('<' + spelling.substr(1) + "/>");
        CHECK(shorter.root().name() != name);
    }
}

TEST_CASE("xml: a name ends where it ends, however long it is")
{
    for (std::size_t size = 1; size <= 100; ++size) {
        const std::string name(size, 'n');
        for (const auto* const equals : {"=\"", " =\"", "= \"", "\r\n=\t\""}) {
            const Parsed parsed('<' + name + ' ' + name + equals + "'='\"/>");
            REQUIRE(parsed.accepted);
            CHECK(parsed.root().spelling() == name);
            REQUIRE(parsed.root().attributes().size() == 1);
            CHECK(parsed.root().spelling(parsed.root().attributes().front()) == name);
            CHECK(parsed.root().attributes().front().value == "'='");
        }
    }
}

TEST_CASE("xml: a value is what it is, however long it is and wherever it has to be decoded")
{
    for (std::size_t size = 0; size <= 100; ++size) {
        const std::string plain(size, 'v');
        CHECK(value_of(plain) == plain);
        for (std::size_t at = 0; at <= size; ++at) {
            const auto begin = plain.substr(0, at);
            const auto end = plain.substr(at);
            CHECK(value_of(begin + "&lt;" + end) == begin + '<' + end);
            CHECK(value_of(begin + '\n' + end) == begin + ' ' + end);
            CHECK(value_of(begin + "é" + end) == begin + "é" + end);
        }
    }
}

TEST_CASE("xml: decoded texts stay where they are while more are made")
{
    TextPool pool;
    std::vector<std::pair<std::string_view, std::string>> made;
    for (std::size_t i = 0; i < 3000; ++i) {
        const std::string text(i % 500 == 0 ? 70'000 : i % 300, 'a');
        made.emplace_back(decoded_text(text + "\r\n&amp;", pool), text + "\n&");
    }
    CHECK(std::all_of(made.begin(), made.end(), [](const auto& each) { return each.first == each.second; }));
}
