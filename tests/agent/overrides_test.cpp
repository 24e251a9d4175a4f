#include "enforce/smb_conf_overrides.hpp"
#include "probe/override_scan.hpp"
#include "probe/user_overrides.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/compliance_report.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

std::string codes(const std::vector<Override>& found)
{
    std::string text;
    for (const auto& row : found) {
        text += row.code + " " + std::string(to_string(row.effect)) + "\n";
    }
    return text;
}

ConfiguredState guard_row(GuardMode mode)
{
    return {.stack = "guard", .target = "table", .wanted = "enforce", .found = std::string(to_string(mode))};
}

ComplianceReport compliant()
{
    ComplianceReport report;
    report.policy.decision.mandate = policy::EncryptionMandate::required;
    report.configured = {guard_row(GuardMode::enforce)};
    report.canary = CanaryResult{.refused = true};
    return report;
}

} // namespace

TEST_CASE("overrides: of smb.conf, each line that leads elsewhere or is somebody else's is named with its number")
{
    const auto found = overrides_in_smb_conf("# Managed by Puppet\n[global]\n\tinclude = \\\n registry\n"
                                             "\tApply Group Policies = Yes\n\tconfig backend = registry\n"
                                             "\tapply group policies = no\n",
                                             "smb.conf");
    CHECK(codes(found) == "smb_conf_indirection note\nsmb_conf_indirection open\nsecond_writer note\n"
                          "second_writer note\n");
    std::vector<std::string> places;
    std::transform(found.begin(), found.end(), std::back_inserter(places), [](const auto& row) { return row.where; });
    CHECK(places == std::vector<std::string>{"smb.conf:3", "smb.conf:6", "smb.conf:1", "smb.conf:5"});
}

TEST_CASE("overrides: a smb.conf, its folder or an include that is not for everybody is named with the command for it")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    std::filesystem::create_directories(folder.path() / "etc/samba");
    spill(folder.path() / "etc/samba/smb.conf", "");
    spill(folder.path() / "etc/samba/more.conf", "");
    const std::string text = "[global]\ninclude = /etc/samba/more.conf\ninclude = /etc/samba/none.conf\n";
    CHECK(overrides_around_smb_conf(text, paths).empty());
    REQUIRE(::chmod((folder.path() / "etc/samba/more.conf").c_str(), 0600) == 0);
    auto found = overrides_around_smb_conf(text, paths);
    CHECK(codes(found) == "include_unreadable note\n");
    CHECK(found.at(0).fix == "chmod o+r " + (folder.path() / "etc/samba/more.conf").string());
    REQUIRE(::chmod((folder.path() / "etc/samba").c_str(), 0700) == 0);
    found = overrides_around_smb_conf("", paths);
    CHECK(codes(found) == "smb_conf_unreadable open\n");
    CHECK(found.at(0).fix == "chmod o+x " + (folder.path() / "etc/samba").string());
}

TEST_CASE("overrides: only a Samba before 4.14 is too old, and what is no version is not")
{
    CHECK(too_old_for_mandate("Version 4.13.17-Ubuntu\n"));
    CHECK(too_old_for_mandate("Version 3.6.25"));
    CHECK_FALSE(too_old_for_mandate("Version 4.14.0"));
    CHECK_FALSE(too_old_for_mandate("Version 5.0.0"));
    CHECK_FALSE(too_old_for_mandate("Version 10.1"));
    const std::string whole = "Version 4.13";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_FALSE(too_old_for_mandate(whole.substr(0, size) == "Version 4.1" ? "" : whole.substr(0, size)));
    }
}

