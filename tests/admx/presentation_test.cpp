#include "admx_support.hpp"

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

namespace {

const std::string definitions =
    tests::admx("<resources fallbackCulture='fr-FR'/><policies>"
                "<policy name='P' class='Machine' key='K' presentation='$(presentation.P)'/></policies>");

std::string table(const std::string& body)
{
    return "<policyDefinitionResources><resources><presentationTable>" + body +
           "</presentationTable></resources></policyDefinitionResources>";
}

/// A presentation with these widgets, and the catalogue that it has its texts from.
struct Shown {
    explicit Shown(const std::string& widgets)
        : catalog(catalog_of(definitions, table("<presentation id='P'>" + widgets + "</presentation>"))),
          found(catalog.presentation_of(catalog.policies()[0]))
    {
    }

    PolicyCatalog catalog;
    std::optional<Presentation> found;
};

/// The label of policy P's first widget with these ADML files, as language and label; "-": no presentation.
std::string label(const std::string& wanted, const std::vector<std::string>& languages)
{
    CatalogBuilder builder(wanted);
    builder.add_definitions({"F/T.admx", bytes(definitions)});
    for (const auto& language : languages) {
        builder.add_resources({"F/" + language + "/T.adml",
                               bytes(table("<presentation id='P'><text>" + language + "</text></presentation>"))},
                              language);
    }
    const auto catalog = std::move(builder).finish();
    const auto found = catalog.presentation_of(catalog.policies()[0]);
    return std::string(found ? found->widgets.at(0).label : "-");
}

} // namespace

TEST_CASE("presentation: every kind of widget comes out with its label, in the order written")
{
    const Shown shown("<text> Two\nlines </text><decimalTextBox refId='a'>Decimal:</decimalTextBox>"
                      "<longDecimalTextBox refId='b'>Long:</longDecimalTextBox>"
                      "<textBox refId='c'><label>Text:</label></textBox>"
                      "<multiTextBox refId='d'>Lines:</multiTextBox><!-- x -->"
                      "<checkBox refId='e'>Box</checkBox>"
                      "<comboBox refId='f'><label>Combo:</label></comboBox>"
                      "<dropdownList refId='g'>Choice:</dropdownList><listBox refId='h'>List:</listBox>"
                      "<slider refId='i'>no widget of the schema</slider>");
    const auto& found = shown.found;
    REQUIRE(found);
    CHECK(found->id == "P");
    REQUIRE(found->widgets.size() == 9);
    CHECK(found->widgets[0] == Widget{.kind = WidgetKind::text, .label = "Two\nlines"});
    CHECK(found->widgets[1] == Widget{.kind = WidgetKind::decimal_text_box, .element_id = "a", .label = "Decimal:"});
    CHECK(*found->of("B") == Widget{.kind = WidgetKind::long_decimal_text_box, .element_id = "b", .label = "Long:"});
    CHECK(*found->of("c") == Widget{.kind = WidgetKind::text_box, .element_id = "c", .label = "Text:"});
    CHECK(*found->of("d") == Widget{.kind = WidgetKind::multi_text_box, .element_id = "d", .label = "Lines:"});
    CHECK(*found->of("e") == Widget{.kind = WidgetKind::check_box, .element_id = "e", .label = "Box"});
    CHECK(*found->of("f") == Widget{.kind = WidgetKind::combo_box, .element_id = "f", .label = "Combo:"});
    CHECK(*found->of("g") == Widget{.kind = WidgetKind::drop_down_list, .element_id = "g", .label = "Choice:"});
    CHECK(*found->of("h") == Widget{.kind = WidgetKind::list_box, .element_id = "h", .label = "List:"});
    CHECK(found->of("i") == nullptr);
}

