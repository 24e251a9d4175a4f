// GptTmpl.inf in SYSVOL: what is read of it, and what its absence means.

#include "fake_sysvol.hpp"

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using policy::FileStatus;

namespace {

/// A GPO with settings of its own in both Registry.pol and GptTmpl.inf.
auto both(const std::string& version)
{
    auto kept = directory_says(version);
    kept.snapshot.gpos[0].attributes.machine_extension_names = both_extensions;
    return kept;
}

} // namespace

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
    sysvol.put("a", "1", pol_bytes("1"));
    sysvol.broken = inf;
    kept = run(sysvol, nullptr, never);
    sysvol.broken.clear();
    kept = run(sysvol, &kept, never, at(1));
    CHECK(status(kept) == FileStatus::absent);
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

TEST_CASE("gpo files: security settings that nobody saw get an hour while the directory and SYSVOL disagree")
{
    FakeSysvol sysvol;
    const auto at = [](int minutes) { return noon + std::chrono::minutes(minutes); };
    const auto alone = [](const std::string& version) {
        auto kept = directory_says(version);
        kept.snapshot.gpos[0].attributes.machine_extension_names = security_alone;
        return kept;
    };
    const auto complete = [](const KeptSnapshot& kept) {
        return policy::resolve_domain(kept.snapshot).completeness == policy::Completeness::complete;
    };
    sysvol.put("a", "0", pol_bytes("1")); // as it was when the GPO was made
    auto kept = run(sysvol, nullptr, alone("3"));
    CHECK_FALSE(complete(kept));
    kept = run(sysvol, &kept, alone("3"), at(59));
    CHECK_FALSE(complete(kept));
    const auto lagging = kept;
    for (const int minutes : {60, 61, 180}) { // then it counts as it stands, for good
        kept = run(sysvol, &kept, alone("3"), at(minutes));
        CHECK(only(kept).security_template.status == FileStatus::absent);
        CHECK(complete(kept));
    }
    kept = run(sysvol, &kept, alone("4"), at(181)); // the next edit has an hour of its own
    CHECK_FALSE(complete(kept));

    kept = lagging;
    sysvol.put("a", "3", pol_bytes("1")); // gpt.ini came, and the settings not yet
    kept = run(sysvol, &kept, alone("3"), at(60));
    CHECK_FALSE(complete(kept));
    kept = run(sysvol, &kept, alone("3"), at(119));
    CHECK_FALSE(complete(kept));
    const auto still = kept;
    kept = run(sysvol, &still, alone("3"), at(120));
    CHECK(complete(kept));
    sysvol.files[FakeSysvol::folder("a") + "/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf"] = "[Registry Values]\n";
    kept = run(sysvol, &still, alone("3"), at(119));
    CHECK(only(kept).security_template.status == FileStatus::read);
    CHECK(complete(kept));
}
