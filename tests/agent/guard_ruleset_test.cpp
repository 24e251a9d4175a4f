#include "enforce/guard_ruleset.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;
using namespace std::chrono_literals;

namespace {

using Time = std::chrono::system_clock::time_point;

constexpr Time now{std::chrono::seconds(1'795'000'000)};

std::vector<GuardExemption> canonical(const std::vector<Exemption>& exemptions, Time when = now)
{
    const auto result = canonical_exemptions(exemptions, when);
    REQUIRE(result);
    return *result;
}

Exemption exempt(std::string address, Time until = now + 1h, std::uint16_t port = 445)
{
    return {.address = std::move(address), .port = port, .until = until, .reason = "old filer"};
}

void check_golden(const std::string& name, const std::string& text)
{
    const char* data = std::getenv("GPSEAL_TEST_DATA");
    REQUIRE(data != nullptr);
    const auto path = std::filesystem::path(data).parent_path() / "golden" / name;
    if (std::getenv("GPSEAL_UPDATE_GOLDEN") != nullptr) {
        tests::spill(path, text);
    }
    CHECK(tests::slurp(path) == text);
}

} // namespace

TEST_CASE("guard: the ruleset of each mode is the one that was reviewed")
{
    const auto exemptions = canonical({exempt("192.0.2.1"), exempt("2001:db8::1", now + 30min, 1445)});
    check_golden("guard_enforce.nft", guard_ruleset(GuardMode::enforce, exemptions, now));
    check_golden("guard_audit.nft", guard_ruleset(GuardMode::audit, exemptions, now));
    check_golden("guard_off.nft", guard_ruleset(GuardMode::off, exemptions, now));
}

TEST_CASE("guard: the same input gives the same text, whatever the exemptions' order")
{
    const auto one = canonical({exempt("192.0.2.2"), exempt("192.0.2.1"), exempt("::1")});
    const auto other = canonical({exempt("::1"), exempt("192.0.2.1"), exempt("192.0.2.2")});
    CHECK(guard_ruleset(GuardMode::enforce, one, now) == guard_ruleset(GuardMode::enforce, other, now));
}

TEST_CASE("guard: only enforce resets anything, only audit logs")
{
    const auto enforce = guard_ruleset(GuardMode::enforce, {}, now);
    const auto audit = guard_ruleset(GuardMode::audit, {}, now);
    CHECK(enforce.find("reject") != std::string::npos);
    CHECK(enforce.find("log prefix") == std::string::npos);
    CHECK(audit.find("reject") == std::string::npos);
    CHECK(audit.find("limit rate 10/minute burst 5 packets log prefix \"gpseal: clear_smb2 \"") != std::string::npos);
}

TEST_CASE("guard: nothing of an exemption but a parsed address and numbers reaches nft")
{
    const std::vector<std::string> hostile = {"",
                                              "fileserver",
                                              "192.0.2.1; }",
                                              "192.0.2.1 . 445 } delete table inet gpseal",
                                              "192.0.2.0/24",
                                              "0.0.0.0-255.255.255.255",
                                              "1",
                                              "192.0.2.1\n",
                                              std::string("192.0.2.1\0; flush ruleset", 25),
                                              "fe80::1%eth0",
                                              "\"",
                                              "2001:db8::1 "};
    for (const auto& address : hostile) {
        const auto result = canonical_exemptions(std::vector{exempt(address)}, now);
        CAPTURE(address);
        REQUIRE_FALSE(result);
        CHECK(result.error().code == Errc::usage);
    }
    auto evil_reason = exempt("192.0.2.1");
    evil_reason.reason = "\" } flush ruleset #";
    const auto text = guard_ruleset(GuardMode::enforce, canonical({evil_reason}), now);
    CHECK(text.find("flush") == std::string::npos);
}

TEST_CASE("guard: addresses are spelt one way")
{
    const auto all = canonical({exempt("2001:0DB8:0:0::1"), exempt("::ffff:192.0.2.1")});
    REQUIRE(all.size() == 2);
    CHECK(all[0].address == "192.0.2.1");
    CHECK_FALSE(all[0].ipv6);
    CHECK(all[1].address == "2001:db8::1");
    CHECK(all[1].ipv6);
}

TEST_CASE("guard: an exemption without a port, and too many of them, are refused")
{
    CHECK(canonical_exemptions(std::vector{exempt("192.0.2.1", now + 1h, 0)}, now).error().code == Errc::usage);
    const std::vector<Exemption> many(max_guard_exemptions + 1, exempt("192.0.2.1"));
    CHECK(canonical_exemptions(many, now).error().code == Errc::limit_exceeded);
}

TEST_CASE("guard: an exemption that has ended is left out, one that ends gets the time that is left")
{
    CHECK(canonical({exempt("192.0.2.1", now), exempt("192.0.2.2", now - 1s), exempt("192.0.2.3", Time{})}).empty());
    const auto text = guard_ruleset(GuardMode::enforce, canonical({exempt("192.0.2.1", now + 90s)}), now);
    CHECK(text.find("192.0.2.1 . 445 timeout 90s comment \"until 1795000090\"") != std::string::npos);
    const auto distant = guard_ruleset(GuardMode::enforce, canonical({exempt("192.0.2.1", now + 24h * 3000)}), now);
    CHECK(distant.find("timeout 7776000s") != std::string::npos);
}

TEST_CASE("guard: of two exemptions for one server the later end counts")
{
    const auto all = canonical({exempt("192.0.2.1", now + 1h), exempt("192.0.2.1", now + 2h), exempt("192.0.2.1")});
    REQUIRE(all.size() == 1);
    CHECK(all[0].until == 1'795'007'200);
}

TEST_CASE("guard: the comment names mode and rules, and exemptions do not change it")
{
    const auto enforce = guard_comment(GuardMode::enforce);
    CHECK(enforce.starts_with("gpseal enforce "));
    CHECK(enforce.size() == std::string("gpseal enforce 0123456789ab").size());
    CHECK(enforce.substr(15) != guard_comment(GuardMode::audit).substr(13));
    CHECK(guard_ruleset(GuardMode::enforce, canonical({exempt("192.0.2.1")}), now).find(enforce) != std::string::npos);
}