TEST_CASE("overrides: users' files are seen and never opened, also behind a home that is a link")
{
    const TemporaryFolder folder;
    const auto home = folder.path() / "home";
    for (const auto* const user : {"ann", "ben", "cat", "dan", "eve"}) {
        std::filesystem::create_directories(home / user);
    }
    std::filesystem::create_directories(home / "ann/.smb");
    spill(home / "ann/.smb/smb.conf", "");
    spill(home / "ann/.smb/smb.conf.append", ""); // an empty one adds nothing
    std::filesystem::create_directories(home / "ben/.smb");
    REQUIRE(::mkfifo((home / "ben/.smb/smb.conf.append").c_str(), 0600) == 0);
    std::filesystem::create_directory_symlink("/nowhere/at/all", home / "cat/.smb");
    std::filesystem::create_directories(folder.path() / "disk/fay/.smb");
    spill(folder.path() / "disk/fay/.smb/smb.conf", "");
    std::filesystem::create_directory_symlink(folder.path() / "disk/fay", home / "fay");
    const auto found =
        overrides_in_homes({home / "ann", home / "ben", home / "cat", home / "dan", home / "fay", home / "none"});
    CHECK(codes(found) == "user_smb_conf open\nuser_smb_conf_append open\nuser_smb_conf open\n"
                          "user_smb_conf_append open\nuser_smb_conf open\n");
    REQUIRE(found.size() == 5);
    CHECK(found[1].where == (home / "ben/.smb/smb.conf.append").string());
    CHECK(found[2].where == (home / "cat/.smb/smb.conf").string());
    CHECK(found[4].where == (home / "fay/.smb/smb.conf").string());
    CHECK(found[0].uid == ::geteuid());
}

TEST_CASE("overrides: a line that sets SMB_CONF_PATH for everybody is found, a comment is none")
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "etc/profile.d");
    spill(folder.path() / "etc/environment", "A=b\n  # SMB_CONF_PATH=/x\n");
    CHECK(overrides_in_environment_files(RootedPaths(folder.path())).empty());
    spill(folder.path() / "etc/profile.d/a.sh", "x=1; export SMB_CONF_PATH=/x\n");
    const auto found = overrides_in_environment_files(RootedPaths(folder.path()));
    REQUIRE(found.size() == 1);
    CHECK(found[0].where == (folder.path() / "etc/profile.d/a.sh").string());
}

TEST_CASE("overrides: the guard holds what is open only where it cuts")
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "home/ann/.smb");
    spill(folder.path() / "home/ann/.smb/smb.conf", "");
    const RootedPaths paths(folder.path());
    CHECK(codes(find_overrides(paths, {guard_row(GuardMode::enforce)}, overrides_of_users)) == "user_smb_conf held\n");
    CHECK(codes(find_overrides(paths, {guard_row(GuardMode::audit)}, overrides_of_users)) == "user_smb_conf open\n");
    CHECK(codes(find_overrides(paths, {}, overrides_of_users)) == "user_smb_conf open\n");
    auto altered = guard_row(GuardMode::enforce);
    altered.drift = true;
    CHECK(codes(find_overrides(paths, {altered}, overrides_of_users)) == "user_smb_conf open\n");
}

TEST_CASE("overrides: of a kind a bounded number is listed and the rest is counted")
{
    std::vector<Override> many(max_overrides_of_a_kind + 3, {.code = "stale_process", .where = "process", .uid = 7});
    many.push_back({.code = "old_samba", .where = "Samba"});
    const auto kept = bounded(std::move(many));
    REQUIRE(kept.size() == max_overrides_of_a_kind + 2);
    CHECK(kept.back().where == "3 more");
    CHECK(kept.back().code == "stale_process");
    CHECK_FALSE(kept.back().uid.has_value());
}

TEST_CASE("overrides: an open one is a failure, one that is held changes neither verdict nor exit code")
{
    auto report = compliant();
    CHECK(judge_compliance(report, {}).result == ComplianceResult::pass);
    report.overrides = {{.code = "user_smb_conf", .where = "/home/ann/.smb/smb.conf", .what = "is read"}};
    report.overrides[0].effect = OverrideEffect::held;
    report.verdict = judge_compliance(report, {});
    CHECK(report.verdict.result == ComplianceResult::pass);
    CHECK(exit_code_of(report) == ExitCode::ok);
    report.overrides[0].effect = OverrideEffect::open;
    const auto verdict = judge_compliance(report, {});
    CHECK(verdict.result == ComplianceResult::fail);
    CHECK(verdict.reasons == std::vector<std::string>{"/home/ann/.smb/smb.conf: is read"});
}

TEST_CASE("overrides: they come back from JSON as they were")
{
    auto report = compliant();
    report.overrides = {{.code = "a", .where = "b", .uid = 7, .what = "c", .fix = "d", .effect = OverrideEffect::note},
                        {.code = "e", .where = "f", .what = "g", .fix = "h", .effect = OverrideEffect::open}};
    const auto back = report_from_json(to_json(report), "x");
    REQUIRE(back);
    CHECK(back->overrides == report.overrides);
}
