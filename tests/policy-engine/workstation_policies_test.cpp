#include "pol_builder.hpp"

#include <gpseal/policy/workstation_policies.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;
using Policy = WorkstationPolicy;

namespace {

constexpr std::string_view key = PolBuilder::key;

std::vector<GroupPolicyObject> two_gpos(const PolBuilder& lower, const PolBuilder& higher)
{
    std::vector<GroupPolicyObject> gpos;
    gpos.push_back(make_gpo("lower", lower));
    gpos.push_back(make_gpo("higher", higher));
    return gpos;
}

std::optional<WorkstationNumber> number_of(const PolBuilder& pol, Policy policy)
{
    const auto decided = decide_workstation_policies(one_gpo(pol));
    const auto* const found = find(decided.settings, policy);
    return found == nullptr ? std::nullopt : found->number;
}

} // namespace

TEST_CASE("workstation policies: the higher GPO wins, and is named with the byte of its entry")
{
    const auto gpos = two_gpos(PolBuilder().dword(key, "MinSmb2Dialect", 768).dword(key, "BlockNTLM", 1),
                               PolBuilder().require_encryption(1).dword(key, "minsmb2dialect", 785));
    const auto decided = decide_workstation_policies(gpos);
    REQUIRE(decided.settings.size() == 2);
    const auto* const minimum = find(decided.settings, Policy::min_dialect);
    REQUIRE(minimum != nullptr);
    CHECK(minimum->number == smb3_11);
    CHECK(minimum->gpo == "higher");
    CHECK(minimum->where == "higher@" + std::to_string(gpos[1].registry.instructions[1].offset));
    CHECK(find(decided.settings, Policy::block_ntlm)->gpo == "lower");
    CHECK(decided.findings.empty());
}

TEST_CASE("workstation policies: a deleted value is not configured")
{
    const auto gpos =
        two_gpos(PolBuilder().dword(key, "MaxSmb2Dialect", 770), PolBuilder().sz(key, "**del.MaxSmb2Dialect", " "));
    CHECK(decide_workstation_policies(gpos) == WorkstationPolicies{});
}

TEST_CASE("workstation policies: the five dialects have a meaning, and no other number")
{
    for (const auto& [number, words] :
         {std::pair(514, "SMB 2.0.2"), {528, "SMB 2.1"}, {768, "SMB 3.0"}, {770, "SMB 3.0.2"}, {785, "SMB 3.1.1"}}) {
        const auto pol = PolBuilder().dword(key, "MaxSmb2Dialect", static_cast<std::uint32_t>(number));
        REQUIRE(number_of(pol, Policy::max_dialect) == number);
        CHECK(words_of(Policy::max_dialect, static_cast<WorkstationNumber>(number)) == words);
    }
    for (const std::uint32_t number : {0U, 1U, 784U, 786U, 0x10311U, 0xFFFFFFFFU}) {
        const auto gpos = one_gpo(PolBuilder().dword(key, "MaxSmb2Dialect", number));
        const auto decided = decide_workstation_policies(gpos);
        REQUIRE(decided.settings.size() == 1);
        CHECK_FALSE(decided.settings[0].number);
        REQUIRE(decided.findings.size() == 1);
        CHECK(decided.findings[0].code == "unrecognised_value");
    }
}

TEST_CASE("workstation policies: ciphers keep their order; what is no cipher is left out, and said")
{
    const auto ordered = PolBuilder().multi_sz(key, "CipherSuiteOrder", {"AES_256_GCM", "AES_128_GCM", "aes_256_gcm"});
    const auto number = number_of(ordered, Policy::cipher_order);
    REQUIRE(number);
    CHECK(words_of(Policy::cipher_order, *number) == "AES-256-GCM, AES-128-GCM");
    const auto decided = decide_workstation_policies(
        one_gpo(PolBuilder().multi_sz(key, "CipherSuiteOrder", {"RC4", "AES_128_CCM", "\x1b[31m"})));
    CHECK(words_of(Policy::cipher_order, *decided.settings[0].number) == "AES-128-CCM");
    REQUIRE(decided.findings.size() == 1);
    CHECK(decided.findings[0].code == "unknown_cipher");
    const auto none = decide_workstation_policies(one_gpo(PolBuilder().multi_sz(key, "CipherSuiteOrder", {})));
    CHECK(none.settings[0].number == 0);
    CHECK(none.findings[0].code == "no_cipher");
    CHECK_FALSE(number_of(PolBuilder().sz(key, "CipherSuiteOrder", "AES_128_GCM"), Policy::cipher_order));
}

TEST_CASE("workstation policies: any number of ciphers in any order comes back as it was")
{
    std::size_t valid = 0;
    for (unsigned number = 0; number <= 0xFFFF; ++number) {
        const auto list = static_cast<WorkstationNumber>(number);
        if (is_valid(Policy::cipher_order, list)) {
            ++valid;
            CHECK((list == 0) == ciphers_of(list).empty());
        }
    }
    CHECK(valid == 1 + 4 + 12 + 24 + 24);
}

TEST_CASE("workstation policies: a switch is 0 or 1; more counts as on and is said, another type has no meaning")
{
    CHECK(number_of(PolBuilder().dword(key, "AllowInsecureGuestAuth", 0), Policy::insecure_guests) == 0);
    CHECK(number_of(PolBuilder().dword(key, "BlockNTLM", 7), Policy::block_ntlm) == 1);
    const auto text = decide_workstation_policies(one_gpo(PolBuilder().sz(key, "BlockNTLM", "1")));
    CHECK_FALSE(text.settings[0].number);
    CHECK(text.findings[0].code == "unrecognised_value");
}

TEST_CASE("workstation policies: hardened paths and lists are counted")
{
    constexpr std::string_view paths = R"(Software\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths)";
    const auto pol = PolBuilder()
                         .sz(paths, R"(\\*\SYSVOL)", "RequirePrivacy=1")
                         .sz(paths, R"(\\*\NETLOGON)", "RequirePrivacy=1")
                         .sz(paths, R"(**del.\\*\NETLOGON)", " ")
                         .multi_sz(key, "BlockNTLMServerExceptionList", {"nas1", "nas2"});
    CHECK(number_of(pol, Policy::hardened_paths) == 1);
    CHECK(number_of(pol, Policy::block_ntlm_exceptions) == 2);
}

TEST_CASE("workstation policies: data of any type and size is a number that the policy can have, or none")
{
    for (const auto& info : known_workstation_policies()) {
        if (info.value_name.empty()) {
            continue;
        }
        for (std::uint32_t type = 0; type < 12; ++type) {
            for (std::size_t size = 0; size < 10; ++size) {
                const auto pol =
                    PolBuilder().add(info.key, info.value_name, RegistryType{type}, std::string(size, 'A'));
                const auto number = number_of(pol, info.policy);
                CHECK((!number || is_valid(info.policy, *number)));
            }
        }
    }
}
