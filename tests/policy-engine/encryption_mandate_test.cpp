#include "pol_builder.hpp"

#include <gpseal/policy/encryption_mandate.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

template <typename... Builders> PolicyDecision decide(const Builders&... builders)
{
    std::vector<GroupPolicyObject> gpos;
    unsigned number = 0;
    (gpos.push_back(make_gpo("gpo" + std::to_string(number++), builders)), ...);
    return decide_require_encryption(gpos);
}

bool has(const PolicyDecision& decision, std::string_view code)
{
    return std::any_of(decision.findings.begin(), decision.findings.end(),
                       [&](const Finding& finding) { return finding.code == code; });
}

} // namespace

TEST_CASE("mandate: enabled, disabled and absent are three states and two mandates")
{
    CHECK(decide(PolBuilder().require_encryption(1)).state == PolicyState::enabled);
    CHECK(decide(PolBuilder().require_encryption(1)).mandate == EncryptionMandate::required);
    CHECK(decide(PolBuilder().require_encryption(0)).state == PolicyState::disabled);
    CHECK(decide(PolBuilder().require_encryption(0)).mandate == EncryptionMandate::none);
    CHECK(decide(PolBuilder()).state == PolicyState::not_configured);
    CHECK(decide(PolBuilder()).mandate == EncryptionMandate::none);
    CHECK_FALSE(decide(PolBuilder()).winner);
}

TEST_CASE("mandate: the highest GPO that speaks wins, and the losers are named highest first")
{
    const auto decision = decide(PolBuilder().require_encryption(1), PolBuilder().require_encryption(0),
                                 PolBuilder().require_encryption(1), PolBuilder());
    CHECK(decision.state == PolicyState::enabled);
    REQUIRE(decision.winner);
    CHECK(decision.winner->gpo.name == "gpo2");
    CHECK(decision.winner->offset == 8);
    REQUIRE(decision.losers.size() == 2);
    CHECK(decision.losers[0].gpo.name == "gpo1");
    CHECK(decision.losers[0].state == PolicyState::disabled);
    CHECK(decision.losers[1].gpo.name == "gpo0");
    CHECK(decision.history.size() == 3);
    for (const auto& event : decision.history) {
        CHECK(event.gpo_name == "gpo" + std::to_string(event.gpo));
    }
}

TEST_CASE("mandate: a deletion by the winner means not configured, and the deleter is the winner")
{
    for (const auto* const directive :
         {"**del.RequireEncryption", "**DEL.requireencryption", "**DelVals.", "**delvals"}) {
        CAPTURE(directive);
        const auto decision =
            decide(PolBuilder().require_encryption(1), PolBuilder().sz(PolBuilder::key, directive, " "));
        CHECK(decision.state == PolicyState::not_configured);
        CHECK(decision.mandate == EncryptionMandate::none);
        REQUIRE(decision.winner);
        CHECK(decision.winner->gpo.name == "gpo1");
        CHECK_FALSE(decision.winner->value);
    }
}

TEST_CASE("mandate: lists of values and of subkeys delete what they name, and nothing else")
{
    const auto parent = std::string("Software\\Policies\\Microsoft\\Windows");
    const auto enabled = PolBuilder().require_encryption(1);
    const auto state = [&](const PolBuilder& over) { return decide(enabled, over).state; };
    CHECK(state(PolBuilder().sz(PolBuilder::key, "**DeleteValues", "a;REQUIREENCRYPTION")) ==
          PolicyState::not_configured);
    CHECK(state(PolBuilder().sz(PolBuilder::key, "**DeleteValues", "RequireEncryption2;Require")) ==
          PolicyState::enabled);
    CHECK(state(PolBuilder().sz(parent, "**DeleteKeys", "x;lanmanworkstation")) == PolicyState::not_configured);
    CHECK(state(PolBuilder().sz(parent, "**DeleteKeys", "Lanman")) == PolicyState::enabled);
    CHECK(state(PolBuilder().sz("Software\\Policies", "**DeleteKeys", "Microsoft")) == PolicyState::not_configured);
    CHECK(state(PolBuilder().sz(parent, "**DelVals.", " ")) == PolicyState::enabled);
    CHECK(state(PolBuilder().sz(PolBuilder::key, "**DeleteKeys", "RequireEncryption")) == PolicyState::enabled);
}

TEST_CASE("mandate: soft values are written only where nothing stands")
{
    const auto soft = PolBuilder().dword(PolBuilder::key, "**soft.RequireEncryption", 1);
    CHECK(decide(soft).state == PolicyState::enabled);
    const auto over = decide(PolBuilder().require_encryption(0), soft);
    CHECK(over.state == PolicyState::disabled);
    CHECK(over.winner->gpo.name == "gpo0");
    CHECK_FALSE(over.history.back().effective);
}

TEST_CASE("mandate: an unknown directive is warned about and not obeyed")
{
    const auto decision = decide(PolBuilder().require_encryption(1).sz(PolBuilder::key, "**Explode", "x"));
    CHECK(decision.state == PolicyState::enabled);
    CHECK(has(decision, "unknown_directive"));
}

TEST_CASE("mandate: a number other than 0 and 1 is enabled with a warning")
{
    const auto decision = decide(PolBuilder().require_encryption(2));
    CHECK(decision.state == PolicyState::enabled);
    CHECK(decision.mandate == EncryptionMandate::required);
    CHECK(has(decision, "nonstandard_value"));
}

TEST_CASE("mandate: another type or size is unrecognised and decides nothing")
{
    const auto wrong = {
        PolBuilder().sz(PolBuilder::key, PolBuilder::value, "1"),
        PolBuilder().add(PolBuilder::key, PolBuilder::value, RegistryType::dword, "\1"),
        PolBuilder().add(PolBuilder::key, PolBuilder::value, RegistryType::qword, std::string("\1\0\0\0\0\0\0\0", 8)),
        PolBuilder().add(PolBuilder::key, PolBuilder::value, RegistryType::dword_big_endian,
                         std::string("\0\0\0\1", 4))};
    for (const auto& builder : wrong) {
        const auto decision = decide(PolBuilder().require_encryption(1), builder);
        CHECK(decision.state == PolicyState::unrecognised);
        CHECK_FALSE(decision.mandate);
        CHECK(has(decision, "unrecognised_value"));
    }
}

TEST_CASE("mandate: names that only begin alike are other names")
{
    CHECK(decide(PolBuilder().dword(std::string(PolBuilder::key) + "_evil", PolBuilder::value, 1)).state ==
          PolicyState::not_configured);
    CHECK(decide(PolBuilder().dword(PolBuilder::key, "RequireEncryptionX", 1)).state == PolicyState::not_configured);
    CHECK(
        decide(PolBuilder().dword("SOFTWARE\\policies\\microsoft\\WINDOWS\\LanmanWorkstation", "requireEncryption", 1))
            .state == PolicyState::enabled);
}
