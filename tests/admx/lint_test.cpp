#include "lint_support.hpp"

#include <gpseal/base/utf.hpp>

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

TEST_CASE("lint: the codes are sorted, and each says what it means")
{
    std::string_view last;
    for (const auto& code : finding_codes()) {
        CAPTURE(code.code);
        CHECK(last < code.code);
        CHECK_FALSE(code.meaning.empty());
        CHECK(find_finding_code(code.code) == &code);
        last = code.code;
    }
    CHECK(find_finding_code("no_such_code") == nullptr);
}

TEST_CASE("lint: a file as the schema wants it has no finding")
{
    CHECK(of_policy("key='K' valueName='V'") == Said{});
    CHECK(of_elements(
              "<enum id='E' valueName='V'><item displayName='i'><value><decimal value='1'/></value></item></enum>",
              "<text>t</text><dropdownList refId='e' defaultItem='0'>l</dropdownList>") == Said{});
}

TEST_CASE("lint: a plain load neither looks for style nor changes what it says")
{
    const auto odd = admx_file(policy("Key='\\K\\' valuename='' presentation='$(presentation.P)'", "stray"));
    const auto plain = catalog_of(odd, adml_file("<string id='unused'>u</string>", "<presentation id='P'/>"));
    CHECK(plain.findings().empty());
    CHECK(linted(odd).policies().size() == plain.policies().size());
}

TEST_CASE("lint: names are held against the schema")
{
    CHECK(of_policy("Key='K' valuename='V' area='x' key='L'") ==
          Said{"note attribute_case 2:11", "note attribute_case 2:11", "warning unknown_attribute 2:11",
               "error duplicate_attribute 2:11"});
    CHECK(of_policy("key='K' valueName='V'", "stray<Keywords>k</Keywords><other><policy/></other>") ==
          Said{"warning stray_text 2:11", "note element_case 2:134", "warning unknown_element 2:156"});
    CHECK(of_elements("<slider id='E'/>", "<knob refId='E'/>") ==
          Said{"warning unknown_element 3:1", "warning policy_sets_nothing 2:11", "warning unknown_element 3:41"});
    CHECK(of_policy("key='K' valueName=''") ==
          Said{"warning empty_value_name 2:11", "warning policy_sets_nothing 2:11"});
}

TEST_CASE("lint: the XML namespace, and an encoding that the bytes do not have, are style")
{
    const auto bare = [](const std::string& root) {
        return "<policyDefinitions" + root +
               "><policyNamespaces><target prefix='t' namespace='Test'/></policyNamespaces></policyDefinitions>";
    };
    const auto of = [&](const std::string& text) {
        auto all = said(linted(text, adml_file({})));
        return all;
    };
    CHECK(of(bare("")) == Said{"note no_xmlns 1:1"});
    CHECK(of(bare(" xmlns='Policy security intelligence'")) == Said{"note odd_xmlns 1:1"});
    const auto labelled = [&](const std::string& label) {
        return "<?xml version='1.0' encoding='" + label + "'?>" + bare(' ' + std::string(xmlns));
    };
    CHECK(of(labelled("utf-8")) == Said{});
    CHECK(of(labelled("unicode")) == Said{"note encoding_label 1:1"});
    CHECK(of("\xFF\xFE" + to_utf16le(labelled("utf-16"))) == Said{});
    CHECK(of("\xFF\xFE" + to_utf16le(labelled("utf-8"))) == Said{"note encoding_label 1:1"});
}

TEST_CASE("lint: a policy that cannot do what it seems to is a warning")
{
    CHECK(of_policy("key='\\K' valueName='V'") == Said{"warning key_backslash 2:11"});
    CHECK(of_policy("key='K\\' valueName='V'") == Said{"warning key_backslash 2:11"});
    CHECK(of_policy("key='hklm\\K' valueName='V'") == Said{"warning key_hive 2:11"});
    CHECK(of_policy("key='K/L' valueName='V'") == Said{"warning key_slash 2:11"});
    CHECK(of_policy("key='HKEY_CURRENT_USER\\K' valueName='V'") == Said{"warning key_hive 2:11"});
    CHECK(of_policy("key='K'") == Said{"warning policy_sets_nothing 2:11"});
    CHECK(of_policy("key='K'", "<enabledValue><decimal value='1'/></enabledValue>") ==
          Said{"warning policy_sets_nothing 2:11", "warning value_without_name 2:11"});
    CHECK(of_policy("key='K'", "<elements><text id='E' valueName='V'/></elements>") ==
          Said{"warning no_presentation 2:11"});
    CHECK(said(linted(admx_file("<policies><policy name='a.b' class='User' displayName='p' key='K' valueName='V'/>"
                                "</policies>"),
                      adml_file({}))) ==
          Said{"note odd_id 2:11", "note no_category 2:11", "note no_supported_on 2:11"});
}

