#include "test_data.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/registry_directive.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

const admx::PolicyCatalog& catalog()
{
    static const auto loaded = [] {
        admx::CatalogBuilder builder;
        builder.add_definitions(
            {.path = "Editing.admx", .bytes = tests::read_bytes(tests::data_folder() / "editing/Editing.admx")});
        builder.add_resources({.path = "en-US/Editing.adml",
                               .bytes = tests::read_bytes(tests::data_folder() / "editing/en-US/Editing.adml")},
                              "en-US");
        return std::move(builder).finish();
    }();
    return loaded;
}

/// A policy of the catalogue with its presentation.
struct Named {
    explicit Named(const char* name)
        : definition(*catalog().find(name).at(0)), presentation(catalog().presentation_of(definition))
    {
    }

    [[nodiscard]] PolicyTemplate policy() const { return {definition, presentation ? &*presentation : nullptr}; }

    const admx::PolicyDefinition& definition;
    std::optional<admx::Presentation> presentation;
};

constexpr auto enabled = PolicyState::enabled;
constexpr auto disabled = PolicyState::disabled;
constexpr auto not_configured = PolicyState::not_configured;

Result<RegistryEntries> set(const char* name, PolicyState state, std::vector<ElementInput> elements = {},
                            const RegistryEntries& entries = {})
{
    const Named named(name);
    return set_policy(named.policy(), {.state = state, .elements = std::move(elements)}, entries);
}

/// "KEY!NAME" of each entry, the key without what all have in common.
std::vector<std::string> names(const RegistryEntries& entries)
{
    std::vector<std::string> out;
    for (const auto& entry : entries) {
        const auto view = view_of(entry);
        out.push_back(to_utf8(view.key).substr(std::string("Software\\Policies\\Example\\").size()) + '!' +
                      to_utf8(view.value_name));
    }
    return out;
}

using Names = std::vector<std::string>;

RegistryEntries foreign()
{
    return {make_entry("Software\\Other", "A", RegistryType::dword, dword_data(1)),
            make_entry("Software\\Policies\\Example\\Edit\\Numbered", "x", RegistryType::dword, dword_data(1)),
            make_entry("Software\\Policies\\Example\\Edit\\Pairs", "", RegistryType::none, ""),
            make_entry("Software\\Policies\\Example\\Edit", "**del.Nothing", RegistryType::sz, sz_data(" "))};
}

const std::vector<ElementInput> everything{{"Name", "me"},
                                           {"Number", "0x10"},
                                           {"AsText", "12"},
                                           {"Long", "18446744073709551615"},
                                           {"Lines", "a"},
                                           {"Lines", "b"},
                                           {"mode", "second MODE"},
                                           {"Box", "true"},
                                           {"Numbered", "x"},
                                           {"Numbered", "y"},
                                           {"Prefixed", "z"},
                                           {"Named", "n"},
                                           {"Pairs", "left=right=more"}};

} // namespace

TEST_CASE("policy edit: a switch writes what its template says, or the defaults of the format")
{
    const auto on = set("Plain", enabled).value();
    CHECK((names(on) == Names{"Edit!Plain"}));
    CHECK(on[0].type == RegistryType::dword);
    CHECK(on[0].data == dword_data(1));
    const auto off = set("Plain", disabled).value();
    CHECK((names(off) == Names{"Edit!**del.Plain"}));
    CHECK(off[0].type == RegistryType::sz);
    CHECK(off[0].data == std::string(" \0\0\0", 4)); // as Windows writes it
    CHECK(set("OnOff", enabled).value()[0].data == sz_data("yes"));
    CHECK(set("OnOff", disabled).value()[0].type == RegistryType::qword);
    CHECK((names(set("Inverse", enabled).value()) == Names{"Edit!**del.Inverse"}));
    CHECK((names(set("Lists", enabled).value()) == Names{"Other!One", "Own!Two"}));
    CHECK((names(set("Lists", disabled).value()) == Names{"Other!One", "Own!**del.Two"}));
}

