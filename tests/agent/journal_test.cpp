#include "fake_machine.hpp"
#include "service/journal.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using namespace std::chrono_literals;

namespace {

JournalEntry typical()
{
    return {.at = parse_time("2026-11-23T10:00:00Z").value(),
            .run_id = "run-1",
            .version = "0.1.0",
            .cause = ChangeCause::local_edit,
            .reason = "enabled",
            .gpo = "Baseline \"x\"\n\x1b[2J",
            .gpo_guid = "{31B2F340-016D-11D2-945F-00C04FB984F9}",
            .uid = 1000,
            .target = "/etc/samba/smb.conf",
            .diff = "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
            .loosens = true,
            .not_made = {}};
}

/// The causes of what a machine's journal holds, oldest first.
std::vector<std::string> causes(const Machine& machine)
{
    std::vector<std::string> words;
    const auto journal = read_journal(RootedPaths(machine.folder.path())).value();
    for (const auto& entry : journal.entries) {
        words.push_back(entry.target + " " + std::string(to_string(entry.cause)) +
                        (entry.not_made ? ", not made" : ""));
    }
    return words;
}

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("journal: what is written is read, and a change that was not made says why")
{
    auto entry = typical();
    const auto read = parse_journal(line_of(entry));
    REQUIRE(read.entries.size() == 1);
    CHECK(read.entries[0] == entry);
    CHECK(read.unreadable == 0);
    entry.not_made = "the disk is full";
    CHECK(parse_journal(line_of(entry) + not_made_line(entry)).entries.at(0) == entry);
    CHECK(parse_journal(not_made_line(entry)).entries.empty()); // its change has left the journal
}

TEST_CASE("journal: every truncation loses the last line alone")
{
    const auto line = line_of(typical());
    for (std::size_t size = 0; size < line.size(); ++size) {
        const auto read = parse_journal(line + line.substr(0, size));
        const bool complete = size + 1 == line.size(); // but for its line feed
        CHECK(read.entries.size() == (complete ? 2 : 1));
        CHECK(read.unreadable == (size == 0 || complete ? 0 : 1));
        const auto mended = parse_journal(line.substr(0, size) + "\n" + line);
        CHECK(mended.entries.size() == (complete ? 2 : 1));
    }
}

TEST_CASE("journal: damaged lines are counted and hide nothing")
{
    const auto line = line_of(typical());
    for (const std::string damage : {"x", "{}", "[]", "{\"at\":1}", "null", "{\"at\":\"2026-11-23T10:00:00Z\"}",
                                     R"({"at":"2026-11-23T10:00:00Z","target":"x","cause":"nobody","loosens":true})",
                                     R"({"at":"2026-11-23T10:00:00Z","target":"x","loosens":true,"loosens":false})",
                                     R"({"at":"yesterday","target":"x","loosens":true})",
                                     R"({"at":"2026-11-23T10:00:00Z","target":"x","loosens":"perhaps"})"}) {
        CAPTURE(damage);
        const auto read = parse_journal(line + damage + "\n" + line);
        CHECK(read.entries.size() == 2);
        CHECK(read.unreadable == 1);
    }
    CHECK(parse_journal(std::string(100000, '[') + "\n" + line).entries.size() == 1);
}

TEST_CASE("journal: a line of before that does not say why is read")
{
    const auto read = parse_journal(
        R"({"at":"2026-11-23T10:00:00Z","run_id":"a","reason":"enabled","target":"x","loosens":false,"diff":"+y"})");
    REQUIRE(read.entries.size() == 1);
    CHECK(read.entries[0].cause == ChangeCause::other);
    CHECK(read.entries[0].reason == "enabled");
}

TEST_CASE("journal: a write that was cut off does not spoil the next one, and the size is bounded")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    const auto file = paths.state() / "journal.jsonl";
    spill(file, line_of(typical()) + line_of(typical()).substr(0, 40));
    REQUIRE(record_changes(paths, {typical()}));
    const auto read = read_journal(paths).value();
    CHECK(read.entries.size() == 2);
    CHECK(read.unreadable == 1);
    auto large = typical();
    large.diff.assign(1'000'000, '+');
    for (int i = 0; i < 100; ++i) {
        REQUIRE(record_changes(paths, {large}));
    }
    CHECK(slurp(file).size() < 1'300'000);
    CHECK(slurp(paths.state() / "journal.jsonl.1").size() < 1'300'000);
    CHECK(read_journal(paths).value().entries.back().diff.ends_with("\\ cut here\n"));
    struct stat info {};
    REQUIRE(::stat(file.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0600U);
}

TEST_CASE("journal: a disk that takes a part leaves no half line, and the reason is said")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    REQUIRE(record_changes(paths, {typical()}));
    const auto file = paths.state() / "journal.jsonl";
    const auto before = slurp(file);
    rlimit old{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
    auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{before.size() + 10, old.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
    errno = EEXIST; // of something before
    const auto failed = record_changes(paths, {typical()});
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
    (void)std::signal(SIGXFSZ, handler);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message == "cannot write: File too large");
    CHECK(slurp(file) == before);
    REQUIRE(record_changes(paths, {typical()}));
    CHECK(read_journal(paths).value().unreadable == 0);
}

TEST_CASE("history: policy's changes are told from local edits, which are taken back")
{
    Machine machine;
    machine.policy(1);
    CHECK(machine.run().repaired.empty());
    CHECK(causes(machine) == Words{"samba policy", "guard policy"});
    machine.samba.protection = 0; // somebody edits smb.conf
    machine.options.repair = true;
    machine.lose_source();
    const auto outcome = machine.run();
    CHECK(outcome.repaired == Words{"samba"});
    CHECK(causes(machine).back() == "samba local_edit");
    machine.options.repair = false; // a look finds it as well
    machine.policy(1);
    machine.guard.protection = 0;
    CHECK(machine.run().repaired == Words{"guard"});
    machine.policy(0);
    CHECK(machine.run().repaired.empty());
    CHECK(causes(machine).back() == "guard policy");
}

TEST_CASE("history: what is put back is nobody's new wish because the report or the journal is lost")
{
    Machine machine;
    machine.policy(1);
    machine.run();
    const RootedPaths paths(machine.folder.path());
    std::filesystem::remove(paths.state() / "report.json");
    machine.guard.protection = 0;
    CHECK(machine.run().repaired == Words{"guard"});
    CHECK(causes(machine).back() == "guard local_edit");
    std::filesystem::remove(paths.state() / "journal.jsonl");
    machine.samba.protection = 0;
    CHECK(machine.run().repaired == Words{"samba"});
    CHECK(causes(machine).back() == "samba local_edit");
    std::filesystem::remove(paths.state() / "report.json");
    machine.policy(0);
    CHECK(machine.run().repaired.empty());
    CHECK(causes(machine).back() == "guard policy");
    std::filesystem::remove(paths.state() / "report.json");
    machine.policy(1);
    CHECK(machine.run().repaired.empty());
    CHECK(causes(machine).back() == "guard policy");
}

TEST_CASE("history: the end of a release names who ended it")
{
    Machine machine;
    machine.policy(1);
    machine.run();
    const RootedPaths paths(machine.folder.path());
    const auto now = read_machine_clock();
    const auto last = [&] { return read_journal(paths).value().entries.back(); };
    const auto release = [&] {
        machine.options.release.release = Release{now, now.wall + 2h, 1000, "x"};
        machine.run();
        machine.options.release.release.reset();
    };
    release();
    machine.run();
    CHECK(last().reason == "the release is over");
    CHECK_FALSE(last().uid);
    release();
    auto ended = command_entry(ChangeCause::release, "gpseal release --end", {.target = paths.state() / "release"});
    ended.uid = 1001;
    REQUIRE(record_changes(paths, {ended}));
    machine.run();
    CHECK(last().target == "guard");
    CHECK(last().reason == "gpseal release --end");
    CHECK(last().uid == 1001);
    CHECK(last().gpo.empty());
}

TEST_CASE("history: what is left to do keeps its cause")
{
    Machine machine;
    machine.policy(1);
    machine.guard.apply_fails = Error{Errc::io, "no", "guard"};
    machine.run();
    CHECK(causes(machine) == Words{"samba policy", "guard policy, not made"});
    machine.guard.apply_fails.reset();
    machine.options.repair = true;
    CHECK(machine.run().repaired.empty());
    CHECK(causes(machine).back() == "guard policy");
    machine.options.repair = false;
    machine.revert();
    CHECK(causes(machine).back() == "guard revert");
    machine.run();
    CHECK(causes(machine).back() == "guard policy");
}

TEST_CASE("history: a stack that cannot be planned makes nothing of the others' changes undone")
{
    Machine machine;
    machine.policy(1);
    machine.guard.plan_fails = Error{Errc::unsupported, "nft is not installed", "guard"};
    machine.guard.apply_fails = machine.guard.plan_fails;
    const auto outcome = machine.run();
    CHECK(machine.samba.protection == 2);
    CHECK(causes(machine) == Words{"samba policy"});
    REQUIRE(outcome.changes.size() == 1);
    CHECK(outcome.changes[0].target == "samba");
    CHECK(outcome.code == ExitCode::not_applied);
    machine.samba.protection = 0; // and what somebody takes out is a repair, not a change that was never made
    CHECK(machine.run().repaired == Words{"samba"});
    CHECK(causes(machine).back() == "samba local_edit");
}

TEST_CASE("history: a release, the configuration and a preference are named")
{
    Machine machine;
    machine.policy(1);
    machine.run();
    const auto now = read_machine_clock();
    machine.options.release.release = Release{now, now.wall + 2h, 1000, "x"};
    machine.run();
    CHECK(causes(machine).back() == "guard release");
    CHECK(read_journal(RootedPaths(machine.folder.path())).value().entries.back().uid == 1000);
    machine.options.release.release.reset();
    machine.run();
    CHECK(causes(machine).back() == "guard release");
    machine.options.guard = GuardMode::audit;
    machine.options.guard_origin = "gpseal.conf:3";
    machine.run();
    CHECK(causes(machine).back() == "guard configuration");
    Machine other;
    other.source.pols = {PolBuilder().bytes()};
    other.options.preference.require_encryption = true;
    other.run();
    CHECK(causes(other).back() == "guard preference");
    other.options.preference.require_encryption.reset();
    other.run();
    CHECK(causes(other).back() == "guard preference");
}
