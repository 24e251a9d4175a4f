#include "collect/policy_record.hpp"
#include "pol_builder.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

policy::GroupPolicyObject linked_gpo(const std::string& name, const PolBuilder& builder)
{
    auto gpo = make_gpo(name, builder);
    gpo.identity.guid = "{31B2F340-016D-11D2-945F-00C04FB984F9}";
    gpo.identity.path = R"(\\corp.example\sysvol\corp.example\Policies\{31B2F340-016D-11D2-945F-00C04FB984F9})";
    gpo.identity.som = "OU=Servers,DC=corp,DC=example";
    gpo.identity.link_order = 2;
    gpo.identity.enforced = true;
    gpo.identity.version = {7, std::nullopt};
    gpo.identity.pol_sha256 = std::string(64, 'a');
    return gpo;
}

CollectedPolicy typical()
{
    std::vector<policy::GroupPolicyObject> gpos;
    gpos.push_back(linked_gpo("Baseline", PolBuilder().require_encryption(0)));
    gpos.push_back(linked_gpo("Servers", PolBuilder().require_encryption(1)));
    auto policy = decide(gpos);
    policy.workstation = {{policy::WorkstationPolicy::min_dialect, policy::smb3_11, "Servers", "pol@8"},
                          {policy::WorkstationPolicy::block_ntlm, std::nullopt, "Servers", ""}};
    policy.schedule = {std::chrono::minutes(15), std::nullopt};
    policy.controllers = {"dc1.corp.example"};
    policy.findings = {{Severity::warning, "version_rollback", "went back", "", "GPO 'A'"}};
    return policy;
}

/// The record without what it leaves out.
CollectedPolicy without_history(CollectedPolicy policy)
{
    policy.decision.history.clear();
    return policy;
}

void check_equal(const CollectedPolicy& a, const CollectedPolicy& b)
{
    CHECK(a.decision == b.decision);
    CHECK(a.gpo_count == b.gpo_count);
    CHECK(a.schedule == b.schedule);
    CHECK(a.problems == b.problems);
    CHECK(a.controllers == b.controllers);
    CHECK(a.findings == b.findings);
    CHECK(a.workstation == b.workstation);
}

} // namespace

TEST_CASE("policy record: what is written is read")
{
    check_equal(decode_policy_record(encode_policy_record(typical())).value(), without_history(typical()));
    check_equal(decode_policy_record(encode_policy_record({})).value(), {});
    auto incomplete = typical();
    incomplete.problems = {{Errc::timeout, "did not answer", "dc2.corp.example"}, {Errc::io, "is gone", {}}};
    check_equal(decode_policy_record(encode_policy_record(incomplete)).value(), without_history(incomplete));
    for (const auto& builder :
         {PolBuilder().require_encryption(2), PolBuilder().sz(PolBuilder::key, PolBuilder::value, "1"),
          PolBuilder().sz(PolBuilder::key, "**del.RequireEncryption", " ")}) {
        const auto policy = decide(one_gpo(builder));
        const auto read = decode_policy_record(encode_policy_record(policy));
        REQUIRE(read);
        CHECK(read->decision.state == policy.decision.state);
        CHECK(read->decision.mandate == policy.decision.mandate);
        CHECK(read->decision.winner->action == policy.decision.winner->action);
    }
}

