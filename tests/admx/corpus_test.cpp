#define DOCTEST_CONFIG_IMPLEMENT
#include "adml_document.hpp"
#include "corpus_support.hpp"

#include <gpseal/base/utf.hpp>

#include <Poco/JSON/Parser.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <iostream>
#include <map>

using namespace gpseal;
using namespace gpseal::admx;
using Poco::JSON::Object;

namespace {

/// The figures that another reader (lxml) took from the same files.
const Object& facts()
{
    static const auto parsed = [] {
        std::ifstream in(tests::corpus_folder() / "facts.json");
        return Poco::JSON::Parser().parse(in).extract<Object::Ptr>()->getObject("shared");
    }();
    return *parsed;
}

/// Every ADMX and ADML file of the corpus in one catalogue; paths are relative to the corpus.
const PolicyCatalog& everything()
{
    static const auto catalog = [] {
        CatalogBuilder builder;
        for (const auto& path : facts().getObject("admx")->getNames()) {
            builder.add_definitions({.path = path, .bytes = tests::bytes_of(tests::corpus_folder() / path)});
        }
        for (const auto& path : facts().getObject("adml")->getNames()) {
            auto language = std::filesystem::path(path).parent_path().filename().string();
            builder.add_resources({.path = path, .bytes = tests::bytes_of(tests::corpus_folder() / path)},
                                  std::move(language));
        }
        return std::move(builder).finish();
    }();
    return catalog;
}

std::size_t figure(const Object& of, const std::string& name)
{
    return of.has(name) ? of.getValue<std::size_t>(name) : 0;
}

std::size_t code_points(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Blanks between the end of a CDATA section and the next tag: the one thing that the parser drops.
std::size_t blanks_behind_cdata(std::string_view text)
{
    std::size_t count = 0;
    for (auto at = text.find("]]>"); at != std::string_view::npos; at = text.find("]]>", at + 3)) {
        const auto end = text.find_first_not_of(" \t\r\n", at + 3);
        if (text.substr(end).starts_with("</string>")) {
            const auto blanks = text.substr(at + 3, end - at - 3);
            count += blanks.size() - static_cast<std::size_t>(std::count(blanks.begin(), blanks.end(), '\r'));
        }
    }
    return count;
}

} // namespace

TEST_CASE("corpus: every file loads, and its policies, categories, strings and presentations are all there")
{
    std::size_t agreeing = 0;
    for (const auto& file : everything().files()) {
        CAPTURE(file.path);
        CHECK(file.status != FileStatus::refused);
        const bool definitions = file.kind == FileKind::definitions;
        const auto expected = facts().getObject(definitions ? "admx" : "adml")->getObject(file.path);
        CHECK(file.policies == figure(*expected, "policies"));
        CHECK(file.categories == figure(*expected, "categories"));
        CHECK(file.strings == figure(*expected, "strings"));
        CHECK(file.presentations == figure(*expected, "presentations"));
        agreeing += 1;
    }
    CHECK(agreeing == facts().getObject("admx")->size() + facts().getObject("adml")->size());
}

TEST_CASE("corpus: the elements of every file are all there, kind by kind, with their enum items")
{
    std::map<std::string, std::map<std::string, std::size_t>> counted;
    for (const auto& policy : everything().policies()) {
        auto& counts = counted[everything().file_of(policy).path];
        for (const auto& element : policy.elements) {
            counts[std::string(kind_name(element))] += 1;
            if (const auto* const choice = std::get_if<EnumElement>(&element.body)) {
                counts["items"] += choice->items.size();
            }
        }
    }
    for (const auto& path : facts().getObject("admx")->getNames()) {
        CAPTURE(path);
        const auto expected = facts().getObject("admx")->getObject(path);
        for (const auto* const kind : {"boolean", "decimal", "longDecimal", "text", "multiText", "enum", "list"}) {
            CAPTURE(kind);
            CHECK(counted[path][kind] == figure(*expected->getObject("elements"), kind));
        }
        CHECK(counted[path]["items"] == figure(*expected, "enum_items"));
    }
}

TEST_CASE("corpus: no character of any string is lost, but for blanks behind a CDATA section")
{
    for (const auto& path : facts().getObject("adml")->getNames()) {
        CAPTURE(path);
        DocumentLog log(path, tests::bytes_of(tests::corpus_folder() / path));
        std::deque<std::string> pool;
        auto decoded = decode_text(log.bytes());
        REQUIRE(decoded);
        const auto dropped = blanks_behind_cdata(decoded->utf8);
        const auto content = read_adml(decoded->utf8, {log, pool, 0});
        REQUIRE(content);
        std::size_t characters = 0;
        for (const auto& entry : content->strings) {
            characters += code_points(entry.text);
        }
        CHECK(characters + dropped == figure(*facts().getObject("adml")->getObject(path), "string_chars"));
    }
}

TEST_CASE("corpus: the widgets of every presentation are all there, kind by kind")
{
    for (const auto& path : facts().getObject("adml")->getNames()) {
        CAPTURE(path);
        DocumentLog log(path, tests::bytes_of(tests::corpus_folder() / path));
        std::deque<std::string> pool;
        auto decoded = decode_text(log.bytes());
        REQUIRE(decoded);
        const auto content = read_adml(decoded->utf8, {log, pool, 0});
        REQUIRE(content);
        std::map<std::string, std::size_t> counts;
        for (const auto& entry : content->presentations.entries) {
            for (const auto& widget : content->presentations.make(entry).widgets) {
                counts[std::string(to_string(widget.kind))] += 1;
            }
        }
        const auto expected = facts().getObject("adml")->getObject(path)->getObject("widgets");
        CHECK(counts.size() == expected->size());
        for (const auto& [kind, count] : counts) {
            CAPTURE(kind);
            CHECK(count == figure(*expected, kind));
        }
    }
}

int main(int argc, char** argv)
{
    if (!std::filesystem::exists(tests::corpus_folder() / "facts.json")) {
        std::cout << "skipped: no corpus in " << tests::corpus_folder() << "; set GPSEAL_CORPUS\n";
        return 77;
    }
    return doctest::Context(argc, argv).run();
}