TEST_CASE("presentation: defaults and behaviour of each widget are read, attributes in any case")
{
    const Shown shown("<decimalTextBox refId='a' DefaultValue=' 30 ' spin='false' spinstep='5'/>"
                      "<longDecimalTextBox refId='b' defaultValue='18446744073709551615'/>"
                      "<textBox refId='c'><label>L</label><defaultValue> as written </defaultValue></textBox>"
                      "<multiTextBox refId='d' showAsDialog='true' defaultHeight='7'/>"
                      "<checkBox refId='e' defaultChecked='TRUE'/>"
                      "<comboBox refId='f' noSort='1'><label>L</label><default>one</default>"
                      "<suggestion>one</suggestion><suggestion>two</suggestion></comboBox>"
                      "<dropdownList refId='g' nosort='true' defaultItem='2'/>");
    const auto& found = shown.found;
    REQUIRE(found);
    CHECK(found->of("a")->default_number == 30);
    CHECK_FALSE(found->of("a")->spin);
    CHECK(found->of("a")->spin_step == 5);
    CHECK(found->of("b")->default_number == UINT64_MAX);
    CHECK(found->of("c")->default_text == " as written ");
    CHECK(found->of("d")->show_as_dialog);
    CHECK(found->of("d")->default_height == 7);
    CHECK(found->of("e")->default_checked);
    CHECK(found->of("f")->default_text == "one");
    CHECK(found->of("f")->suggestions == std::vector<std::string_view>{"one", "two"});
    CHECK(found->of("f")->no_sort);
    CHECK(found->of("g")->default_item == 2);
    CHECK(found->of("g")->no_sort);
}

TEST_CASE("presentation: a default that cannot be read is as if it were not there")
{
    const Shown shown("<decimalTextBox refId='a' defaultValue='a lot' spinStep='-1' spin='maybe'/>"
                      "<dropdownList refId='g' defaultItem=''/>"
                      "<checkBox refId='e' defaultChecked='yes'/>");
    const auto& found = shown.found;
    REQUIRE(found);
    CHECK(*found->of("a") == Widget{.kind = WidgetKind::decimal_text_box, .element_id = "a"});
    CHECK(*found->of("g") == Widget{.kind = WidgetKind::drop_down_list, .element_id = "g"});
    CHECK(*found->of("e") == Widget{.kind = WidgetKind::check_box, .element_id = "e"});
}

TEST_CASE("presentation: it comes from the best language that has it, as strings do")
{
    CHECK(label("de-AT", {"en-US", "fr-FR", "de-DE", "de-AT"}) == "de-AT");
    CHECK(label("de-AT", {"en-US", "fr-FR", "de-DE"}) == "de-DE");
    CHECK(label("de-AT", {"en-US", "fr-FR"}) == "fr-FR");
    CHECK(label("de-AT", {"en-US"}) == "en-US");
    CHECK(label("de-AT", {"ja-JP"}) == "-");
    CHECK(label("de-AT", {}) == "-");
}

TEST_CASE("presentation: of two with one id the first counts, and of ids that differ by case the one spelt alike")
{
    const auto catalog = catalog_of(definitions, table("<presentation id='p'><text>other case</text></presentation>"
                                                       "<presentation id='P'><text>first</text></presentation>"
                                                       "<presentation id='P'><text>second</text></presentation>"));
    CHECK(catalog.presentation_of(catalog.policies()[0])->widgets.at(0).label == "first");
    CHECK(count_findings(catalog, "duplicate_id") == 1);
}

TEST_CASE("presentation: it outlives the move of its catalogue, and a policy without one has none")
{
    auto first = catalog_of(definitions, table("<presentation id='P'><text>t</text></presentation>"));
    const auto second = std::move(first);
    CHECK(second.presentation_of(second.policies()[0])->widgets.at(0).label == "t");
    const auto none = catalog_of(tests::admx("<policies><policy name='P' class='Machine' key='K'/></policies>"),
                                 table("<presentation id='P'/>"));
    CHECK_FALSE(none.presentation_of(none.policies()[0]));
}
