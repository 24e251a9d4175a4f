#include "pol_builder.hpp"

#include <gpseal/agent/settle.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

const auto now = std::chrono::system_clock::from_time_t(1'800'000'000);
const Error damage{Errc::malformed, "is damaged", "gpo"};

CollectedPolicy collected(std::optional<PolBuilder> builder, bool complete)
{
    auto result = builder ? decide(one_gpo(*builder)) : CollectedPolicy{};
    if (!complete) {
        result.problems.push_back(damage);
    }
    return result;
}

std::optional<StandingPolicy> standing(std::uint32_t value)
{
    std::vector<GroupPolicyObject> gpos;
    gpos.push_back(make_gpo("kept", PolBuilder().require_encryption(value)));
    return StandingPolicy{decide_require_encryption(gpos), now - std::chrono::hours(5)};
}

std::optional<EncryptionMandate> mandate(const SettledPolicy& settled)
{
    return settled.policy.decision.mandate;
}

} // namespace

TEST_CASE("settle: a complete run decides, and only one that says none may loosen")
{
    const auto required =
        settle(collected(PolBuilder().require_encryption(1), true), standing(0), {Bootstrap::unknown}, now);
    CHECK(mandate(required) == EncryptionMandate::required);
    CHECK_FALSE(required.may_loosen);
    CHECK(required.health.status == HealthStatus::ok);
    const auto none =
        settle(collected(PolBuilder().require_encryption(0), true), standing(1), {Bootstrap::unknown}, now);
    CHECK(mandate(none) == EncryptionMandate::none);
    CHECK(none.may_loosen);
    const auto unlinked = settle(CollectedPolicy{}, standing(1), {Bootstrap::unknown}, now);
    CHECK(mandate(unlinked) == EncryptionMandate::none);
    CHECK(unlinked.may_loosen);
}

TEST_CASE("settle: an incomplete run never loosens, whatever the part of it that was read says")
{
    for (auto& part :
         {std::optional<PolBuilder>(), std::optional(PolBuilder()), std::optional(PolBuilder().require_encryption(0)),
          std::optional(PolBuilder().sz(PolBuilder::key, "**delvals.", " "))}) {
        const auto settled = settle(collected(part, false), standing(1), {Bootstrap::unknown}, now);
        CHECK(mandate(settled) == EncryptionMandate::required);
        CHECK_FALSE(settled.may_loosen);
        CHECK(settled.health.status == (part ? HealthStatus::degraded : HealthStatus::stale));
        CHECK(settled.health.age == std::chrono::hours(5));
        CHECK(settled.policy.decision.winner->gpo.name == "kept");
        CHECK(settled.health.reasons.front() == "gpo: is damaged");
    }
}

TEST_CASE("settle: an incomplete run may tighten")
{
    const auto settled =
        settle(collected(PolBuilder().require_encryption(1), false), standing(0), {Bootstrap::unknown}, now);
    CHECK(mandate(settled) == EncryptionMandate::required);
    CHECK(settled.health.status == HealthStatus::degraded);
}

TEST_CASE("settle: findings of the source are told, and are neither a doubt nor a cure for one")
{
    const Finding lag{Severity::warning, "version_mismatch", "its computer version is 4 here and 3 there", "",
                      "GPO 'A'"};
    for (const bool complete : {true, false}) {
        auto seen = collected(PolBuilder().require_encryption(0), complete);
        seen.findings = {lag};
        const auto settled = settle(seen, standing(1), {Bootstrap::unknown}, now);
        CHECK(settled.health.findings == Diagnostics{lag});
        CHECK(settled.health.status == (complete ? HealthStatus::ok : HealthStatus::degraded));
        CHECK(settled.may_loosen == complete);
        CHECK(settled.health.reasons.size() == (complete ? 0 : 1));
    }
}

TEST_CASE("settle: what was none stays none when the source is gone, without the right to loosen anything")
{
    const auto settled = settle(collected(std::nullopt, false), standing(0), {Bootstrap::enforce}, now);
    CHECK(mandate(settled) == EncryptionMandate::none);
    CHECK_FALSE(settled.may_loosen);
}

TEST_CASE("settle: with nothing known the mandate is unknown, unless bootstrap says enforce")
{
    const auto unknown = settle(collected(std::nullopt, false), std::nullopt, {Bootstrap::unknown}, now);
    CHECK_FALSE(mandate(unknown));
    CHECK(unknown.health.status == HealthStatus::stale);
    const auto enforced = settle(collected(std::nullopt, false), std::nullopt, {Bootstrap::enforce}, now);
    CHECK(mandate(enforced) == EncryptionMandate::required);
}

TEST_CASE("settle: an unrecognised value keeps what was known")
{
    const auto wrong = PolBuilder().sz(PolBuilder::key, PolBuilder::value, "1");
    const auto kept = settle(collected(wrong, true), standing(1), {Bootstrap::unknown}, now);
    CHECK(mandate(kept) == EncryptionMandate::required);
    CHECK(kept.policy.decision.state == PolicyState::unrecognised);
    CHECK(kept.health.status == HealthStatus::degraded);
    CHECK_FALSE(kept.may_loosen);
    CHECK_FALSE(mandate(settle(collected(wrong, true), std::nullopt, {Bootstrap::unknown}, now)));
    const auto none = settle(collected(wrong, true), standing(0), {Bootstrap::unknown}, now);
    CHECK(mandate(none) == EncryptionMandate::none);
    CHECK_FALSE(none.may_loosen);
}
