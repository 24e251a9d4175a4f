#include "definition_builder.hpp"

#include <gpseal/policy/policy_state.hpp>

#include <algorithm>
#include <iterator>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

PolicyReading read(const std::string& attributes, const std::string& content, const PolBuilder& pol)
{
    const auto catalog = catalog_of(policy_xml(attributes, content));
    const PolImage file(pol);
    auto reading = read_policy(catalog.policies()[0], file.image);
    CHECK(reading.state == state_of(catalog.policies()[0], file.image));
    CHECK(reading.winner.has_value() == (reading.state != PolicyState::not_configured));
    for (auto& element : reading.elements) {
        element.element = nullptr; // the catalogue ends here
    }
    return reading;
}

PolicyState state(const std::string& attributes, const std::string& content, const PolBuilder& pol)
{
    return read(attributes, content, pol).state;
}

constexpr auto enabled = PolicyState::enabled;
constexpr auto disabled = PolicyState::disabled;
constexpr auto not_configured = PolicyState::not_configured;
constexpr auto unrecognised = PolicyState::unrecognised;

const std::string plain = "valueName=\"V\"";
const std::string on_off = "<enabledValue><decimal value=\"1\"/></enabledValue>"
                           "<disabledValue><decimal value=\"0\"/></disabledValue>";
const std::string box = R"(<elements><boolean id="B" valueName="Box"/></elements>)";
const std::string explicit_box =
    R"(<elements><boolean id="B" valueName="Box"><trueValue><decimal value="1"/></trueValue>
    <falseValue><decimal value="0"/></falseValue></boolean></elements>)";
const std::string number = R"(<elements><decimal id="N" valueName="Number"/></elements>)";
const std::string list = R"(<elements><list id="L" key="K\List" valuePrefix=""/></elements>)";

} // namespace

TEST_CASE("policy state, rule 1: keys and names match in any case, and the last entry wins")
{
    CHECK(state(plain, on_off, PolBuilder().dword("k", "v", 1)) == enabled);
    CHECK(state(plain, on_off, PolBuilder().dword("K", "V", 0).dword("k\\", "v", 1)) == enabled);
    CHECK(state(plain, on_off, PolBuilder().dword("K", "V", 1).sz("K", "**del.V", " ")) == not_configured);
    CHECK(state(plain, on_off, PolBuilder().sz("K", "**del.V", " ").dword("K", "V", 1)) == enabled);
    CHECK(state(plain, on_off, PolBuilder().dword("K", "V", 1).sz("K", "**delvals.", " ")) == not_configured);
    CHECK(state(plain, on_off, PolBuilder().add("K", "", RegistryType::none, "")) == not_configured);
}

TEST_CASE("policy state, rule 2: the value decides, by default DWORD 1 and its deletion, and outranks elements")
{
    CHECK(state(plain, "", PolBuilder().dword("K", "V", 1)) == enabled);
    CHECK(state(plain, "", PolBuilder().sz("K", "**del.V", " ")) == disabled);
    CHECK(state(plain, "", PolBuilder().dword("K", "**del.V", 32)) == disabled);
    CHECK(state(plain, "", PolBuilder().sz("K", "**DeleteValues", "V")) == not_configured);
    CHECK(state(plain, on_off + box, PolBuilder().dword("K", "V", 1).sz("K", "**del.Box", " ")) == enabled);
    CHECK(state(plain, on_off + number, PolBuilder().dword("K", "V", 0).dword("K", "Number", 5)) == disabled);
}

TEST_CASE("policy state, rule 3: lists count when all of them is there, in part only without a value of its own")
{
    const std::string lists = R"(<enabledList><item key="K" valueName="A"><value><decimal value="1"/></value></item>
        <item key="K2" valueName="B"><value><string>on</string></value></item></enabledList>
        <disabledList><item key="K" valueName="A"><value><delete/></value></item></disabledList>)";
    const auto whole = PolBuilder().dword("K", "A", 1).sz("K2", "B", "on");
    CHECK(state("", lists, whole) == enabled);
    CHECK(state(plain, lists, whole) == enabled);
    CHECK(state("", lists, PolBuilder().dword("K", "A", 1)) == enabled);
    CHECK(state(plain, lists, PolBuilder().dword("K", "A", 1)) == not_configured);
    CHECK(state("", lists, PolBuilder().sz("K", "**del.A", " ")) == disabled);
}

TEST_CASE("policy state, rule 4: a cleared key deletes no value by name; it is evidence for lists only")
{
    CHECK(state(plain, "", PolBuilder().sz("K", "**delvals.", " ")) == not_configured);
    CHECK(state("", list, PolBuilder().sz("K\\List", "**delvals.", " ")) == disabled);
    CHECK(state("", box, PolBuilder().sz("K", "**delvals.", " ")) == not_configured);
}

TEST_CASE("policy state, rule 5: a set element enables, a deleted or unchecked one disables")
{
    CHECK(state("", number, PolBuilder().dword("K", "Number", 5)) == enabled);
    CHECK(state("", number, PolBuilder().sz("K", "**del.Number", " ")) == disabled);
    CHECK(state("", box, PolBuilder().dword("K", "Box", 1)) == enabled);
    CHECK(state("", box, PolBuilder().sz("K", "**del.Box", " ")) == disabled);
    CHECK(state("", explicit_box, PolBuilder().dword("K", "Box", 0)) == disabled);
    CHECK(state("", list, PolBuilder().sz("K\\List", "**delvals.", " ").sz("K\\List", "1", "x")) == enabled);
}

