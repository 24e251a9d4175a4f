#include "corpus_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

using namespace gpseal;
using namespace gpseal::admx;

namespace {

const std::string folder = "admx/mxk__windows-secure-group-policy/PolicyDefinitions/";
constexpr const char* lanman_key = "Software\\Policies\\Microsoft\\Windows\\LanmanWorkstation";

Document document(const std::string& name)
{
    return {.path = name, .bytes = tests::bytes_of(tests::corpus_folder() / (folder + name))};
}

PolicyCatalog lanman_workstation(bool with_windows = true)
{
    CatalogBuilder builder;
    builder.add_definitions(document("LanmanWorkstation.admx"));
    builder.add_resources(document("en-US/LanmanWorkstation.adml"), "en-US");
    if (with_windows) {
        builder.add_definitions(document("Windows.admx"));
        builder.add_resources(document("en-US/Windows.adml"), "en-US");
    }
    return std::move(builder).finish();
}

struct Expected {
    const char* name;
    const char* display_name;
    const char* value_name; ///< empty: an element carries it
    const char* element;    ///< value name of the one element; empty: none
    const char* supported_on;
};

constexpr const char* windows_10 = "At least Windows Server 2016, Windows 10";
constexpr const char* server_2022 = "At least Windows Server 2022, Windows 11";
constexpr const char* server_2025 = "At least Windows Server 2025, Windows 11";

constexpr Expected all_of_them[] = {
    {"Pol_CipherSuiteOrder", "Cipher suite order", "", "CipherSuiteOrder", windows_10},
    {"Pol_EnableInsecureGuestLogons", "Enable insecure guest logons", "AllowInsecureGuestAuth", "", windows_10},
    {"Pol_EnableOfflineFilesforCAShares", "Offline Files Availability on Continuous Availability Shares",
     "AllowOfflineFilesforCAShares", "", windows_10},
    {"Pol_EnableHandleCachingForCAFiles", "Handle Caching on Continuous Availability Shares",
     "EnableHandleCachingForCAFiles", "", windows_10},
    {"Pol_EnableCompressedTraffic", "Use SMB compression by default", "EnableCompressedTraffic", "", server_2022},
    {"Pol_DisableCompression", "Disable SMB compression", "DisableCompression", "", server_2022},
    {"Pol_MaxSmb2Dialect", "Mandate the maximum version of SMB", "", "MaxSmb2Dialect", server_2025},
    {"Pol_MinSmb2Dialect", "Mandate the minimum version of SMB", "", "MinSmb2Dialect", server_2025},
    {"Pol_BlockNTLM", "Block NTLM (LM, NTLM, NTLMv2)", "BlockNTLM", "", server_2025},
    {"Pol_BlockNTLMServerExceptionList", "Block NTLM Server Exception List", "", "BlockNTLMServerExceptionList",
     server_2025},
    {"Pol_EnableMailslots", "Enable remote mailslots", "EnableMailslots", "", server_2025},
    {"Pol_RequireEncryption", "Require Encryption", "RequireEncryption", "", server_2022},
    {"Pol_EnableAlternativePorts", "Enable Alternative Ports", "EnableAlternativePorts", "", server_2025},
    {"Pol_AlternativePortMappings", "Alternative Port Mappings", "", "AlternativePortMappings", server_2025},
    {"Pol_AuditServerDoesNotSupportEncryption", "Audit server does not support encryption",
     "AuditServerDoesNotSupportEncryption", "", server_2025},
    {"Pol_AuditServerDoesNotSupportSigning", "Audit server does not support signing",
     "AuditServerDoesNotSupportSigning", "", server_2025},
    {"Pol_AuditInsecureGuestLogon", "Audit insecure guest logon", "AuditInsecureGuestLogon", "", server_2025},
    {"Pol_EnableSMBQUIC", "Enable SMB over QUIC", "EnableSMBQUIC", "", server_2025},
    {"Pol_DisabledSMBQUICServerExceptionList", "Disabled SMB over QUIC Server Exception List", "",
     "DisabledSMBQUICServerExceptionList", server_2025},
};

const PolicyDefinition& only(const PolicyCatalog& catalog, std::string_view name)
{
    const auto found = catalog.find(name);
    REQUIRE(found.size() == 1);
    return *found.front();
}

using Items = std::vector<std::pair<std::uint64_t, std::string>>;

Items items_of(const PolicyDefinition& policy)
{
    Items items;
    for (const auto& item : std::get<EnumElement>(policy.elements.at(0).body).items) {
        CHECK(item.value.kind == ValueKind::decimal);
        items.emplace_back(item.value.number, item.display_name);
    }
    return items;
}

} // namespace

