#include "exchange_checks.hpp"

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

constexpr auto rules = ExchangeFormat::policy_rules;

std::string file(std::string_view elements)
{
    return "<PolicyRules>\r\n" + std::string(elements) + "\r\n</PolicyRules>\r\n";
}

std::string rule(std::string_view type, std::string_view data, std::string_view more = {})
{
    return file("<ComputerConfig><Key>K</Key><Value>v</Value><RegType>" + std::string(type) + "</RegType><RegData>" +
                std::string(data) + "</RegData>" + std::string(more) + "</ComputerConfig>");
}

std::vector<RegistryEntry> entries_of(const std::string& text)
{
    const auto imported = import_text(text, rules);
    REQUIRE_MESSAGE(imported, message_of(imported));
    return imported->entries;
}

RegistryEntry entry(RegistryType type, std::string data)
{
    return make_entry("K", "v", type, std::move(data));
}

} // namespace

TEST_CASE("PolicyRules: every type whose text is known")
{
    CHECK(entries_of(rule("REG_DWORD", "4294967295")) == std::vector{entry(RegistryType::dword, dword_data(~0U))});
    CHECK(entries_of(rule("REG_QWORD", "1")) == std::vector{entry(RegistryType::qword, qword_data(1))});
    CHECK(entries_of(rule("REG_SZ", "&lt;&#x20AC;&#65;&amp;")) ==
          std::vector{entry(RegistryType::sz, sz_data("<€A&"))});
    CHECK(entries_of(rule("REG_SZ", " ")) == std::vector{entry(RegistryType::sz, sz_data(" "))});
    CHECK(entries_of(rule("REG_SZ", "a&#xD;\nb\r\nc")) == std::vector{entry(RegistryType::sz, sz_data("a\r\nb\nc"))});
    CHECK(entries_of(rule("REG_EXPAND_SZ", "")) == std::vector{entry(RegistryType::expand_sz, sz_data(""))});
    CHECK(entries_of(rule("REG_MULTI_SZ", "")) == std::vector{entry(RegistryType::multi_sz, std::string(2, '\0'))});
    CHECK(entries_of(rule("REG_NONE", "")) == std::vector{entry(RegistryType::none, "")});
    CHECK(entries_of(file("")).empty());
    CHECK(entries_of("<?xml version='1.0'?><!-- c --><PolicyRules/>").empty());
}

TEST_CASE("PolicyRules: settings that no registry.pol holds are left out, and that is said")
{
    const auto imported = import_text(file("<SecurityTemplate Section='S'><LineItem>a=1</LineItem></SecurityTemplate>"
                                           "<AuditSubcategory/><CSE-User/><CSE-Machine/>"),
                                      rules);
    REQUIRE(imported);
    CHECK(imported->findings.at(0).message ==
          "2 security template and audit settings are left out, no registry.pol holds them");
}

TEST_CASE("PolicyRules: of several GPOs one is chosen by its policy name")
{
    const auto named = [](const char* element, const char* name) {
        return "<" + std::string(element) + "><Key>K</Key><Value>" + name +
               "</Value><RegType>REG_NONE</RegType><RegData/><PolicyName>" + name + "</PolicyName></" + element + ">";
    };
    const auto text = file(named("ComputerConfig", "A") + named("UserConfig", "A") + named("ComputerConfig", "B"));
    CHECK(message_of(import_text(text, rules)) == "x: holds several GPOs, choose one by its policy name: 'A', 'B'");
    CHECK(import_text(text, rules).error().code == Errc::usage);
    CHECK(import_text(text, rules, {.policy_name = "A"}).error().code == Errc::usage);
    const auto chosen = import_text(text, rules, {.scope = PolicyScope::computer, .policy_name = "A"});
    CHECK(chosen->entries == std::vector{make_entry("K", "A", RegistryType::none, "")});
    CHECK(chosen->findings.at(0).message == "2 settings of other GPOs or scopes are left out");
    CHECK(message_of(import_text(text, rules, {.policy_name = "C"})) ==
          "x: holds no such settings, only: computer of 'A', user of 'A', computer of 'B'");
}

