#include "fake_sysvol.hpp"

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using policy::FileStatus;

TEST_CASE("gpo files: an unchanged GPO keeps what was read, for a day")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    const auto first = run(sysvol, nullptr, directory_says());
    CHECK(only(first).registry_pol.status == FileStatus::read);
    const auto second = run(sysvol, &first, directory_says(), noon + std::chrono::hours(23));
    CHECK(sysvol.pol_reads("a") == 1);
    CHECK(only(second).registry_pol == only(first).registry_pol);
    const auto third = run(sysvol, &second, directory_says(), noon + std::chrono::hours(24));
    CHECK(sysvol.pol_reads("a") == 2);
    run(sysvol, &third, directory_says(), noon); // a clock that went back proves nothing
    CHECK(sysvol.pol_reads("a") == 3);
}

TEST_CASE("gpo files: another version, another link or another descriptor, and they are read again")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    const auto first = run(sysvol, nullptr, directory_says());
    run(sysvol, &first, directory_says("2"));
    CHECK(sysvol.pol_reads("a") == 2);
    run(sysvol, &first, directory_says("1", 2));
    CHECK(sysvol.pol_reads("a") == 3);
    auto other = directory_says();
    other.snapshot.gpos.front().attributes.security_descriptor->push_back(std::byte{0});
    run(sysvol, &first, std::move(other));
    CHECK(sysvol.pol_reads("a") == 4);
}

TEST_CASE("gpo files: what disagrees with the directory, or is damaged, is read every time")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    const auto lagging = run(sysvol, nullptr, directory_says("2"));
    run(sysvol, &lagging, directory_says("2"));
    CHECK(sysvol.pol_reads("a") == 2);
    sysvol.put("a", "1", pol_bytes("bad"));
    const auto damaged = run(sysvol, nullptr, directory_says());
    run(sysvol, &damaged, directory_says());
    CHECK(sysvol.pol_reads("a") == 4);
}

TEST_CASE("gpo files: the last good copy outlives bad ones")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    const auto good = run(sysvol, nullptr, directory_says());
    CHECK_FALSE(only(good).last_good);
    sysvol.put("a", "2", pol_bytes("bad"));
    const auto bad = run(sysvol, &good, directory_says("2"));
    const auto worse = run(sysvol, &bad, directory_says("2"));
    REQUIRE(only(worse).last_good);
    CHECK(only(worse).last_good->registry_pol == only(good).registry_pol);
    CHECK(only(worse).last_good->version.sysvol == 1);
}

TEST_CASE("gpo files: runs without a Registry.pol that must be there are counted, and the count ends with one")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    const auto there = run(sysvol, nullptr, directory_says());
    sysvol.files.erase(FakeSysvol::folder("a") + "/Machine/Registry.pol");
    const auto first = run(sysvol, &there, directory_says("2"));
    CHECK(only(first).absent_runs == 0);
    const auto second = run(sysvol, &first, directory_says("2"));
    CHECK(only(second).absent_runs == 1);
    const auto hasty = run(sysvol, &second, directory_says("2"), noon + least_absence - std::chrono::seconds(1));
    CHECK(only(hasty).absent_runs == 1);
    const auto back_in_time = run(sysvol, &hasty, directory_says("2"), noon - std::chrono::hours(48));
    CHECK(only(back_in_time).absent_runs == 1);
    const auto third = run(sysvol, &hasty, directory_says("2"), noon + least_absence);
    CHECK(only(third).absent_runs == 2);
    sysvol.put("a", "2", pol_bytes("1"));
    const auto back = run(sysvol, &third, directory_says("2"));
    const auto after = run(sysvol, &back, directory_says("3"));
    CHECK(only(after).absent_runs == 0);
}

TEST_CASE("gpo files: a GPO that is written while it is read the first time is read whole the second time")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    sysvol.torn = FakeSysvol::folder("a") + "/GPT.INI";
    sysvol.calm_after = 1;
    const auto kept = run(sysvol, nullptr, directory_says());
    CHECK(sysvol.pol_reads("a") == 2);
    CHECK(only(kept).registry_pol.status == FileStatus::read);
    CHECK(only(kept).gpt_ini.status == FileStatus::read);
}

TEST_CASE("gpo files: a GPO that is written while it is read is tried twice, then failed")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    sysvol.torn = FakeSysvol::folder("a") + "/GPT.INI";
    const auto kept = run(sysvol, nullptr, directory_says());
    CHECK(sysvol.pol_reads("a") == 2);
    CHECK(only(kept).registry_pol.status == FileStatus::failed);
    CHECK(only(kept).gpt_ini.problem);
}

TEST_CASE("gpo files: a GPO that names another place in SYSVOL, or a way out of it, is not followed")
{
    for (const auto& path : {"\\\\corp.example\\other\\corp.example\\Policies\\" + guid_of("a"),
                             "\\\\corp.example\\sysvol\\corp.example\\Policies\\..\\" + guid_of("a"),
                             "\\\\corp.example\\sysvol\\corp.example\\Policies\\" + guid_of("b")}) {
        FakeSysvol sysvol;
        sysvol.put("a", "1", pol_bytes("0"));
        auto now = directory_says();
        now.snapshot.gpos.front().attributes.file_sys_path = path;
        const auto kept = run(sysvol, nullptr, std::move(now));
        CHECK(sysvol.reads.empty());
        CHECK(only(kept).registry_pol.status != FileStatus::read);
        CHECK(policy::resolve_domain(kept.snapshot).completeness == policy::Completeness::degraded);
    }
}