TEST_CASE("lint: elements that contradict themselves are warnings")
{
    CHECK(of_elements("<decimal id='E' valueName='V' minValue='10000'/>",
                      "<decimalTextBox refId='E'>l</decimalTextBox>") == Said{"warning limits_reversed 3:1"});
    CHECK(of_elements("<list id='E' explicitValue='true' valuePrefix='x'/>", "<listBox refId='E'>l</listBox>") ==
          Said{"warning list_prefix_and_explicit 3:1"});
    CHECK(of_elements("<text id='E'/>", "<textBox refId='E'><label>l</label></textBox>") ==
          Said{"warning element_without_value_name 3:1"});
    CHECK(of_elements("<enum id='E' valueName='V'/>", "<dropdownList refId='E'>l</dropdownList>") ==
          Said{"warning empty_enum 3:1"});
    CHECK(of_elements("<text id='E' valueName='V'/>\n<text id='e' valueName='W'/>",
                      "<textBox refId='E'><label>l</label></textBox>") == Said{"error duplicate_id 4:1"});
    const auto number = [](const std::string& limits) {
        return of_elements("<decimal id='E' valueName='V' " + limits + "/>",
                           "<decimalTextBox refId='E'>l</decimalTextBox>");
    };
    CHECK(number("maxValue='4294967295'") == Said{});
    CHECK(number("maxValue='4294967296'") == Said{"warning limit_too_large 3:1"});
    CHECK(number("minValue='5' maxValue='4'") == Said{"warning limits_reversed 3:1"});
    CHECK(of_elements("<text id='E' key='a/b' valueName='V'/>", "<textBox refId='E'><label>l</label></textBox>") ==
          Said{"warning key_slash 3:1"});
}

TEST_CASE("lint: what minValue above maxValue is to become depends on which is written")
{
    const auto hint = [](const std::string& limits) {
        const auto catalog =
            linted(admx_file(policy("key='K'", "<elements><decimal id='E' valueName='V' " + limits + "/></elements>")));
        return find_finding(catalog, "limits_reversed")->hint;
    };
    CHECK(hint("minValue='10000'") == "write a maxValue above minValue; it is 9999 where it is not written");
    CHECK(hint("minValue='5' maxValue='4'") == "swap minValue and maxValue, or mend one of them");
}

TEST_CASE("lint: a presentation is held against the policy's elements")
{
    const std::string element = "<boolean id='E' valueName='V'/>";
    CHECK(of_elements(element, "<checkBox refId='F'>l</checkBox>") ==
          Said{"warning widget_without_element 3:41", "warning element_without_widget 3:20"});
    CHECK(of_elements(element, "<listBox refId='E'>l</listBox>") == Said{"warning widget_kind_mismatch 3:41"});
    CHECK(of_elements(element, "<checkBox refId='E' defaultChecked='maybe'>l</checkBox>") ==
          Said{"warning bad_boolean 3:41"});
    CHECK(of_elements("<decimal id='E' valueName='V'/>",
                      "<decimalTextBox refId='E' defaultValue='-1' spinStep='x'>l</decimalTextBox>") ==
          Said{"error bad_number 3:41", "error bad_number 3:41"});
    CHECK(of_elements("<enum id='E' valueName='V'><item displayName='i'><value><delete/></value></item></enum>",
                      "<dropdownList refId='E' defaultItem='1'>l</dropdownList>") ==
          Said{"warning default_item_out_of_range 3:41"});
}

TEST_CASE("lint: what a dialog starts with has to be something that it takes")
{
    const std::string number = "<decimal id='E' valueName='V' minValue='3' maxValue='7'/>";
    const auto of_default = [&](const std::string& value) {
        return of_elements(number, "<decimalTextBox refId='E' defaultValue='" + value + "'>l</decimalTextBox>");
    };
    CHECK(of_default("2") == Said{"warning default_out_of_range 3:41"});
    CHECK(of_default("8") == Said{"warning default_out_of_range 3:41"});
    CHECK(of_default("3") == Said{});
    CHECK(of_elements("<longDecimal id='E' valueName='V'/>",
                      "<longDecimalTextBox refId='E' defaultValue='10000'>l</longDecimalTextBox>") ==
          Said{"warning default_out_of_range 3:41"});
    const auto of_text = [&](const std::string& text) {
        return of_elements("<text id='E' valueName='V' maxLength='3'/>",
                           "<textBox refId='E'><label>l</label><defaultValue>" + text + "</defaultValue></textBox>");
    };
    CHECK(of_text("four") == Said{"warning default_too_long 3:41"});
    CHECK(of_text("\u00e4\u00f6\u00fc") == Said{});
}

