#define DOCTEST_CONFIG_IMPLEMENT
#include "corpus_support.hpp"
#include "parsed_file.hpp"
#include "xml_text.hpp"

#include <gpseal/base/utf.hpp>

#include <Poco/JSON/Parser.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
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

/// An ADML file of the corpus, read alone.
struct ReadAlone {
    SourceText source;
    std::optional<AdmlContent> content;

    explicit ReadAlone(const std::string& path) : source(path)
    {
        source.bytes = tests::bytes_of(tests::corpus_folder() / path);
        REQUIRE(open_text(source.bytes, source.log));
        content = read_adml(source.context());
        REQUIRE(content);
    }
};

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

TEST_CASE("corpus: products, their versions and the rules over them are all there")
{
    std::map<std::string, std::map<std::string, std::size_t>> counted;
    const auto path_of = [](const SourcePlace& place) { return everything().files()[place.file].path; };
    for (const auto& product : everything().products()) {
        constexpr std::array names = {"products", "majorVersions", "minorVersions"};
        counted[path_of(product.place)][names.at(static_cast<std::size_t>(product.level))] += 1;
    }
    for (const auto& definition : everything().support_definitions()) {
        auto& counts = counted[path_of(definition.place)];
        counts["supportedOn_definitions"] += 1;
        counts["support_or"] += definition.rule == SupportRule::any_of ? 1 : 0;
        counts["support_and"] += definition.rule == SupportRule::all_of ? 1 : 0;
        counts["support_range"] += static_cast<std::size_t>(
            std::count_if(definition.conditions.begin(), definition.conditions.end(),
                          [](const SupportCondition& condition) { return condition.is_range; }));
    }
    for (const auto& path : facts().getObject("admx")->getNames()) {
        CAPTURE(path);
        const auto expected = facts().getObject("admx")->getObject(path);
        for (const auto* const figure_name : {"products", "majorVersions", "minorVersions", "supportedOn_definitions",
                                              "support_or", "support_and", "support_range"}) {
            CAPTURE(figure_name);
            CHECK(counted[path][figure_name] == figure(*expected, figure_name));
        }
    }
}

TEST_CASE("corpus: no character of any string is lost")
{
    for (const auto& path : facts().getObject("adml")->getNames()) {
        CAPTURE(path);
        ReadAlone file(path);
        std::size_t characters = 0;
        for (const auto& entry : file.content->strings.entries) {
            const auto& text = entry.text;
            characters += code_points(text.is_decoded ? text.text : decoded_text(text.text, file.source.pool));
        }
        CHECK(characters == figure(*facts().getObject("adml")->getObject(path), "string_chars"));
    }
}

TEST_CASE("corpus: the widgets of every presentation are all there, kind by kind")
{
    for (const auto& path : facts().getObject("adml")->getNames()) {
        CAPTURE(path);
        const ReadAlone file(path);
        std::map<std::string, std::size_t> counts;
        for (const auto& entry : file.content->presentations.entries()) {
            for (const auto& widget : file.content->presentations.make(entry).widgets) {
                counts[std::string(to_string(widget.kind))] += 1;
            }
        }
        const auto expected = facts().getObject("adml")->getObject(path)->getObject("widgets");
        CHECK(counts.size() == expected->size());
        for (const auto& each : counts) {
            CAPTURE(each.first);
            CHECK(each.second == figure(*expected, each.first));
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