TEST_CASE("policy edit: elements are written in the dialog's order, each in its own way")
{
    const auto entries = set("Everything", enabled, everything).value();
    CHECK(
        (names(entries) == Names{"Edit\\All!On", "Edit\\All!Name", "Edit\\All!Number", "Edit\\All!AsText",
                                 "Edit\\All!**soft.SoftNumber", "Edit\\All!Long", "Elsewhere!Path", "Edit\\All!Lines",
                                 "Edit\\All!Mode", "Edit\\All!Extra", "Edit\\All!Box", "Edit\\Numbered!**delvals.",
                                 "Edit\\Numbered!1", "Edit\\Numbered!2", "Edit\\Prefixed!p1", "Edit\\Named!**delvals.",
                                 "Edit\\Named!n", "Edit\\Pairs!**delvals.", "Edit\\Pairs!left"}));
    CHECK(entries[2].data == dword_data(16));
    CHECK(entries[3].data == sz_data("12"));
    CHECK(entries[5].data == qword_data(~std::uint64_t{0}));
    CHECK(entries[6].type == RegistryType::expand_sz);
    CHECK(entries[6].data == sz_data("%SystemRoot%")); // the presentation's default
    CHECK(entries[8].data == sz_data("b"));
    CHECK(entries[18].type == RegistryType::expand_sz);
    CHECK(entries[18].data == sz_data("right=more"));
}

TEST_CASE("policy edit: disabled deletes every element, clears every list, and unchecks the boxes")
{
    CHECK((names(set("Everything", disabled).value()) ==
           Names{"Edit\\All!On", "Edit\\All!**del.Name", "Edit\\All!**del.Number", "Edit\\All!**del.AsText",
                 "Edit\\All!**del.SoftNumber", "Edit\\All!**del.Long", "Elsewhere!**del.Path", "Edit\\All!**del.Lines",
                 "Edit\\All!**del.Mode", "Edit\\All!**del.Box", "Edit\\Numbered!**delvals.",
                 "Edit\\Prefixed!**delvals.", "Edit\\Named!**delvals.", "Edit\\Pairs!**delvals."}));
    const auto boxes = set("Boxes", disabled).value();
    CHECK((names(boxes) ==
           Names{"Edit\\Boxes!Explicit", "Edit\\Boxes!**del.Bare", "Edit\\Boxes!Listed", "Edit\\Boxes!**del.More"}));
    CHECK(boxes[0].data == dword_data(4));
    CHECK((names(set("OwnValue", disabled).value()) == Names{"Edit!Own"}));
}

TEST_CASE("policy edit: what is written reads back, and unset leaves the file as it was")
{
    for (const auto& policy : catalog().policies()) {
        CAPTURE(policy.name);
        const auto name = std::string(policy.name);
        for (const auto state : {enabled, disabled}) {
            auto elements = state != enabled              ? std::vector<ElementInput>{}
                            : policy.name == "Everything" ? everything
                            : policy.name == "OneList"    ? std::vector<ElementInput>{{"Names", "a"}}
                            : policy.name == "OwnValue"   ? std::vector<ElementInput>{{"Own", "#2"}}
                                                          : std::vector<ElementInput>{};
            const auto written = set(name.c_str(), state, elements, foreign());
            if (policy.name == "Mute") {
                CHECK(written.error().code == Errc::refused);
                continue;
            }
            REQUIRE(written);
            CHECK(state_in(policy, *written) == state);
            CHECK(unset_policy(policy, *written) == foreign());
            CHECK(set(name.c_str(), not_configured, {}, *written).value() == foreign());
            CHECK(set(name.c_str(), state, elements, *written).value() == *written); // once is enough
        }
    }
}

TEST_CASE("policy edit: a policy's own entries are replaced where they stand")
{
    auto entries = foreign();
    entries.insert(entries.begin() + 1, make_entry("software\\policies\\example\\EDIT\\", "**DEL.plain",
                                                   RegistryType::dword, dword_data(32)));
    const auto written = set("Plain", enabled, {}, entries).value();
    CHECK(written.size() == entries.size());
    CHECK((names({written[1]}) == Names{"Edit!Plain"}));
}