TEST_CASE("lint: items and elements that cannot be told apart")
{
    const auto of_items = [&](const std::string& second) {
        return of_elements(
            "<enum id='E' valueName='V'><item displayName='a'><value><decimal value='1'/></value></item>" + second +
                "</enum>",
            "<dropdownList refId='E'>l</dropdownList>");
    };
    CHECK(of_items("<item displayName='b'><value><decimal value='1'/></value></item>") ==
          Said{"warning duplicate_item_value 3:1"});
    CHECK(of_items("<item displayName='a'><value><decimal value='2'/></value></item>") ==
          Said{"warning duplicate_item_name 3:1"});
    CHECK(of_items("<item displayName='b'><value><decimal value='1'/></value><valueList><item valueName='W'><value>"
                   "<decimal value='1'/></value></item></valueList></item>") == Said{});
    CHECK(of_elements("<text id='E' valueName='V'/>\n<text id='F' key='k' valueName='v'/>",
                      "<textBox refId='E'><label>l</label></textBox><textBox refId='F'><label>l</label></textBox>") ==
          Said{"warning shared_value 4:1"});
}

TEST_CASE("lint: a policy's name belongs into the ADML files, and their revision has to be recent enough")
{
    const auto catalog = linted("<policyDefinitions " + std::string(xmlns) +
                                    "><policyNamespaces><target prefix='t' namespace='Test'/></policyNamespaces>\n"
                                    "<resources minRequiredRevision='2.10'/><policies>"
                                    "<policy name='P' class='User' displayName='Plain words' key='K' "
                                    "valueName='V'/></policies></policyDefinitions>",
                                "<policyDefinitionResources " + std::string(xmlns) +
                                    " revision='2.9'><resources/></policyDefinitionResources>");
    std::vector<std::string> codes;
    for (const auto& finding : catalog.findings()) {
        codes.push_back(finding.code);
    }
    CHECK(std::count(codes.begin(), codes.end(), "literal_display_name") == 1);
    CHECK(std::count(codes.begin(), codes.end(), "old_resources") == 1);
}

TEST_CASE("lint: a string or presentation that is there twice is said to be so, and nothing else")
{
    const auto catalog = linted(
        admx_file(
            "<policies><policy name='P' class='Machine' displayName='$(string.P)' key='K' valueName='V' "
            "presentation='$(presentation.P)'><parentCategory ref='C'/><supportedOn ref='S'/></policy></policies>"),
        adml_file("<string id='P'>p</string><string id='P'>q</string>",
                  "<presentation id='P'/><presentation id='P'/>"));
    CHECK(said(catalog) == Said{"error duplicate_id 2:39", "error duplicate_id 3:42"});
}

TEST_CASE("lint: what nothing names is a note, and what is missing an error")
{
    const auto catalog = linted(
        admx_file("<policies><policy name='P' class='Machine' displayName='$(string.P)' explainText='$(string.None)' "
                  "key='K' valueName='V' presentation='$(presentation.None)'><parentCategory ref='x:C'/>"
                  "<supportedOn ref='None'/></policy></policies>"),
        adml_file("<string id='p'>p</string>\n<string id='Unused'>u</string>", "<presentation id='Unused'/>"));
    CHECK(said(catalog) == Said{"error missing_string 2:11", "error missing_supported_on 2:11",
                                "error missing_parent 2:11", "error missing_presentation 2:11",
                                "note unreferenced_string 3:1", "note unreferenced_presentation 4:20"});
}

TEST_CASE("lint: a file that is refused is refused with or without it")
{
    for (const auto* const text : {"", "<html>", "<policyDefinitions>", "<other/>", "<!DOCTYPE x><x/>"}) {
        CAPTURE(text);
        const auto catalog = linted(text);
        REQUIRE(catalog.findings().size() == 1);
        CHECK(catalog.findings()[0] == catalog_of(text).findings()[0]);
        CHECK(catalog.findings()[0].severity == Severity::error);
    }
}
