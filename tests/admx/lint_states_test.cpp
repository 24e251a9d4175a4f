#include "lint_support.hpp"

using namespace gpseal;
using namespace gpseal::admx;
using namespace gpseal::tests;

TEST_CASE("lint: two states that write the same, and an element on the policy's value, cannot be told apart")
{
    const std::string one = "<decimal value='1'/>";
    const auto states = [&](const std::string& on, const std::string& off) {
        return of_policy("key='K' valueName='V'",
                         (on.empty() ? "" : "<enabledValue>" + on + "</enabledValue>") +
                             (off.empty() ? "" : "<disabledValue>" + off + "</disabledValue>"));
    };
    CHECK(states(one, one) == Said{"warning same_states 2:11"});
    CHECK(states("", one) == Said{"warning same_states 2:11"}); // DWORD 1 by default
    CHECK(states("<delete/>", "") == Said{"warning same_states 2:11"});
    CHECK(states(one, "<string>1</string>") == Said{});
    const auto box = [&](const std::string& off) {
        return of_elements("<boolean id='E' valueName='V'><trueValue>" + one + "</trueValue><falseValue>" + off +
                               "</falseValue></boolean>",
                           "<checkBox refId='E'>l</checkBox>");
    };
    CHECK(box(one) == Said{"warning same_states 3:1"});
    CHECK(box("<decimal value='0'/>") == Said{});
    const auto own = [](const std::string& attributes) {
        return of_policy("key='K' valueName='V'", "<elements>\n<decimal id='E' " + attributes + "/></elements>",
                         "<decimalTextBox refId='E'>l</decimalTextBox>");
    };
    CHECK(own("valueName='v'") == Said{"note element_on_policy_value 3:1"});
    CHECK(own("valueName='V' key='k'") == Said{"note element_on_policy_value 3:1"});
    CHECK(own("valueName='V' key='L'") == Said{});
    CHECK(own("valueName='W'") == Said{});
}
