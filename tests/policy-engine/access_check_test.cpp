#include "sddl.hpp"

#include <gpseal/policy/access_check.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

const std::string agp = "edacfd8f-ffb3-11d1-b41d-00a0c968f939";
const std::string group = "S-1-5-21-1-2-3-1200";
const std::string read_for_all = "(A;;LCRPLORC;;;AU)";

/// A computer as the cases of the facts have it: itself, a group, and what every computer is.
Token token()
{
    Token sids;
    for (const auto* const text : {"S-1-5-21-1-2-3-1104", "S-1-5-21-1-2-3-1200", "S-1-5-21-1-2-3-515", "S-1-5-11",
                                   "S-1-1-0", "S-1-5-2", "S-1-5-32-545"}) {
        sids.insert(parse_sid(text).value());
    }
    return sids;
}

FilterDecision decide(const std::vector<std::byte>& bytes)
{
    return check_apply_group_policy(parse_security_descriptor(bytes, "test").value(), token());
}

FilterDecision decide(const std::string& entries)
{
    return decide(SddlWriter::dacl(entries + read_for_all));
}

} // namespace

TEST_CASE("security filter C1: the Apply right for Authenticated Users applies")
{
    const auto decision = decide("(OA;CI;CR;" + agp + ";;AU)");
    CHECK(decision.applies);
    CHECK(decision.reason ==
          "Apply Group Policy is granted by entry 1 of its access list, for Authenticated Users (S-1-5-11)");
}

TEST_CASE("security filter C2: the Apply right for a group of the computer applies")
{
    CHECK(decide("(OA;CI;CR;" + agp + ";;" + group + ")").applies);
}

TEST_CASE("security filter C3: the Apply right for BUILTIN\\Users applies")
{
    CHECK(decide("(OA;CI;CR;" + agp + ";;BU)").applies);
}

TEST_CASE("security filter C4: an object entry without a GUID grants every extended right")
{
    CHECK(decide("(OA;CI;CR;;;" + group + ")").applies);
}

TEST_CASE("security filter C5: a plain entry with control access grants every extended right")
{
    CHECK(decide("(A;CI;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;" + group + ")").applies);
}

TEST_CASE("security filter C6: an inherit-only entry has no say")
{
    const auto decision = decide("(OA;CIIO;CR;" + agp + ";;AU)");
    CHECK_FALSE(decision.applies);
    CHECK(decision.reason == "no entry of its access list grants this computer Apply Group Policy");
}

TEST_CASE("security filter C7: a denial that stands first wins")
{
    const auto decision = decide("(OD;CI;CR;" + agp + ";;" + group + ")(OA;CI;CR;" + agp + ";;AU)");
    CHECK_FALSE(decision.applies);
    CHECK(decision.reason == "Apply Group Policy is denied by entry 1 of its access list, for " + group);
}

TEST_CASE("security filter C8: a plain denial of control access wins")
{
    CHECK_FALSE(decide("(D;CI;CR;;;" + group + ")(OA;CI;CR;" + agp + ";;AU)").applies);
}

TEST_CASE("security filter C9: an entry for the right's GUID without control access grants nothing")
{
    CHECK_FALSE(decide("(OA;CI;RP;" + agp + ";;AU)").applies);
}

TEST_CASE("security filter C10: Read for everybody and Apply for another group denies")
{
    CHECK_FALSE(decide("(OA;CI;CR;" + agp + ";;S-1-5-21-1-2-3-1201)").applies);
}

TEST_CASE("security filter C11: what SYSTEM may says nothing about a computer")
{
    CHECK_FALSE(decide("(A;CI;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;SY)").applies);
}

TEST_CASE("security filter C12: without a DACL it applies")
{
    CHECK(decide(SddlWriter::without_dacl()).applies);
    const auto decision = decide(SddlWriter::without_dacl(true));
    CHECK(decision.applies);
    CHECK(decision.reason == "it has no access list, so everybody has Apply Group Policy");
}

TEST_CASE("security filter C13: an empty DACL denies")
{
    const auto decision = decide(SddlWriter::dacl(""));
    CHECK_FALSE(decision.applies);
    CHECK(decision.reason == "its access list is empty, so nobody has Apply Group Policy");
}

TEST_CASE("security filter: Apply without Read denies")
{
    const auto decision = decide(SddlWriter::dacl("(OA;CI;CR;" + agp + ";;AU)"));
    CHECK_FALSE(decision.applies);
    CHECK(decision.reason == "no entry of its access list grants this computer Read");
    // to one property only is not to read the object
    CHECK_FALSE(decide(SddlWriter::dacl("(OA;CI;CR;" + agp + ";;AU)(OA;;RP;77b5b886-944a-11d1-aebd-0000f80367c1;;AU)"))
                    .applies);
    CHECK(decide(SddlWriter::dacl("(OA;CI;CR;" + agp + ";;AU)(OD;;RP;77b5b886-944a-11d1-aebd-0000f80367c1;;AU)" +
                                  read_for_all))
              .applies);
    CHECK_FALSE(decide(SddlWriter::dacl("(D;;RP;;;" + group + ")(OA;CI;CR;" + agp + ";;AU)" + read_for_all)).applies);
}

TEST_CASE("security filter: another extended right is not this one, and the first matching entry decides")
{
    CHECK_FALSE(decide("(OA;CI;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;AU)").applies);
    CHECK(decide("(OD;CI;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;AU)(OA;CI;CR;" + agp + ";;AU)").applies);
    CHECK(decide("(OA;CI;CR;" + agp + ";;AU)(D;CI;CR;;;" + group + ")").applies);
}

TEST_CASE("security filter: generic rights are the rights that the directory maps them to")
{
    CHECK(decide("(A;;GA;;;AU)").applies);
    CHECK_FALSE(decide("(D;;GA;;;AU)(OA;CI;CR;" + agp + ";;AU)").applies);
    CHECK(decide(SddlWriter::dacl("(A;;GR;;;AU)(A;;CR;;;AU)")).applies);
    CHECK_FALSE(decide("(A;;GR;;;AU)").applies);
}

TEST_CASE("security filter: entries that cannot be judged make the answer doubtful, and grant nothing")
{
    const auto apply = "(OA;CI;CR;" + agp + ";;AU)";
    CHECK_FALSE(decide("(XA;;CR;;;AU)").applies);
    CHECK(decide("(XA;;CR;;;AU)").doubtful);
    CHECK(decide("(ZD;;CR;" + agp + ";;AU)" + apply).applies);
    CHECK(decide("(ZD;;CR;" + agp + ";;AU)" + apply).doubtful);
    CHECK_FALSE(decide(apply + "(XD;;CR;;;AU)").doubtful);   // behind the one that decided
    CHECK_FALSE(decide("(XD;;CR;;;SY)" + apply).doubtful);   // for another
    CHECK_FALSE(decide("(AU;SA;CR;;;WD)" + apply).doubtful); // audit entries have no say
}