TEST_CASE("policy edit: where a later entry would take it back, the policy comes last")
{
    const auto key = "Software\\Policies\\Example\\Edit";
    const RegistryEntries entries{make_entry(key, "Plain", RegistryType::dword, dword_data(0)),
                                  make_entry(key, "**delvals.", RegistryType::sz, sz_data(" "))};
    CHECK((names(set("Plain", enabled, {}, entries).value()) == Names{"Edit!**delvals.", "Edit!Plain"}));
}

TEST_CASE("policy edit: a value that others wrote into a list's key stays, and is none of the list's lines")
{
    const auto key = "Software\\Policies\\Example\\Edit\\Numbered";
    const RegistryEntries others{make_entry(key, "number", RegistryType::dword, dword_data(1)),
                                 make_entry(key, "other", RegistryType::sz, sz_data("data"))};
    const auto first = set("Everything", enabled, {{"Name", "n"}, {"Numbered", "line"}}, others).value();
    const auto second = set("Everything", enabled, {{"Number", "7"}}, first).value();
    CHECK(unset_policy(Named("Everything").definition, second) == others);
    CHECK(second.size() == first.size());
}

TEST_CASE("policy edit: a list that is not additive is what was asked for and nothing more, or it is refused")
{
    const auto key = "Software\\Policies\\Example\\Edit\\Named"; // any value there would be a line
    for (const auto& other : {make_entry(key, "number", RegistryType::dword, dword_data(1)),
                              make_entry(key, "other", RegistryType::sz, sz_data("data"))}) {
        const auto refused = set("Everything", enabled, {{"Name", "n"}, {"Named", "line"}}, {other});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::refused);
        CHECK(refused.error().message.find("Edit\\Named!" + to_utf8(view_of(other).value_name) +
                                           " would not be set any more, and would be a line of its list") !=
              std::string::npos);
    }
    // what the policy itself wrote is replaced; what was cleared away is no line
    const RegistryEntries cleared{make_entry(key, "old", RegistryType::dword, dword_data(1)),
                                  make_entry(key, "**delvals.", RegistryType::sz, sz_data(" "))};
    CHECK(set("Everything", enabled, {{"Name", "n"}, {"Named", "line"}}, cleared));
    const auto first = set("Everything", enabled, {{"Name", "n"}, {"Named", "a"}, {"Named", "b"}}).value();
    const auto second = set("Everything", enabled, {{"Named", "c"}}, first).value();
    CHECK((names({second.end() - 3, second.end() - 1}) == Names{"Edit\\Named!**delvals.", "Edit\\Named!c"}));
    const auto empty = set("Everything", enabled, {{"Named", ""}}, second);
    CHECK(empty.value().size() == second.size() - 1);
}

TEST_CASE("policy edit: what is not given stays as it is set, and starts as the presentation says")
{
    const auto first = set("Everything", enabled, {{"Name", "one"}, {"Number", "5"}, {"Pairs", "a=b"}}).value();
    const auto second = set("Everything", enabled, {{"Name", "two"}}, first).value();
    CHECK(second[1].data == sz_data("two"));
    CHECK(second[2].data == dword_data(5));
    CHECK(second.back().data == sz_data("b"));
    CHECK(set("Everything", enabled, {{"Name", "x"}}).value()[2].data == dword_data(30));
    // a disabled policy's dialog starts anew
    const auto off = set("Everything", disabled, {}, first).value();
    CHECK(set("Everything", enabled, {{"Name", "x"}}, off).value()[2].data == dword_data(30));
}

TEST_CASE("policy edit: an element's own value replaces the policy's where both share it")
{
    const auto second = set("OwnValue", enabled, {{"Own", "2"}}).value();
    REQUIRE(second.size() == 1);
    CHECK(second[0].data == dword_data(2));
}