TEST_CASE("policy record: the longest words are cut, and what counts is never left out")
{
    std::string words;
    for (int i = 0; i < 1000; ++i) {
        words += "\xf0\x9f\x94\x92";
    }
    std::vector<policy::GroupPolicyObject> gpos;
    for (int i = 0; i < 200; ++i) {
        auto gpo = linked_gpo(words, PolBuilder().sz(PolBuilder::key, PolBuilder::value, words));
        gpo.identity.path = gpo.identity.som = gpo.identity.guid = gpo.identity.backup_id = words;
        gpo.identity.link_order = ~0U;
        gpos.push_back(std::move(gpo));
    }
    auto policy = decide(gpos);
    policy.schedule = {std::chrono::minutes(64800), std::chrono::minutes(1440)};
    policy.problems.assign(200, {Errc::malformed, words, words});
    policy.controllers.assign(200, words);
    policy.findings.assign(200, {Severity::error, words, words, words, words});
    policy.workstation.clear();
    for (const auto& info : policy::known_workstation_policies()) {
        policy.workstation.push_back({info.policy, policy::WorkstationNumber{0}, words, words});
        policy.workstation.back().number.reset();
    }
    const auto record = encode_policy_record(policy);
    CHECK(record.size() <= policy_record_max);
    const auto read = decode_policy_record(record);
    REQUIRE(read);
    CHECK(read->decision.state == policy::PolicyState::unrecognised);
    CHECK(read->decision.winner);
    CHECK_FALSE(read->complete());
    CHECK_FALSE(read->controllers.empty());
    CHECK_FALSE(read->problems.empty());
    CHECK(read->problems.front().message.ends_with("…"));
    CHECK(read->gpo_count == 200);
    REQUIRE(read->workstation.size() == policy.workstation.size());
    for (std::size_t i = 0; i < policy.workstation.size(); ++i) {
        CHECK(read->workstation[i].policy == policy.workstation[i].policy);
        CHECK(read->workstation[i].number == policy.workstation[i].number);
    }
}

TEST_CASE("policy record: no altered or shortened one is read")
{
    const auto record = encode_policy_record(typical());
    for (std::size_t at = 0; at < record.size(); ++at) {
        CHECK_FALSE(decode_policy_record(record.substr(0, at)));
        for (const unsigned bit : {1U, 16U, 128U}) {
            auto altered = record;
            altered[at] = static_cast<char>(static_cast<unsigned char>(altered[at]) ^ bit);
            CHECK_FALSE(decode_policy_record(altered));
        }
    }
    CHECK_FALSE(decode_policy_record(record + "x"));
    CHECK_FALSE(decode_policy_record(std::string(policy_record_max + 1, 'x')));
}

TEST_CASE("policy record: a body that contradicts itself is refused although its checksum fits")
{
    const auto body = encode_policy_record(typical()).substr(16 + 64);
    REQUIRE(decode_policy_record(seal_policy_record(body)));
    CHECK_FALSE(decode_policy_record(seal_policy_record(body + "x")));
    constexpr std::size_t complete_at = 0;
    constexpr std::size_t state_at = 1 + 4 + 3 + 1;
    for (const auto& [at, value] : {std::pair(complete_at, 0), std::pair(state_at, 0), std::pair(state_at, 2),
                                    std::pair(state_at, 3), std::pair(state_at, 4)}) {
        auto lie = body;
        lie[at] = static_cast<char>(value);
        CHECK_FALSE(decode_policy_record(seal_policy_record(lie)));
    }
}

TEST_CASE("policy record: a state that does not follow from its value is refused, the winner's and a loser's")
{
    using policy::PolicyState;
    const auto whole = typical();
    REQUIRE(decode_policy_record(encode_policy_record(whole)));
    for (const auto state : {PolicyState::not_configured, PolicyState::disabled, PolicyState::unrecognised}) {
        auto lie = whole; // the value says enabled; all that is said of it agrees on something else
        lie.decision.state = lie.decision.winner->state = state;
        lie.decision.mandate = policy::mandate_of(state);
        CHECK_FALSE(decode_policy_record(encode_policy_record(lie)));
        auto loser = whole;
        loser.decision.losers = {*whole.decision.winner};
        REQUIRE(decode_policy_record(encode_policy_record(loser)).value().decision.losers.size() == 1);
        loser.decision.losers[0].state = state;
        CHECK_FALSE(decode_policy_record(encode_policy_record(loser)));
    }
}

TEST_CASE("policy record: what is read of any bytes is consistent")
{
    const auto body = encode_policy_record(typical()).substr(16 + 64);
    std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same bytes every time
    for (int round = 0; round < 20000; ++round) {
        auto changed = body;
        changed[random() % changed.size()] = static_cast<char>(random());
        const auto read = decode_policy_record(seal_policy_record(changed));
        if (read) {
            CHECK(read->decision.mandate == policy::mandate_of(read->decision.state));
            const bool said = read->decision.winner.has_value();
            CHECK((said || read->decision.state == policy::PolicyState::not_configured));
        }
    }
}
