#include "enforce/guard_evidence.hpp"
#include "enforce/guard_record.hpp"
#include "enforce/guard_stack.hpp"
#include "enforce/guard_table.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/compliance_report.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

using namespace gpseal;
using namespace gpseal::agent;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::system_clock::time_point now{std::chrono::seconds(1'795'000'000)};

// as nft 1.0.6 prints it, with and without what changes
const std::string head = "table inet gpseal {\n\tcomment \"gpseal enforce 0123456789ab\"\n";
const std::string listing = head + R"(	counter clear_smb2 {
		packets 7 bytes 900
	}

	counter compound {
		packets 2 bytes 90
	}

	set exempt4 {
		type ipv4_addr . inet_service
		flags timeout
		elements = { 192.0.2.1 . 445 timeout 1m30s expires 1m29s500ms comment "until 1795000090",
			     192.0.2.2 . 445 timeout 15m expires 15m comment "until 1795000090", 192.0.2.3 . 445 timeout 1m expires 50s,
			     192.0.2.4 . 139 }
	}

	set exempt6 {
		type ipv6_addr . inet_service
		flags timeout
	}

	set legacy4 {
		type ipv4_addr . inet_service . inet_service
		elements = { 192.0.2.9 . 445 . 50000 expires 1m59s }
	}

	set hits4 {
		type ipv4_addr . inet_service . uid
		counter
		elements = { 192.0.2.9 . 445 . 1001 counter packets 4 bytes 624 expires 6d23h57m32s404ms }
	}

	set fhits4 {
		type ipv4_addr . inet_service . ipv4_addr
		elements = { 192.0.2.9 . 445 . 10.77.0.2 counter packets 8 bytes 9 expires 9s }
	}

	set khits6 {
		elements = { 2001:db8::1 . 139 counter packets 5 bytes 6 expires 1m }
	}

	chain cut {
		meta l4proto tcp reject with tcp reset
	}

	chain clear_smb2 {
		counter name "clear_smb2" goto cut
	}
}
)";
const std::string rules = head + R"(	counter clear_smb2 {
	}

	counter compound {
	}

	set exempt4 {
		type ipv4_addr . inet_service
		flags timeout
	}

	set exempt6 {
		type ipv6_addr . inet_service
		flags timeout
	}

	set legacy4 {
		type ipv4_addr . inet_service . inet_service
	}

	set hits4 {
		type ipv4_addr . inet_service . uid
		counter
	}

	set fhits4 {
		type ipv4_addr . inet_service . ipv4_addr
	}

	set khits6 {
	}

	chain cut {
		meta l4proto tcp reject with tcp reset
	}

	chain clear_smb2 {
		counter name "clear_smb2" goto cut
	}
}
)";

std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.substr(0, at).append(with).append(text.substr(at + what.size()));
}

Result<GuardCounters> parse_guard_counters(std::string_view text, std::chrono::system_clock::time_point at)
{
    auto parsed = parse_guard_listing(text, at);
    return parsed ? Result<GuardCounters>(std::move(parsed->counters)) : fail(parsed.error());
}

WantedState required(GuardMode mode = GuardMode::enforce)
{
    return {.mandate = policy::EncryptionMandate::required, .guard = mode};
}

} // namespace

TEST_CASE("guard counters: reasons, and hits by server, port and uid, or who was forwarded for")
{
    const auto counters = parse_guard_counters(listing, now);
    REQUIRE(counters);
    CHECK(counters->present);
    CHECK(counters->packets.at("clear_smb2") == 7);
    CHECK(counters->total() == 9);
    CHECK(counters->refused() == 9);
    REQUIRE(counters->hits.size() == 3);
    CHECK(counters->hits[0] == GuardHit{"192.0.2.9", 445, 1001, 4});
    CHECK(counters->hits[1] == GuardHit{"192.0.2.9", 445, std::nullopt, 8, "10.77.0.2"});
    CHECK(counters->hits[2] == GuardHit{"2001:db8::1", 139, std::nullopt, 5});
}

TEST_CASE("guard evidence: most requests first, bounded, and the canary's are nobody's")
{
    auto counters = parse_guard_counters(listing, now).value();
    counters.hits.push_back({"127.0.0.1", 445, 0, 99});
    for (std::uint16_t port = 1; port <= 100; ++port) {
        counters.hits.push_back({"192.0.2.20", port, 1000, 1});
    }
    const auto evidence = evidence_of(counters);
    REQUIRE(evidence.requests.size() == max_reported_requests);
    CHECK(evidence.requests[0] == ClearRequests{"192.0.2.9", 445, std::nullopt, "10.77.0.2", 8});
    CHECK(evidence.requests[1] == ClearRequests{"2001:db8::1", 139, std::nullopt, "", 5});
    CHECK(evidence.requests[2] == ClearRequests{"192.0.2.9", 445, 1001, "", 4});
    CHECK(evidence.packets == counters.packets);
    ComplianceReport report;
    report.guard = evidence;
    report.guard->mode = "enforce";
    CHECK(report_from_json(to_json(report), "x").value().guard == report.guard);
}

TEST_CASE("guard counters: what another user, server or port did is not this test's refusal")
{
    auto counters = parse_guard_counters(listing, now);
    REQUIRE(counters);
    CHECK(counters->refused({"192.0.2.8", "192.0.2.9"}, 445, 1001) == 4);
    CHECK(counters->refused({"192.0.2.9"}, 445, 1002) == 0);
    CHECK(counters->refused({"192.0.2.9"}, 139, 1001) == 0);
    CHECK(counters->refused({"192.0.2.8"}, 445, 1001) == 0);
    CHECK(counters->refused({"2001:db8::1"}, 139, 0) == 0); // nobody's: not the test client's
    counters->cuts = false;
    CHECK(counters->refused({"192.0.2.9"}, 445, 1001) == 0);
}

