// One domain controller gives its list and not its files, the next one both: what the first has said counts.

#include "collect/list_difference.hpp"
#include "domain_builder.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using namespace gpseal::policy;

namespace {

/// x, which requires encryption, above y.
DomainBuilder two_gpos()
{
    DomainBuilder builder;
    builder.domain().gp_link = link_to("y") + link_to("x");
    builder.gpo({.name = "x", .pol = "1", .version = 5, .gpt_version = 5});
    builder.gpo({.name = "y", .pol = "unset"});
    return builder;
}

/// The same, of another domain controller.
DomainBuilder at_dc2()
{
    auto builder = two_gpos();
    builder.snapshot().domain_controller = "dc2.corp.example";
    return builder;
}

std::string difference_to(DomainBuilder& later)
{
    return list_difference(two_gpos().snapshot(), later.snapshot()).value_or("none");
}

} // namespace

TEST_CASE("failover: the same list, or a later version in it, is a success")
{
    auto later = at_dc2();
    CHECK(difference_to(later) == "none");
    CHECK_FALSE(failover_doubt(two_gpos().snapshot(), later.snapshot()));
    later.snapshot().gpos[0].attributes.version_number = "6";
    CHECK(difference_to(later) == "none");
    later.snapshot().gpos[0].dn[0] = 'c'; // the case of a name is nobody's difference
    CHECK(difference_to(later) == "none");
    later.snapshot().gpos[0].attributes.version_number = "131077"; // the user's half is another matter
    CHECK(difference_to(later) == "none");
}

TEST_CASE("failover: a list that lacks what the first one had is in doubt, which names both and what differs")
{
    auto later = at_dc2();
    later.domain().gp_link = link_to("y");
    const auto doubt = failover_doubt(two_gpos().snapshot(), later.snapshot());
    REQUIRE(doubt);
    CHECK(doubt->where == "dc2.corp.example");
    CHECK(doubt->message == "its directory is not that of dc1.corp.example, whose files could not be read: GPO 'x' " +
                                guid_of("x") + " does not apply there");
    later.snapshot().doubt = doubt;
    const auto result = later.resolve();
    CHECK(result.completeness == Completeness::degraded);
    CHECK(result.problems == std::vector<Error>{*doubt});
    CHECK_FALSE(decide_require_encryption(result).mandate);
}

TEST_CASE("failover: what else makes the list another one")
{
    auto older = at_dc2();
    older.snapshot().gpos[0].attributes.version_number = "4";
    CHECK(difference_to(older) == "GPO 'x' " + guid_of("x") + " has version 4, not 5 there");
    auto added = at_dc2();
    added.domain().gp_link = link_to("z") + link_to("y") + link_to("x");
    added.gpo({.name = "z", .pol = "0"});
    CHECK(difference_to(added) == "GPO 'z' " + guid_of("z") + " applies there alone");
    auto turned = at_dc2();
    turned.domain().gp_link = link_to("x") + link_to("y");
    CHECK(difference_to(turned) == "the GPOs have another order there");
    auto disabled = at_dc2();
    disabled.snapshot().gpos[0].attributes.flags = "2";
    CHECK(difference_to(disabled) == "GPO 'x' " + guid_of("x") + " does not apply there");
    auto filtered = at_dc2();
    filtered.snapshot().gpos[0].attributes.wql_filter = "[a;{b};0]";
    CHECK(difference_to(filtered) == "GPO 'x' " + guid_of("x") + " has another WMI filter there");
}

TEST_CASE("failover: a list without files casts doubt until its own domain controller, or one no older, is read whole")
{
    auto unread = std::optional(list_alone(two_gpos().snapshot()));
    CHECK(unread->gpos[0].registry_pol.status == FileStatus::not_read);
    CHECK(list_difference(two_gpos().snapshot(), *unread) == std::nullopt); // the files have no say
    auto older = at_dc2();
    older.domain().gp_link = link_to("y");
    CHECK(doubting_list(unread, older.snapshot()) == unread);
    auto same = at_dc2();
    CHECK_FALSE(doubting_list(unread, same.snapshot()));
    older.snapshot().domain_controller = "DC1.corp.example"; // it has taken its word back
    CHECK_FALSE(doubting_list(unread, older.snapshot()));
    CHECK_FALSE(doubting_list(std::nullopt, older.snapshot()));
}

TEST_CASE("failover: a list without files is forgotten after a day, and not by a clock that went back")
{
    auto unread = two_gpos().snapshot();
    unread.taken_at = "2026-11-22T20:00:00Z";
    const auto taken = std::chrono::sys_days{std::chrono::year(2026) / 11 / 22} + std::chrono::hours(20);
    CHECK(still_counts(unread, taken + unread_list_counts - std::chrono::seconds(1)));
    CHECK_FALSE(still_counts(unread, taken + unread_list_counts));
    CHECK(still_counts(unread, taken - std::chrono::hours(100)));
    unread.taken_at = "then";
    CHECK_FALSE(still_counts(unread, taken));
}