TEST_CASE("policy edit: wrong wishes are refused with a sentence that helps")
{
    const auto message = [](std::vector<ElementInput> elements, const char* policy = "Everything") {
        elements.push_back({"Name", "n"});
        if (std::string(policy) != "Everything") {
            elements.pop_back();
        }
        const auto result = set(policy, enabled, elements);
        REQUIRE_FALSE(result);
        CHECK(result.error().code == Errc::usage);
        return result.error().message;
    };
    CHECK(message({{"Numbr", "5"}}).find("did you mean Number?") != std::string::npos);
    CHECK(message({{"Number", "2"}}) == "element Number (decimal) takes 3 to 600, not 2");
    CHECK(message({{"Number", "601"}}) == "element Number (decimal) takes 3 to 600, not 601");
    for (const auto* const word : {"-1", "18446744073709551616", "five", "5.0", ""}) {
        CHECK(message({{"Number", word}}) ==
              "element Number (decimal) takes a whole number from 3 to 600, not \"" + std::string(word) + '"');
    }
    CHECK(message({{"Number", "5"}, {"Number", "6"}}).find("takes one value") != std::string::npos);
    CHECK(message({{"Mode", "Third"}}).find("it has \"First mode\", \"Second mode\"") != std::string::npos);
    CHECK(message({{"Mode", "#0"}}) == "element Mode (enum) has the places #1 to #2, not #0");
    CHECK(message({{"Mode", "#3"}}) == "element Mode (enum) has the places #1 to #2, not #3");
    CHECK(message({{"Mode", "#"}}) == "element Mode (enum) has the places #1 to #2, not #");
    CHECK(message({{"Box", "maybe"}}).find("true or false") != std::string::npos);
    CHECK(message({{"Lines", "toolong"}}).find("at most 5 characters") != std::string::npos);
    CHECK(message({{"Lines", "1"}, {"Lines", "2"}, {"Lines", "3"}, {"Lines", "4"}}).find("at most 3 lines") !=
          std::string::npos);
    CHECK(message({{"Numbered", "a"}, {"Numbered", ""}}) ==
          "element Numbered (list) is emptied by Numbered= alone, not beside other lines");
    CHECK(message({{"Pairs", "no equals"}}).find("NAME=DATA") != std::string::npos);
    CHECK(message({{"Pairs", "a=1"}, {"Pairs", "A=2"}}).find("twice") != std::string::npos);
    CHECK(message({{"Named", "**del.Plain"}}).find("cannot name a value") != std::string::npos);
    CHECK(message({}, "OwnValue").find("is required and has no default") != std::string::npos);
    CHECK(set("Everything", enabled).error().message.find("must not be empty") != std::string::npos);
    CHECK(set("Everything", disabled, {{"Name", "n"}}).error().code == Errc::usage);
}

TEST_CASE("policy edit: a wish that would read back in another state is refused, whatever its elements")
{
    const auto empty_list = set("OneList", enabled);
    CHECK(empty_list.error().code == Errc::refused);
    CHECK(empty_list.error().message.find("would read back as disabled, not enabled: give its elements values") !=
          std::string::npos);
    CHECK(empty_list.error().message.ends_with("; nothing was written"));
    CHECK(set("Mute", enabled).error().code == Errc::refused);
}

TEST_CASE("policy edit: raw values are set and unset by name, whatever directive spoke of them")
{
    const auto set_one = make_entry("K", "V", RegistryType::dword, dword_data(1));
    const RegistryEntries entries{make_entry("a", "x", RegistryType::sz, sz_data("")),
                                  make_entry("k\\", "**del.v", RegistryType::sz, sz_data(" ")),
                                  make_entry("K", "**delvals.", RegistryType::sz, sz_data(" "))};
    const auto written = set_value(entries, set_one);
    REQUIRE(written.size() == 3);
    CHECK(written[2] == set_one); // behind what would take it away again
    CHECK(unset_value(written, "k", "v") == RegistryEntries{entries[0], entries[2]});
    CHECK(unset_value(written, "K", "**DELVALS.") == RegistryEntries{entries[0], set_one});
    CHECK(unset_value(written, "K", "other") == written);
}