TEST_CASE("guard counters: an exemption ends when the kernel says so, not when its comment does")
{
    const auto counters = parse_guard_counters(listing, now);
    REQUIRE(counters);
    REQUIRE(counters->exemptions.size() == 4);
    CHECK(counters->exemptions[0].until == 1'795'000'090); // as written, and the kernel agrees
    CHECK(counters->exemptions[1].until == 1'795'000'900); // lives longer than its comment claims
    CHECK(counters->exemptions[2].until == 1'795'000'050); // nobody wrote an end
    CHECK(counters->exemptions[3].until == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("guard counters: no truncation of a listing is taken for one")
{
    for (std::size_t length = 0; length < listing.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(parse_guard_listing(std::string_view(listing).substr(0, length), now));
    }
    CHECK_FALSE(parse_guard_listing("table inet other {\n}\n", now));
    CHECK_FALSE(parse_guard_listing(listing + "\n", now));
    CHECK_FALSE(parse_guard_listing("{\"nftables\": []}", now));
    CHECK(parse_guard_listing("table inet gpseal {\n}\n", now));
}

TEST_CASE("guard listing: what is left of it is the table without counts and elements, whatever those are")
{
    const auto parsed = parse_guard_listing(listing, now);
    REQUIRE(parsed);
    CHECK(parsed->rules == rules);
    CHECK(parse_guard_listing(rules, now).value().rules == rules);
    CHECK_FALSE(parse_guard_listing(replaced(listing, "reject with tcp reset", "accept"), now)->counters.cuts);
}

TEST_CASE("guard listing: a rule, set or counter that was altered shows")
{
    for (const auto& change : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"reject with tcp reset", "accept"},
             {"counter name", "tcp dport 445 accept\n\t\tcounter name"},
             {"flags timeout", "flags interval"},
             {"packets 7 bytes 900", "packets seven"},
             {"packets 7 bytes 900\n", "packets 7 bytes 900\n\t\tpackets 7 bytes 900\n"},
             {"192.0.2.4 . 139 }", "192.0.2.4 . 139 . 5 . 6 }"},
             {"192.0.2.4 . 139 }", "192.0.2.4 }"},
             {"192.0.2.4 . 139 }", "192.0.2.4 . smb }"},
             {"192.0.2.4 . 139 }", "192.0.2.4 . 139 : accept }"},
             {"192.0.2.4 . 139 }", "192.0.2.4 . 139 comment \"x }"},
             {"192.0.2.4 . 139 }", "192.0.2.4 . 139, }"},
             {"expires 50s", "expires 50y"},
             {"expires 50s", "expires 99999999999999999999s"},
             {". 1001 counter", ". root counter"},
             {"counter packets 4", "counter packets -4"}}) {
        CAPTURE(change.first);
        CAPTURE(change.second);
        const auto altered = parse_guard_listing(replaced(listing, change.first, change.second), now);
        REQUIRE(altered);
        CHECK(altered->rules != rules);
    }
}

TEST_CASE("guard listing: nothing that is planted beside or inside of elements leaves the rules unseen")
{
    const std::string rule = "\n\tchain cut {\n\t\taccept\n";
    for (const auto& element : std::initializer_list<std::string>{
             "192.0.2.9 . 445 comment \"x }\n\t}" + rule + "\" }",
             "192.0.2.9 . 445 comment \"x\" }\n\t}" + rule + "\t}\n\tset more {\n\t\telements = { 192.0.2.8 . 445 }",
             "192.0.2.9 . 445 {" + rule + " }", "192.0.2.9 . 445 \"" + rule + "\" }",
             "192.0.2.9 . 445 comment \"until 1\" comment" + rule + " }"}) {
        CAPTURE(element);
        const auto planted = parse_guard_listing(replaced(listing, "192.0.2.4 . 139 }", element), now);
        CHECK((!planted ||
               (planted->rules != rules && planted->rules.find("chain cut {\n\t\taccept") != std::string::npos)));
    }
    // an element that is none of ours is an exemption without end, or none: in force it is never as wanted
    const auto endless =
        parse_guard_listing(replaced(listing, "192.0.2.4 . 139 }", "192.0.2.9 . 445 comment \"until 1\" }"), now);
    REQUIRE(endless);
    CHECK(endless->counters.exemptions.back().until == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("guard listing: the mode is read from our own comment and nowhere else")
{
    CHECK(listed_mode("table inet gpseal {\n\tcomment \"gpseal enforce 0123\"\n") == GuardMode::enforce);
    CHECK(listed_mode("table inet gpseal {\n\tcomment \"gpseal audit 0123\"\n") == GuardMode::audit);
    CHECK_FALSE(listed_mode("table inet gpseal {\n\tchain x {\n\tcomment \"gpseal enforce 0123\"\n"));
    CHECK_FALSE(listed_mode(""));
}

TEST_CASE("guard stack: under --root nothing is planned, done or known")
{
    const tests::TemporaryFolder folder;
    GuardStack stack(RootedPaths(folder.path()));
    const auto plan = stack.plan(required());
    REQUIRE(plan);
    CHECK(plan->changes.empty());
    CHECK(stack.apply(required(), std::nullopt));
    const auto rows = stack.judge(required());
    REQUIRE(rows.size() == 1);
    CHECK(rows[0] == ConfiguredState{.stack = "guard",
                                     .target = "nft table inet gpseal",
                                     .wanted = "enforce",
                                     .found = "not touched under --root",
                                     .known = false});
    CHECK(std::filesystem::is_empty(folder.path()));
}