TEST_CASE("policy state: a list with explicit names has any name, though its template gives a prefix, too")
{
    const std::string both = R"(<elements><list id="L" key="K\List" valuePrefix="" explicitValue="true"/></elements>)";
    CHECK(state("", both, PolBuilder().sz("K\\List", "any name", "x")) == enabled);
}

TEST_CASE("policy state: what the policy's other parts name is no line of a list in their key")
{
    const auto lines = [](const PolicyReading& reading) {
        std::vector<std::string> all;
        const auto& value = reading.elements.back().value;
        if (const auto* const pairs = std::get_if<std::vector<ListPair>>(&value)) {
            std::transform(pairs->begin(), pairs->end(), std::back_inserter(all),
                           [](const ListPair& pair) { return pair.name + '=' + pair.data; });
        }
        return all;
    };
    const std::string shared = R"(<elements><text id="T" valueName="Text"/>
        <boolean id="B" valueName="Box"><trueList><item valueName="Listed"><value><decimal value="1"/></value></item>
        </trueList></boolean><list id="L" key="k" explicitValue="true"/></elements>)";
    const auto own = PolBuilder().dword("K", "V", 1).sz("K", "text", "t").dword("K", "Listed", 1);
    CHECK(lines(read(plain, shared, own)).empty());
    CHECK(read(plain, shared, own).elements.back().state == ElementState::not_configured);
    const auto more = PolBuilder().dword("K", "V", 1).sz("K", "a", "1").sz("K", "Text", "t");
    CHECK(lines(read(plain, shared, more)) == std::vector<std::string>{"a=1"});
    // data that no list has says nothing of it where it is not the list's
    const auto odd = PolBuilder().add("K", "V", RegistryType::binary, std::string(3, '\1')).sz("K", "a", "1");
    CHECK(read(plain, shared, odd).elements.back().state == ElementState::set);
}

TEST_CASE("policy state, rule 6: a list is no evidence beside a value of the policy's own")
{
    CHECK(state(plain, list, PolBuilder().sz("K\\List", "1", "x")) == not_configured);
}

TEST_CASE("policy state: data that means neither state is unrecognised, unless an element explains it")
{
    CHECK(state(plain, on_off, PolBuilder().dword("K", "V", 2)) == unrecognised);
    CHECK(state(plain, on_off, PolBuilder().sz("K", "V", "1")) == unrecognised);
    CHECK(state(plain, on_off, PolBuilder().add("K", "V", RegistryType::dword, std::string(2, '\1'))) == unrecognised);
    CHECK(state("", box, PolBuilder().dword("K", "Box", 7)) == unrecognised);
    CHECK(state(plain, on_off + number, PolBuilder().dword("K", "V", 2).dword("K", "Number", 5)) == enabled);
}

TEST_CASE("policy state: elements have their values, and every word is evidence")
{
    const std::string all = R"(<elements>
        <boolean id="B" valueName="Box"/><decimal id="N" valueName="Number"/>
        <decimal id="T" valueName="AsText" storeAsText="true"/><longDecimal id="Q" valueName="Long"/>
        <text id="S" valueName="Text"/><multiText id="M" valueName="Lines"/>
        <enum id="E" valueName="Choice"><item displayName="a"><value><decimal value="3"/></value></item>
            <item displayName="b"><value><string>B</string></value></item></enum>
        <list id="L" key="K\List" explicitValue="true"/></elements>)";
    const auto reading = read(plain, all,
                              PolBuilder()
                                  .dword("K", "V", 1)
                                  .sz("K", "**del.Box", " ")
                                  .dword("K", "Number", 70000)
                                  .sz("K", "AsText", "12")
                                  .add("K", "Long", RegistryType::qword, std::string("\1\0\0\0\1\0\0\0", 8))
                                  .add("K", "Text", RegistryType::expand_sz, to_utf16le("%x%") + std::string(2, '\0'))
                                  .add("K", "Lines", RegistryType::multi_sz, to_utf16le(std::string("a\0b\0\0", 5)))
                                  .sz("K", "Choice", "B")
                                  .sz("K\\List", "name", "data"));
    CHECK(reading.state == enabled);
    CHECK(reading.evidence.size() == 9);
    CHECK(reading.winner->value_name == "V");
    CHECK(reading.elements[0].value == ElementValue(false));
    CHECK(reading.elements[1].value == ElementValue(std::uint64_t{70000}));
    CHECK(reading.elements[2].value == ElementValue(std::uint64_t{12}));
    CHECK(reading.elements[3].value == ElementValue(std::uint64_t{0x1'0000'0001}));
    CHECK(reading.elements[4].value == ElementValue(std::string("%x%")));
    CHECK(reading.elements[5].value == ElementValue(std::vector<std::string>{"a", "b"}));
    CHECK(reading.elements[6].value == ElementValue(EnumChoice{1}));
    CHECK(reading.elements[7].value == ElementValue(std::vector<ListPair>{{"name", "data"}}));
}

TEST_CASE("policy state, rule 8: an element on the policy's own value is implied by its \"on\"")
{
    const std::string same = R"(<elements><enum id="E" valueName="v"><item displayName="one"><value><decimal value="1"/>
        </value></item><item displayName="two"><value><decimal value="2"/></value></item></enum></elements>)";
    const auto one = read(plain, same, PolBuilder().dword("K", "V", 1));
    CHECK(one.state == enabled);
    CHECK(one.elements[0].state == ElementState::implied);
    const auto two = read(plain, same, PolBuilder().dword("K", "V", 2));
    CHECK(two.state == enabled);
    CHECK(two.elements[0].state == ElementState::set);
}
