#include "collect/gpo_files.hpp"
#include "domain_builder.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using policy::FileStatus;
using policy::GpoSnapshot;

namespace {

constexpr std::chrono::system_clock::time_point noon{std::chrono::hours(1000)};

const std::string security_alone = "[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]";
const std::string both_extensions =
    "[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]" + security_alone;

/// A share of files by path; counts what is asked of it.
class FakeSysvol : public Sysvol {
public:
    SysvolAnswer read(const std::vector<std::string>& paths) override
    {
        SysvolAnswer answer;
        for (const auto& path : paths) {
            ++reads[path];
            answer.files.push_back({.status = FileStatus::absent, .path = path});
            if (const auto found = files.find(path); found != files.end()) {
                answer.files.back() = file_with(bytes_of(found->second), path);
            }
            if (path == broken) {
                answer.files.back() = {
                    .status = FileStatus::failed, .path = path, .problem = Error{Errc::io, "connection reset", {}}};
            }
            if (path == torn && (calm_after == 0 || reads[path] <= calm_after)) {
                files[path] += " ";
            }
        }
        return answer;
    }
    void put(const std::string& gpo, const std::string& version, const std::vector<std::byte>& pol)
    {
        files[folder(gpo) + "/GPT.INI"] = "[General]\r\nVersion=" + version + "\r\n";
        auto& text = files[folder(gpo) + "/Machine/Registry.pol"];
        text.clear();
        for (const auto byte : pol) {
            text.push_back(std::to_integer<char>(byte));
        }
    }
    static std::string folder(const std::string& gpo) { return "corp.example/Policies/" + guid_of(gpo); }
    [[nodiscard]] int pol_reads(const std::string& gpo) { return reads[folder(gpo) + "/Machine/Registry.pol"]; }

    std::map<std::string, std::string> files;
    std::map<std::string, int> reads;
    std::string torn;   ///< changes whenever it is read
    int calm_after = 0; ///< reads of the torn one; 0: never
    std::string broken; ///< cannot be read
};

/// The domain as the directory alone shows it: nothing of the files yet.
KeptSnapshot directory_says(const std::string& version = "1", std::uint32_t options = 0)
{
    DomainBuilder domain;
    domain.gpo({.name = "a"});
    domain.domain().gp_link = link_to("a", options);
    KeptSnapshot kept{.snapshot = domain.snapshot(), .read_at = {}};
    for (auto& each : kept.snapshot.gpos) {
        each.gpt_ini = {};
        each.registry_pol = {};
        each.attributes.version_number = version;
    }
    return kept;
}

const GpoSnapshot& only(const KeptSnapshot& kept)
{
    REQUIRE(kept.snapshot.gpos.size() == 1);
    return kept.snapshot.gpos.front();
}

/// One run after `before`.
KeptSnapshot run(FakeSysvol& sysvol, const KeptSnapshot* before, KeptSnapshot now,
                 std::chrono::system_clock::time_point time = noon)
{
    (void)read_gpo_files(sysvol, before, now, time);
    return now;
}

} // namespace

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

TEST_CASE("gpo files: security settings are read where the GPO names their extension, and kept with the rest")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    const auto inf = FakeSysvol::folder("a") + "/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf";
    sysvol.files[inf] = "[Registry Values]\n";
    const auto without = run(sysvol, nullptr, directory_says());
    CHECK(only(without).security_template.status == FileStatus::not_read);
    CHECK(sysvol.reads[inf] == 0);

    auto both = directory_says();
    both.snapshot.gpos[0].attributes.machine_extension_names = both_extensions;
    const auto first = run(sysvol, nullptr, both);
    CHECK(only(first).security_template.status == FileStatus::read);
    CHECK(only(first).registry_pol.status == FileStatus::read);
    const auto second = run(sysvol, &first, both);
    CHECK(only(second).security_template == only(first).security_template);
    CHECK(sysvol.reads[inf] == 1);

    auto alone = directory_says();
    alone.snapshot.gpos[0].attributes.machine_extension_names = security_alone;
    const auto third = run(sysvol, nullptr, alone);
    CHECK(only(third).security_template.status == FileStatus::read);
    CHECK(only(third).registry_pol.status == FileStatus::not_read);
}

TEST_CASE("gpo files: security settings that are damaged or not there yet are read again, the version being the same")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    const auto inf = FakeSysvol::folder("a") + "/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf";
    auto both = directory_says();
    both.snapshot.gpos[0].attributes.machine_extension_names = both_extensions;
    auto kept = run(sysvol, nullptr, both);
    CHECK(only(kept).security_template.status == FileStatus::absent);
    for (const auto* const text : {"[Registry Values]\nMACHINE\\A\\B=4", "[Registry Values", "[Registry Values]\n"}) {
        sysvol.files[inf] = text;
        kept = run(sysvol, &kept, both);
        CHECK(only(kept).security_template.content == bytes_of(text));
    }
    CHECK(sysvol.reads[inf] == 4);
    sysvol.files[inf] = "[Registry Values]\nMACHINE\\A\\B=4,1\n"; // a sound one is kept, with the rest
    kept = run(sysvol, &kept, both);
    CHECK(sysvol.reads[inf] == 4);
}