TEST_CASE("PolicyRules: what is not understood is refused with its line")
{
    const std::pair<std::string, std::string_view> refused[] = {
        {"", "x:1: "},
        {"<policyrules/>", "x:1: the one root element must be <PolicyRules>"},
        {"<PolicyRules/><PolicyRules/>", "x:1: the one root element must be <PolicyRules>"},
        {"<!DOCTYPE a>\n<PolicyRules/>", "x:1: document types, entities and CDATA"},
        {file("<!ENTITY x 'y'>"), "x:2: document types, entities and CDATA"},
        {rule("REG_SZ", "<![CDATA[x]]>"), "x:2: document types, entities and CDATA"},
        {rule("REG_SZ", "&x;"), "x:2: a reference that XML does not define"},
        {rule("REG_SZ", "&#0;"), "x:2: a reference that XML does not define"},
        {rule("REG_SZ", "&#xD800;"), "x:2: a reference that XML does not define"},
        {rule("REG_SZ", "a & b"), "x:2: a reference that XML does not define"},
        {rule("REG_SZ", "\x01"), "x:2: a control character"},
        {file("<Other/>"), "x:2: only ComputerConfig, UserConfig"},
        {file("text"), "x:1: only ComputerConfig, UserConfig"},
        {file("<ComputerConfig/>"), "x:2: the element needs Key, Value, RegType and RegData"},
        {rule("REG_SZ", "", "<Key>again</Key>"), "x:2: here may stand Key, Value"},
        {rule("REG_SZ", "", "<Other/>"), "x:2: here may stand Key, Value"},
        {rule("REG_SZ", "<b>x</b>"), "x:2: only text may stand in this element"},
        {rule("REG_SZ", "a<!-- c -->b"), "x:2: only text may stand in this element"},
        {rule("REG_DWORD", "0x1"), "x:2: the data of a REG_DWORD"},
        {rule("REG_DWORD", ""), "x:2: the data of a REG_DWORD"},
        {rule("REG_QWORD", "-1"), "x:2: the data of a REG_QWORD"},
        {rule("REG_BINARY", "00"), "x:2: data of the type REG_BINARY is not understood"},
        {rule("REG_MULTI_SZ", "a"), "x:2: data of the type REG_MULTI_SZ is not understood"},
        {rule("REG_NONE", "a"), "x:2: data of the type REG_NONE is not understood"},
        {file("<ComputerConfig><Key>K"), "x:3: "},
    };
    for (const auto& [text, reason] : refused) {
        check_refused(rules, text, reason);
    }
}

TEST_CASE("PolicyRules: an entry without a known text is refused by its reason")
{
    const std::pair<RegistryEntry, std::string_view> refused[] = {
        {entry(RegistryType::binary, "1"), "a REG_BINARY, for which Microsoft documents no text"},
        {entry(RegistryType::multi_sz, sz_data("a") + std::string(2, '\0')), "a REG_MULTI_SZ with strings, for which"},
        {entry(RegistryType::dword, "1"), "a REG_DWORD with 1 bytes of data"},
        {entry(RegistryType::sz, ""), "a REG_SZ that is not one well-formed text"},
        {entry(RegistryType::sz, sz_data("\x01")), "a REG_SZ with a character that XML has no place for"},
        {entry(RegistryType::sz, sz_data("\xEF\xBF\xBF")), "a REG_SZ with a character that XML has no place for"},
        {make_entry("K", "\xEF\xBF\xBE", RegistryType::none, ""), "a value name with a character that XML has no"},
        {make_entry("K\n", "v", RegistryType::none, ""), "a key with a control character"},
    };
    for (const auto& [each, reason] : refused) {
        check_unheld(rules, each, reason);
    }
}

TEST_CASE("PolicyRules: more entries than its reader takes are refused with the first one that is too many")
{
    const auto one = entry(RegistryType::dword, dword_data(1));
    std::vector<RegistryInstruction> all(142'856, view_of(one)); // 14 tags each, and 8 around them
    CHECK(export_registry_policy(all, rules, {.file_name = "x", .policy_name = "p"}));
    all.push_back(all.back());
    all.back().offset = 7;
    const auto text = export_registry_policy(all, rules, {.file_name = "x", .policy_name = "p"});
    REQUIRE(!text);
    CHECK(text.error().code == Errc::refused);
    CHECK(describe(text.error()) ==
          "x@7: entry 142857: PolicyRules cannot hold more than 2000000 tags and references; export it as JSON, which "
          "holds everything");
}