TEST_CASE("LanmanWorkstation.admx: all nineteen policies come out as Windows shows them")
{
    const auto catalog = lanman_workstation();
    std::size_t count = 0;
    for (const auto& policy : catalog.policies()) {
        count += catalog.file_of(policy).target_prefix == "LanmanWorkstation" ? 1U : 0U;
    }
    CHECK(count == std::size(all_of_them));
    for (const auto& expected : all_of_them) {
        CAPTURE(expected.name);
        const auto& policy = only(catalog, expected.name);
        CHECK(policy.display_name == expected.display_name);
        CHECK(policy.policy_class == PolicyClass::machine);
        CHECK(policy.value_name == expected.value_name);
        CHECK(policy.supported_on == expected.supported_on);
        CHECK_FALSE(policy.explain_text.empty());
        CHECK(catalog.category_path(policy) ==
              "Computer Configuration\\Administrative Templates\\Network\\Lanman Workstation");
        CHECK(policy.elements.empty() == (*expected.element == '\0'));
        if (*expected.element != '\0') {
            REQUIRE(policy.elements.size() == 1);
            CHECK(policy.elements[0].value_name == expected.element);
            CHECK_FALSE(policy.presentation.empty());
            CHECK_FALSE(policy.enabled_value);
        } else {
            CHECK(policy.enabled_value == RegistryValue{.kind = ValueKind::decimal, .number = 1});
            CHECK(policy.disabled_value == RegistryValue{.kind = ValueKind::decimal, .number = 0});
        }
    }
}

TEST_CASE("LanmanWorkstation.admx: mailslots have another key than the rest")
{
    const auto catalog = lanman_workstation();
    for (const auto& expected : all_of_them) {
        const auto& policy = only(catalog, expected.name);
        const std::string wanted = policy.name == "Pol_EnableMailslots"
                                       ? "Software\\Policies\\Microsoft\\Windows\\NetworkProvider"
                                       : lanman_key;
        CHECK(policy.key == wanted);
    }
}

TEST_CASE("LanmanWorkstation.admx: dialect items keep their values and their order, and lists are multiText")
{
    const auto catalog = lanman_workstation();
    const Items ascending{
        {514, "SMB 2.0.2"}, {528, "SMB 2.1.0"}, {768, "SMB 3.0.0"}, {770, "SMB 3.0.2"}, {785, "SMB 3.1.1"}};
    CHECK(items_of(only(catalog, "Pol_MinSmb2Dialect")) == ascending);
    CHECK(items_of(only(catalog, "Pol_MaxSmb2Dialect")) == Items(ascending.rbegin(), ascending.rend()));
    for (const auto* const name : {"Pol_CipherSuiteOrder", "Pol_BlockNTLMServerExceptionList",
                                   "Pol_AlternativePortMappings", "Pol_DisabledSMBQUICServerExceptionList"}) {
        CHECK(kind_name(only(catalog, name).elements.at(0)) == "multiText");
    }
}

TEST_CASE("LanmanWorkstation.admx: the policy is found by name, display name and namespace in any case")
{
    const auto catalog = lanman_workstation();
    const auto* const wanted = &only(catalog, "Pol_RequireEncryption");
    for (const auto* const name :
         {"pol_requireencryption", "Require encryption", "REQUIRE ENCRYPTION",
          "LanmanWorkstation:Pol_RequireEncryption", "microsoft.policies.lanmanworkstation:POL_RequireEncryption"}) {
        CAPTURE(name);
        CHECK(&only(catalog, name) == wanted);
    }
    CHECK(wanted->explain_text.find("SMB encryption may still be required") != std::string_view::npos);
    CHECK(wanted->explain_text.find('\n') != std::string_view::npos);
    CHECK(wanted->explain_text.find('\r') == std::string_view::npos);
}

TEST_CASE("LanmanWorkstation.admx: without Windows.admx the path is still shown, and one finding says what is missing")
{
    const auto catalog = lanman_workstation(false);
    bool complete = true;
    CHECK(catalog.category_path(only(catalog, "Require Encryption"), &complete) ==
          "Computer Configuration\\Administrative Templates\\Network\\Lanman Workstation");
    CHECK_FALSE(complete);
    const auto missing = std::count_if(catalog.findings().begin(), catalog.findings().end(),
                                       [](const Finding& finding) { return finding.code == "missing_parent"; });
    CHECK(missing == 1);
    CHECK(only(catalog, "Pol_CipherSuiteOrder").supported_on == "windows:SUPPORTED_Windows_10_0");
}
