#include "pol_builder.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/security_template.hpp>
#include <gpseal/policy/workstation_policies.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;
using Policy = WorkstationPolicy;

namespace {

constexpr std::string_view parameters = R"(System\CurrentControlSet\Services\LanmanWorkstation\Parameters)";
constexpr std::string_view signing = "RequireSecuritySignature";

const std::string typical = "[Unicode]\r\nUnicode=yes\r\n[Registry Values]\r\n"
                            "MACHINE\\Software\\Microsoft\\Driver Signing\\Policy=3,0\r\n"
                            "MACHINE\\System\\CurrentControlSet\\Services\\LanmanWorkstation\\Parameters\\"
                            "RequireSecuritySignature=4,1\r\n"
                            "MACHINE\\Software\\Legal=7,a,\"b, c\"\r\n"
                            "[Version]\r\nsignature=\"$CHICAGO$\"\r\nRevision=1\r\n";

Result<SecurityTemplate> parse(const std::string& bytes)
{
    return parse_security_template(std::as_bytes(std::span(bytes)), "inf");
}

std::string utf16(const std::string& text)
{
    return "\xFF\xFE" + to_utf16le(text);
}

GroupPolicyObject gpo_with(const std::string& name, const PolBuilder& pol, const std::string& inf)
{
    auto gpo = make_gpo(name, pol);
    gpo.security = parse(inf).value();
    return gpo;
}

std::string signature(std::string_view data)
{
    return "[Registry Values]\nMACHINE\\" + std::string(parameters) + "\\" + std::string(signing) + "=" +
           std::string(data) + "\n";
}

} // namespace

TEST_CASE("security template: UTF-16, UTF-8 with a mark and 8 bits have one meaning")
{
    const auto plain = parse(typical);
    REQUIRE(plain);
    REQUIRE(plain->values.size() == 3);
    const auto* const value = find(*plain, parameters, "requiresecuritysignature");
    REQUIRE(value != nullptr);
    CHECK(value->line == 5);
    CHECK(dword_of(*value) == 1);
    CHECK(plain->values[2].data == "a,\"b, c\"");
    CHECK(parse(utf16(typical)) == plain);
    CHECK(parse("\xEF\xBB\xBF" + typical) == plain);
}

TEST_CASE("security template: every truncation is read or refused, and never says what the whole does not")
{
    const auto whole = parse(typical).value();
    for (const auto& text : {typical, utf16(typical)}) {
        for (std::size_t size = 0; size < text.size(); ++size) {
            const auto cut = parse(text.substr(0, size));
            if (!cut) {
                CHECK(cut.error().code == Errc::malformed);
                continue;
            }
            const auto* const value = find(*cut, parameters, signing);
            CHECK((value == nullptr || dword_of(*value) == 1 || !dword_of(*value)));
            CHECK(cut->values.size() <= whole.values.size());
        }
    }
}

TEST_CASE(
    "security template: what is no registry value of the machine is refused in its section, and left alone elsewhere")
{
    CHECK_FALSE(parse("[Registry Values]\nMACHINE\\A\\B=4\n"));
    CHECK_FALSE(parse("[Registry Values]\nMACHINE\\A\\B=x,1\n"));
    CHECK_FALSE(parse("[Registry Values]\nMACHINE\\A\\B=99999999999,1\n"));
    CHECK_FALSE(parse("[Registry Values]\nMACHINE\\A=4,1\n"));
    CHECK_FALSE(parse("[Registry Values]\nMACHINE\\A\\=4,1\n"));
    CHECK_FALSE(parse("[Registry Values]\nnonsense\n"));
    for (const auto* const head :
         {"[Registry Values] ; note", "[Registry Values", " [Registry Values]]", "[Unicode]\n[ Registry"}) {
        CAPTURE(head);
        CHECK_FALSE(parse(std::string(head) + "\nMACHINE\\A\\B=4,1\n")); // and never read as another section's
    }
    CHECK(parse("[ registry values ]\nMACHINE\\A\\B=4,1\n")->values.size() == 1);
    CHECK(parse("[Privilege Rights]\nnonsense\n[Registry Values]\n; nothing\n")->values.empty());
    CHECK(parse("[Registry Values]\nUSERS\\A\\B=4,1\n")->values.empty());
    CHECK(parse(std::string(max_security_template_size + 1, '\n')).error().code == Errc::limit_exceeded);
    std::string many = "[Registry Values]\n";
    for (std::size_t i = 0; i < max_template_values; ++i) {
        many += "MACHINE\\A\\B=4,1\n";
    }
    CHECK(parse(many)->values.size() == max_template_values);
    CHECK(parse(many + "MACHINE\\A\\B=4,1\n").error().code == Errc::limit_exceeded);
    CHECK_FALSE(dword_of({.key = "k", .value_name = "v", .type = 4, .data = "4294967296"}));
    CHECK_FALSE(dword_of({.key = "k", .value_name = "v", .type = 1, .data = "1"}));
}

TEST_CASE("security template: of two lines for one value the later counts")
{
    const auto both = parse(signature("4,1") + signature("4,0").substr(signature("").find('\n') + 1));
    REQUIRE(both);
    REQUIRE(both->values.size() == 2);
    const auto* const value = find(*both, parameters, signing);
    REQUIRE(value != nullptr);
    CHECK(value->line == 3);
    CHECK(dword_of(*value) == 0);
}

TEST_CASE("security template: signing comes from the highest GPO that has it, and outranks registry.pol")
{
    std::vector<GroupPolicyObject> gpos;
    gpos.push_back(gpo_with("low", {}, signature("4,1")));
    gpos.push_back(gpo_with("middle", {}, "[Registry Values]\n"));
    gpos.push_back(make_gpo("high", PolBuilder().dword(parameters, signing, 0)));
    const auto decided = decide_workstation_policies(gpos);
    REQUIRE(find(decided.settings, Policy::require_signing) != nullptr);
    CHECK(find(decided.settings, Policy::require_signing)->number == 1);
    CHECK(find(decided.settings, Policy::require_signing)->gpo == "low");
    CHECK(find(decided.settings, Policy::require_signing)->where == "inf:2");
    gpos.push_back(gpo_with("highest", {}, signature("4,0")));
    CHECK(find(decide_workstation_policies(gpos).settings, Policy::require_signing)->number == 0);
    gpos.push_back(gpo_with("damaged", {}, signature("1,\"1\"")));
    const auto odd = decide_workstation_policies(gpos);
    CHECK_FALSE(find(odd.settings, Policy::require_signing)->number);
    CHECK(odd.findings.back().code == "unrecognised_value");
}
