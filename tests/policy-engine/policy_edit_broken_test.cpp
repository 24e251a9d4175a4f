#include "definition_builder.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_edit.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

/// The outcome of setting a policy of a template that is broken: "" for what was written, else the refusal.
std::string refusal(const std::string& policy, const std::vector<ElementInput>& elements)
{
    const auto broken = tests::catalog_of(policy);
    const auto result = set_policy({broken.policies()[0], nullptr}, {PolicyState::enabled, elements}, {});
    CHECK((result || result.error().code == Errc::refused));
    return result ? "" : result.error().message;
}

std::string with_elements(const std::string& elements)
{
    return tests::policy_xml({}, "<elements>" + elements + "</elements>");
}

} // namespace

TEST_CASE("policy edit: two elements with one value are refused where the one asked for would lose")
{
    const auto twins = with_elements(R"(<text id="A" valueName="V"/><text id="B" key="k" valueName="v"/>)");
    CHECK(refusal(twins, {{"A", "x"}}) == "element A of policy P would not read back as the value given: element B "
                                          "writes the same value, K!V; nothing was written");
    CHECK(refusal(twins, {{"A", "x"}, {"B", "y"}}).starts_with("element A of policy P"));
    CHECK(refusal(twins, {{"A", "x"}, {"B", "x"}}).empty());
    CHECK(refusal(twins, {{"B", "y"}}).empty());
    const auto boxes = with_elements(R"(<boolean id="A" valueName="V"/><decimal id="N" valueName="V"/>)");
    CHECK(refusal(boxes, {{"A", "false"}, {"N", "5"}}).find("element N writes the same value") != std::string::npos);
    CHECK(refusal(boxes, {{"A", "true"}, {"N", "1"}}).empty());
}

TEST_CASE("policy edit: a value for an id that two elements have is refused, a policy with such stays usable")
{
    const auto twins = with_elements(R"(<text id="A" valueName="V"/><text id="a" valueName="W"/>)");
    CHECK(refusal(twins, {{"A", "x"}}).find("has 2 elements with the id \"A\"") != std::string::npos);
    CHECK(refusal(twins, {}).empty());
}

TEST_CASE("policy edit: what a list, another part of the policy, or the template itself takes back is refused")
{
    const auto cleared = with_elements(R"(<text id="A" valueName="V"/><list id="L" valuePrefix="p"/>)");
    CHECK(refusal(cleared, {{"A", "x"}, {"L", "line"}}).starts_with("element A of policy P"));
    const auto list = tests::policy_xml({}, R"(<enabledList><item key="K" valueName="V"><value><string>fixed</string>
        </value></item></enabledList><elements><text id="A" valueName="V"/></elements>)");
    CHECK(refusal(list, {{"A", "x"}}).find("another part of the template") != std::string::npos);
    CHECK(refusal(list, {{"A", "fixed"}}).empty());
    const auto nameless = with_elements(R"(<text id="A"/><text id="B" valueName="V"/>)");
    CHECK(refusal(nameless, {{"A", "x"}}).find("its template names no value") != std::string::npos);
    const auto stuck = with_elements(R"(<boolean id="A" valueName="V"><trueValue><decimal value="1"/></trueValue>
        <falseValue><decimal value="1"/></falseValue></boolean>)");
    CHECK_FALSE(refusal(stuck, {{"A", "false"}}).empty());
    CHECK(refusal(stuck, {{"A", "true"}}).empty());
}

TEST_CASE("policy edit: an item with the value of another one is what was asked for")
{
    const auto same = with_elements(R"(<enum id="E" valueName="V">
        <item displayName="One"><value><decimal value="1"/></value></item>
        <item displayName="Uno"><value><decimal value="1"/></value></item></enum>)");
    CHECK(refusal(same, {{"E", "Uno"}}).empty());
}

namespace {

RegistryEntry text(const char* key, const char* name)
{
    return make_entry(key, name, RegistryType::sz, sz_data("x"));
}

} // namespace

TEST_CASE("policy edit: a list that clears its key takes no value of others with it")
{
    const auto catalog = tests::catalog_of(with_elements(R"(<list id="L" valuePrefix="p"/>)"));
    const RegistryEntries before = {text("K", "theirs"), text("Other", "v")};
    const auto after = set_policy({catalog.policies()[0], nullptr}, {PolicyState::enabled, {{"L", "line"}}}, before);
    REQUIRE(after);
    CHECK(std::find(after->begin(), after->end(), before[0]) >
          std::find_if(after->begin(), after->end(),
                       [](const auto& e) { return to_utf8(view_of(e).value_name).starts_with("**delvals"); }));
    CHECK(unset_policy(catalog.policies()[0], *after) == before);
}

TEST_CASE("policy edit: a value that a later entry would take away again is written behind it")
{
    const auto wanted = make_entry("K", "V", RegistryType::dword, dword_data(1));
    const RegistryEntries before = {make_entry("K", "V", RegistryType::dword, dword_data(0)),
                                    make_entry("K", "**delvals.", RegistryType::sz, sz_data(" "))};
    const auto after = set_value(before, wanted);
    REQUIRE(after.size() == 2);
    CHECK(after[1] == wanted);
    CHECK(set_value(std::span(before).first(1), wanted).front() == wanted);
}

TEST_CASE("policy edit: data that the template does not know is not replaced unasked")
{
    const auto catalog =
        tests::catalog_of(with_elements(R"(<decimal id="N" valueName="N"/><text id="T" valueName="T"/>)"));
    const PolicyTemplate policy{catalog.policies()[0], nullptr};
    const auto set = set_policy(policy, {PolicyState::enabled, {{"N", "5"}, {"T", "x"}}}, {});
    REQUIRE(set);
    auto newer = *set;
    for (auto& entry : newer) {
        if (to_utf8(view_of(entry).value_name) == "T") {
            entry = make_entry("K", "T", RegistryType::dword, dword_data(3));
        }
    }
    const auto refused = set_policy(policy, {PolicyState::enabled, {{"N", "6"}}}, newer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::refused);
    CHECK(refused.error().message.starts_with("element T holds data"));
    CHECK(set_policy(policy, {PolicyState::enabled, {{"N", "6"}, {"T", "y"}}}, newer));
}