TEST_CASE(
    "gpo files: security settings that vanish without a new version are a doubt, until they are back or taken out")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    const auto inf = FakeSysvol::folder("a") + "/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf";
    sysvol.files[inf] = "[Registry Values]\n";
    const auto both = [](const std::string& version) {
        auto kept = directory_says(version);
        kept.snapshot.gpos[0].attributes.machine_extension_names = both_extensions;
        return kept;
    };
    const auto day = std::chrono::hours(24); // after which all is read again
    auto kept = run(sysvol, nullptr, both("1"));
    sysvol.files.erase(inf);
    for (int days = 1; days < 4; ++days) {
        kept = run(sysvol, &kept, both("1"), noon + days * day);
        CHECK(only(kept).security_template.status == FileStatus::failed);
        CHECK(only(kept).registry_pol.status == FileStatus::read);
    }
    const auto gone = kept;
    sysvol.files[inf] = "[Registry Values]\n";
    kept = run(sysvol, &gone, both("1"), noon + 4 * day);
    CHECK(only(kept).security_template.status == FileStatus::read);
    sysvol.files.erase(inf);
    sysvol.put("a", "2", pol_bytes("1"));
    kept = run(sysvol, &gone, both("2"), noon + 4 * day); // or not there yet
    CHECK(only(kept).security_template.status == FileStatus::failed);
    for (int runs = 0; runs < 3; ++runs) {
        kept = run(sysvol, &kept, both("2"), noon + 4 * day + least_absence - std::chrono::seconds(1));
        CHECK(only(kept).security_template.status == FileStatus::failed);
    }
    const auto lagging = kept;
    kept = run(sysvol, &lagging, both("2"), noon + 4 * day + least_absence);
    CHECK(only(kept).security_template.status == FileStatus::absent);
    sysvol.files[inf] = "[Registry Values]\n";
    kept = run(sysvol, &lagging, both("2"), noon + 4 * day + least_absence);
    CHECK(only(kept).security_template.status == FileStatus::read);
}

TEST_CASE("gpo files: security settings that could not be read, and then are not there, keep their hour all the same")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    const auto inf = FakeSysvol::folder("a") + "/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf";
    sysvol.files[inf] = "[Registry Values]\n";
    const auto both = [](const std::string& version) {
        auto kept = directory_says(version);
        kept.snapshot.gpos[0].attributes.machine_extension_names = both_extensions;
        return kept;
    };
    const auto at = [](int minutes) { return noon + std::chrono::minutes(minutes); };
    const auto status = [](const KeptSnapshot& kept) { return only(kept).security_template.status; };
    auto kept = run(sysvol, nullptr, both("1"));
    sysvol.broken = inf;
    sysvol.put("a", "2", pol_bytes("1"));
    kept = run(sysvol, &kept, both("2"), at(1));
    kept = run(sysvol, &kept, both("2"), at(2));
    sysvol.broken.clear();
    sysvol.files.erase(inf);
    sysvol.put("a", "3", pol_bytes("1"));
    kept = run(sysvol, &kept, both("3"), at(3)); // missing for the first time
    CHECK(status(kept) == FileStatus::failed);
    sysvol.broken = inf;
    kept = run(sysvol, &kept, both("3"), at(30)); // the hour goes on
    sysvol.broken.clear();
    kept = run(sysvol, &kept, both("3"), at(62));
    CHECK(status(kept) == FileStatus::failed);
    kept = run(sysvol, &kept, both("3"), at(63));
    CHECK(status(kept) == FileStatus::absent);

    auto never = both("1"); // what nobody ever saw is not missed
    sysvol.broken = inf;
    kept = run(sysvol, nullptr, never);
    sysvol.broken.clear();
    kept = run(sysvol, &kept, never, at(1));
    CHECK(status(kept) == FileStatus::absent);
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

TEST_CASE("gpo files: a folder that is gone with its security settings is a doubt, whatever the time and the version")
{
    FakeSysvol sysvol;
    sysvol.put("a", "1", pol_bytes("1"));
    sysvol.files[FakeSysvol::folder("a") + "/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf"] = "[Registry Values]\n";
    const auto alone = [](const std::string& version) {
        auto kept = directory_says(version);
        kept.snapshot.gpos[0].attributes.machine_extension_names = security_alone;
        return kept;
    };
    auto kept = run(sysvol, nullptr, alone("1"));
    CHECK(policy::resolve_domain(kept.snapshot).completeness == policy::Completeness::complete);
    sysvol.files.clear();
    for (int days = 1; days < 4; ++days) {
        kept = run(sysvol, &kept, alone(std::to_string(days)), noon + days * std::chrono::hours(24));
        CHECK(only(kept).security_template.status == FileStatus::failed);
        CHECK(policy::resolve_domain(kept.snapshot).completeness == policy::Completeness::degraded);
    }
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
