#include <gpseal/agent/workstation_setting.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::policy;
using Policy = WorkstationPolicy;
using Said = std::vector<WorkstationSetting>;

namespace {

constexpr WorkstationNumber smb2_10 = 0x0210;
constexpr WorkstationNumber smb3_02 = 0x0302;
constexpr auto required = EncryptionMandate::required;
constexpr auto none = EncryptionMandate::none;

SettledSettings stand(Policy policy, WorkstationNumber number)
{
    return {{.said = {policy, number, "old", "old@8"}, .in_force = number}};
}

std::optional<WorkstationNumber> in_force(const WorkstationSettlement& result, Policy policy)
{
    const auto* const found = find_in_force(result.settings, policy);
    return found == nullptr ? std::nullopt : found->in_force;
}

const SettledSetting& setting_of(const WorkstationSettlement& result, Policy policy)
{
    const auto* const found = find_in_force(result.settings, policy);
    REQUIRE(found != nullptr);
    return *found;
}

WorkstationSettlement whole(const Said& said, const SettledSettings& standing, EncryptionMandate mandate)
{
    return settle_workstation(said, Seen::completely, standing, mandate);
}

WorkstationSettlement part(const Said& said, const SettledSettings& standing)
{
    return settle_workstation(said, Seen::in_part, standing, none);
}

} // namespace

TEST_CASE("workstation settle: what a complete run says is in force, and what it does not say is gone")
{
    const auto result = whole({{Policy::min_dialect, smb3_11, "a", ""}}, stand(Policy::block_ntlm, 1), none);
    CHECK(result.settings.size() == 1);
    CHECK(in_force(result, Policy::min_dialect) == smb3_11);
    CHECK(result.doubts.empty());
}

TEST_CASE("workstation settle: a value without a meaning keeps what was in force, and is a doubt")
{
    const Said nonsense = {{Policy::min_dialect, std::nullopt, "a", "a@8"}};
    const auto kept = whole(nonsense, stand(Policy::min_dialect, smb3_11), none);
    CHECK(in_force(kept, Policy::min_dialect) == smb3_11);
    CHECK(kept.doubts.size() == 1);
    CHECK_FALSE(kept.settings[0].conflict);
    const auto first = whole(nonsense, {}, none);
    CHECK_FALSE(in_force(first, Policy::min_dialect));
    CHECK(first.doubts.size() == 1);
}

TEST_CASE("workstation settle: a run that saw a part tightens, and takes nothing back")
{
    CHECK(in_force(part({}, stand(Policy::min_dialect, smb3_11)), Policy::min_dialect) == smb3_11);
    CHECK(in_force(part({{Policy::min_dialect, smb2_10, "", ""}}, stand(Policy::min_dialect, smb3_11)),
                   Policy::min_dialect) == smb3_11);
    CHECK(in_force(part({{Policy::min_dialect, smb3_11, "", ""}}, stand(Policy::min_dialect, smb2_10)),
                   Policy::min_dialect) == smb3_11);
    CHECK(in_force(part({{Policy::insecure_guests, 0, "", ""}}, stand(Policy::insecure_guests, 1)),
                   Policy::insecure_guests) == 0);
    CHECK(in_force(part({{Policy::insecure_guests, 1, "", ""}}, stand(Policy::insecure_guests, 0)),
                   Policy::insecure_guests) == 0);
    CHECK(in_force(part({{Policy::block_ntlm, 0, "", ""}}, stand(Policy::block_ntlm, 1)), Policy::block_ntlm) == 1);
    // neither of two maxima is the stricter one
    CHECK(in_force(part({{Policy::max_dialect, smb3_02, "", ""}}, stand(Policy::max_dialect, smb3_11)),
                   Policy::max_dialect) == smb3_11);
    CHECK_FALSE(in_force(part({{Policy::max_dialect, smb3_02, "", ""}}, {}), Policy::max_dialect));
}

TEST_CASE("workstation settle: a maximum that cannot encrypt is refused under the mandate, and nothing is loosened")
{
    const Said low = {{Policy::max_dialect, smb2_10, "lab", ""}};
    const auto first = whole(low, {}, required);
    CHECK(setting_of(first, Policy::max_dialect).conflict);
    CHECK_FALSE(in_force(first, Policy::max_dialect));
    const auto later = whole(low, stand(Policy::max_dialect, smb3_02), required);
    CHECK(setting_of(later, Policy::max_dialect).conflict);
    CHECK(in_force(later, Policy::max_dialect) == smb3_02);
    CHECK(setting_of(later, Policy::max_dialect).refusal.find("what was in force stays") != std::string::npos);
    const auto was_low = whole(low, stand(Policy::max_dialect, smb2_10), required);
    CHECK_FALSE(in_force(was_low, Policy::max_dialect));
    CHECK(in_force(whole(low, {}, none), Policy::max_dialect) == smb2_10);
}

TEST_CASE("workstation settle: a maximum below the minimum is refused, with a mandate or without")
{
    const Said crossed = {{Policy::min_dialect, smb3_11, "", ""}, {Policy::max_dialect, smb3_02, "", ""}};
    for (const auto mandate : {none, required}) {
        const auto result = whole(crossed, {}, mandate);
        CHECK(in_force(result, Policy::min_dialect) == smb3_11);
        CHECK_FALSE(in_force(result, Policy::max_dialect));
        CHECK(setting_of(result, Policy::max_dialect).conflict);
    }
}

TEST_CASE("workstation settle: ciphers that the maximum cannot use are refused under the mandate")
{
    constexpr WorkstationNumber gcm_256 = 4;
    const Said only_new = {{Policy::max_dialect, smb3_02, "", ""}, {Policy::cipher_order, gcm_256, "", ""}};
    CHECK(setting_of(whole(only_new, {}, required), Policy::cipher_order).conflict);
    CHECK_FALSE(setting_of(whole(only_new, {}, none), Policy::cipher_order).conflict);
    const Said newest = {{Policy::cipher_order, gcm_256, "", ""}};
    CHECK(in_force(whole(newest, {}, required), Policy::cipher_order) == gcm_256);
}

TEST_CASE("workstation mapping: every policy says what becomes of it")
{
    for (const auto& info : known_workstation_policies()) {
        for (const auto number : {WorkstationNumber{0}, WorkstationNumber{1}}) {
            const auto mapping = mapping_of({.said = {info.policy, number, "", ""}, .in_force = number});
            CHECK_FALSE(mapping.how.empty());
        }
    }
}
