#include "pol_builder.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/local_preference.hpp>
#include <gpseal/agent/settle.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <chrono>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

const auto now = std::chrono::system_clock::from_time_t(1'800'000'000);
const Error damage{Errc::malformed, "is damaged", "preference"};
constexpr auto required = EncryptionMandate::required;
constexpr auto none = EncryptionMandate::none;

const LocalPreference unset{};
const LocalPreference wants{true, {}};
const LocalPreference does_not{false, {}};
const LocalPreference damaged{{}, damage};

/// What policy says: 1 enabled, 0 disabled, -1 not configured.
PolBuilder pol_of(int policy)
{
    return policy < 0 ? PolBuilder() : PolBuilder().require_encryption(static_cast<std::uint32_t>(policy));
}

CollectedPolicy collected(int policy)
{
    return decide(one_gpo(pol_of(policy)));
}

CollectedPolicy nothing_read()
{
    CollectedPolicy result;
    result.problems.push_back({Errc::not_found, "is not there", "gpo"});
    return result;
}

std::optional<StandingPolicy> standing(int policy)
{
    std::vector<GroupPolicyObject> gpos;
    gpos.push_back(make_gpo("kept", pol_of(policy)));
    return StandingPolicy{decide_require_encryption(gpos), now - std::chrono::hours(5)};
}

struct Row {
    int policy;
    LocalPreference preference;
    std::optional<EncryptionMandate> mandate;
    MandateSource source;
    bool may_loosen;
};

} // namespace

TEST_CASE("preference: policy outranks it, and where policy is not configured it decides")
{
    const std::vector<Row> rows{
        {1, unset, required, MandateSource::policy, false},    {1, does_not, required, MandateSource::policy, false},
        {1, damaged, required, MandateSource::policy, false},  {0, unset, none, MandateSource::policy, true},
        {0, wants, none, MandateSource::policy, true},         {0, damaged, none, MandateSource::policy, true},
        {-1, unset, none, MandateSource::fallback, true},      {-1, wants, required, MandateSource::preference, false},
        {-1, does_not, none, MandateSource::preference, true}, {-1, damaged, required, MandateSource::fallback, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.policy);
        CAPTURE(row.preference.require_encryption.value_or(false));
        const auto settled = settle(collected(row.policy), standing(1), {Bootstrap::unknown, row.preference}, now);
        CHECK(settled.policy.decision.mandate == row.mandate);
        CHECK(settled.policy.source == row.source);
        CHECK(settled.may_loosen == row.may_loosen);
    }
}

TEST_CASE("preference: a policy that deletes the value leaves the say to the preference")
{
    const auto deleting = decide(one_gpo(PolBuilder().sz(PolBuilder::key, "**del.RequireEncryption", " ")));
    const auto settled = settle(deleting, standing(1), {Bootstrap::unknown, wants}, now);
    CHECK(settled.policy.decision.mandate == required);
    CHECK(settled.policy.source == MandateSource::preference);
}

TEST_CASE("preference: a damaged one never loosens, and is told in every report")
{
    for (const int before : {1, 0, -1}) {
        const auto settled = settle(collected(-1), standing(before), {Bootstrap::unknown, damaged}, now);
        CHECK_FALSE(settled.may_loosen);
        CHECK(settled.policy.decision.mandate == (before == 1 ? std::optional(required) : std::nullopt));
        CHECK(settled.health.status == HealthStatus::degraded);
    }
    for (const int policy : {1, 0, -1}) {
        const auto settled = settle(collected(policy), standing(1), {Bootstrap::unknown, damaged}, now);
        REQUIRE_FALSE(settled.policy.decision.findings.empty());
        CHECK(settled.policy.decision.findings.back().code == "preference_damaged");
    }
}

TEST_CASE("preference: an incomplete run never loosens by it, and what was known before outranks it")
{
    for (const auto& preference : {unset, wants, does_not, damaged}) {
        for (const int before : {1, 0, -1}) {
            const auto settled = settle(nothing_read(), standing(before), {Bootstrap::unknown, preference}, now);
            CHECK_FALSE(settled.may_loosen);
            if (before >= 0) {
                CHECK(settled.policy.decision.mandate == (before == 1 ? required : none));
                CHECK(settled.policy.source == MandateSource::policy);
            }
        }
    }
    const auto tightened = settle(nothing_read(), standing(-1), {Bootstrap::unknown, wants}, now);
    CHECK(tightened.policy.decision.mandate == required);
    CHECK(tightened.policy.source == MandateSource::preference);
    CHECK(tightened.health.status == HealthStatus::stale);
}

TEST_CASE("preference: with nothing known of the policy it may tighten, and outranks bootstrap by name only")
{
    const auto first = settle(nothing_read(), std::nullopt, {Bootstrap::unknown, wants}, now);
    CHECK(first.policy.decision.mandate == required);
    CHECK(first.policy.source == MandateSource::preference);
    CHECK_FALSE(settle(nothing_read(), std::nullopt, {Bootstrap::unknown, does_not}, now).policy.decision.mandate);
    CHECK_FALSE(settle(nothing_read(), std::nullopt, {Bootstrap::unknown, damaged}, now).policy.decision.mandate);
    CHECK(settle(nothing_read(), std::nullopt, {Bootstrap::enforce, does_not}, now).policy.decision.mandate ==
          required);
}

TEST_CASE("preference: a value of policy without a meaning keeps what the preference had put in force")
{
    const auto wrong = decide(one_gpo(PolBuilder().sz(PolBuilder::key, PolBuilder::value, "1")));
    const auto settled = settle(wrong, standing(-1), {Bootstrap::unknown, wants}, now);
    CHECK(settled.policy.decision.mandate == required);
    CHECK_FALSE(settled.may_loosen);
    CHECK_FALSE(settle(wrong, standing(-1), {Bootstrap::unknown, does_not}, now).may_loosen);
}

TEST_CASE("preference file: what was kept comes back, private, and goes when it is taken away")
{
    const TemporaryFolder folder;
    PreferenceStore store{RootedPaths(folder.path())};
    CHECK_FALSE(store.load().value().require_encryption);
    for (const bool value : {true, false}) {
        REQUIRE(store.save(value));
        CHECK(store.load().value().require_encryption == value);
        struct stat status = {};
        REQUIRE(::stat(store.file().c_str(), &status) == 0);
        CHECK((status.st_mode & 0777U) == 0600);
    }
    REQUIRE(store.clear());
    REQUIRE(store.clear());
    CHECK_FALSE(store.load().value().damage);
    CHECK_FALSE(store.load().value().require_encryption);
}

TEST_CASE("preference file: every truncation and every changed byte of a valid file is damage, never another answer")
{
    const TemporaryFolder folder;
    PreferenceStore store{RootedPaths(folder.path())};
    for (const bool value : {true, false}) {
        REQUIRE(store.save(value));
        const auto text = slurp(store.file());
        const auto is_damage = [&](const std::string& content) {
            spill(store.file(), content);
            const auto loaded = store.load();
            return loaded && loaded->damage && !loaded->require_encryption;
        };
        for (std::size_t i = 0; i < text.size(); ++i) {
            CHECK(is_damage(text.substr(0, i)));
            auto changed = text;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            CHECK(is_damage(changed));
        }
        CHECK(is_damage(text + "\n"));
        CHECK(is_damage(text + text));
        CHECK(is_damage(std::string(5000, 'x')));
    }
    REQUIRE(store.clear());
    std::filesystem::create_directory(store.file());
    CHECK(store.load().value().damage);
}
