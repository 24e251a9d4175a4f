#include "definition_builder.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_edit.hpp>

#include <doctest/doctest.h>

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
