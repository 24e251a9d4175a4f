#include "pol_builder.hpp"

#include <gpseal/policy/hardened_paths.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace gpseal;
using namespace gpseal::policy;
using gpseal::tests::PolBuilder;

namespace {

constexpr const char* key = R"(Software\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths)";
constexpr const char* usual = "RequireMutualAuthentication=1, RequireIntegrity=1";
constexpr const char* sealed = "RequireMutualAuthentication=1, RequireIntegrity=1, RequirePrivacy=1";
const std::vector<std::string> dc = {"dc1.corp.example", "dc1", "corp.example", "CORP"};
constexpr PathHardening signed_only{.mutual_authentication = true, .integrity = true, .privacy = false};
constexpr PathHardening everything{.mutual_authentication = true, .integrity = true, .privacy = true};

GroupPolicyObject gpo_of(const PolBuilder& pol)
{
    GroupPolicyObject gpo;
    gpo.bytes = pol.bytes();
    gpo.registry = parse_registry_policy(gpo.bytes, "test").value();
    return gpo;
}

std::vector<GroupPolicyObject> gpos_of(std::initializer_list<PolBuilder> pols)
{
    std::vector<GroupPolicyObject> gpos;
    for (const auto& pol : pols) {
        gpos.push_back(gpo_of(pol));
    }
    return gpos;
}

PathHardening with(const std::vector<std::pair<std::string, std::string>>& entries)
{
    PolBuilder pol;
    for (const auto& [path, text] : entries) {
        pol.sz(key, path, text);
    }
    const auto gpos = gpos_of({pol});
    return hardening_of(gpos, dc, "sysvol");
}

} // namespace

TEST_CASE("hardened paths: nothing configured asks for nothing")
{
    CHECK(hardening_of({}, dc, "sysvol") == PathHardening{});
    CHECK(with({{R"(\\*\NETLOGON)", sealed}}) == PathHardening{});
}

TEST_CASE("hardened paths: the server by any of its names, in any case, or by a star")
{
    for (const char* path : {R"(\\*\SYSVOL)", R"(\\*\sysvol)", R"(\\DC1.corp.example\*)", R"(\\corp\SysVol)",
                             R"(\\*\*)", R"(\\CORP.EXAMPLE\sysvol\corp.example\Policies)"}) {
        CAPTURE(path);
        CHECK(with({{path, sealed}}) == everything);
        CHECK(with({{path, usual}}) == signed_only);
    }
    for (const char* path : {R"(\\dc2\SYSVOL)", R"(\\dc1)", "dc1\\SYSVOL", "", R"(\\)", R"(\\*\SYSVOL2)"}) {
        CAPTURE(path);
        CHECK(with({{path, sealed}}) == PathHardening{});
    }
}

TEST_CASE("hardened paths: the strictest of several counts, whichever is more specific")
{
    CHECK(with({{R"(\\*\SYSVOL)", sealed}, {R"(\\dc1\SYSVOL)", usual}}) == everything);
    CHECK(with({{R"(\\*\SYSVOL)", usual}, {R"(\\dc1\SYSVOL)", sealed}}) == everything);
}

TEST_CASE("hardened paths: text as people write it, and what is no such text")
{
    CHECK(with({{R"(\\*\SYSVOL)", "requireprivacy = 1"}}) == PathHardening{.privacy = true});
    CHECK(with({{R"(\\*\SYSVOL)", "RequirePrivacy=0,,RequireIntegrity=1,"}}) == PathHardening{.integrity = true});
    CHECK(with({{R"(\\*\SYSVOL)", ""}}) == PathHardening{});
    CHECK(with({{R"(\\*\SYSVOL)", "Later=1"}}) == PathHardening{});
    CHECK(with({{R"(\\*\SYSVOL)", "yes please"}}) == everything);
    const auto wrong_type = gpos_of({PolBuilder().dword(key, R"(\\*\SYSVOL)", 0)});
    CHECK(hardening_of(wrong_type, dc, "sysvol") == everything);
}

TEST_CASE("hardened paths: a later GPO replaces or deletes an entry")
{
    const auto first = PolBuilder().sz(key, R"(\\*\SYSVOL)", sealed);
    const auto replaced = gpos_of({first, PolBuilder().sz(key, R"(\\*\sysvol)", usual)});
    CHECK(hardening_of(replaced, dc, "sysvol") == signed_only);
    const auto deleted = gpos_of({first, PolBuilder().sz(key, R"(**del.\\*\SYSVOL)", " ")});
    CHECK(hardening_of(deleted, dc, "sysvol") == PathHardening{});
}
