// GuardStack against the kernel. Runs as root through in_namespace.sh.
#include "guard_machine.hpp"
#include "temporary_folder.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace gpseal;
using namespace gpseal::tests;

TEST_CASE("guard: absent, planned, applied, judged; a second plan is empty")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    CHECK(judged(stack, enforce) == ConfiguredState{"guard", "nft table inet gpseal", "enforce", "absent", true, true});
    const auto plan = stack.plan(enforce);
    REQUIRE(plan);
    REQUIRE(plan->changes.size() == 1);
    CHECK_FALSE(plan->loosens());
    CHECK(plan->changes[0].diff == "--- nft table inet gpseal (in force)\n+++ nft table inet gpseal (wanted)\n"
                                   "@@ -1,1 +1,1 @@\n-absent\n+rules " +
                                       guard_comment(GuardMode::enforce) + "\n");
    CHECK(nft({"list", "ruleset"}).empty());
    REQUIRE(stack.apply(enforce, std::nullopt));
    CHECK(judged(stack, enforce) ==
          ConfiguredState{"guard", "nft table inet gpseal", "enforce", "enforce", true, false});
    CHECK(stack.plan(enforce)->changes.empty());
}

TEST_CASE("guard: an identical table is not loaded again, its counters go on")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    const auto exempted = wanted(GuardMode::enforce, {exempt("192.0.2.1"), exempt("2001:db8::1")});
    REQUIRE(stack.apply(exempted, std::nullopt));
    REQUIRE(run_canary().refused == true);
    const auto handle = table_handle();
    const auto before = read_guard_counters();
    REQUIRE(stack.apply(exempted, std::nullopt));
    const auto after = read_guard_counters();
    REQUIRE(before);
    REQUIRE(after);
    CHECK(before->total() > 0);
    CHECK(after->packets == before->packets);
    CHECK(after->hits == before->hits);
    CHECK(after->exemptions.size() == 2);
    CHECK(table_handle() == handle);
}

TEST_CASE("guard: hits name server, port and uid")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    REQUIRE(stack.apply(enforce, std::nullopt));
    const auto before = read_guard_counters();
    REQUIRE(run_canary().refused == true);
    const auto after = read_guard_counters();
    REQUIRE(before);
    REQUIRE(after);
    CHECK(before->hits.empty());
    REQUIRE(after->hits.size() == 2);
    CHECK(after->hits[0].server == "127.0.0.1");
    CHECK(after->hits[0].uid == 0);
    CHECK(after->hits[0].packets == 4);
    CHECK(after->hits[1].server == "::1");
    CHECK(after->packets.at("clear_smb2") == 2);
    CHECK(after->packets.at("clear_smb1") == 2);
    CHECK(after->packets.at("compressed") == 2);
    CHECK(after->packets.at("compound") == 2);
    CHECK(after->refused() == 8);
    REQUIRE(stack.apply(audit, by_test));
    CHECK(run_canary().refused == false);
    const auto audited = read_guard_counters();
    REQUIRE(audited);
    CHECK(audited->total() > 0);
    CHECK(audited->refused() == 0);
}

TEST_CASE("guard: nothing loosens without the right to")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    REQUIRE(stack.apply(enforce, std::nullopt));
    const auto exempted = wanted(GuardMode::enforce, {exempt("192.0.2.1")});
    for (const auto& looser : {audit, off, no_mandate, exempted}) {
        const auto plan = stack.plan(looser);
        REQUIRE(plan);
        CHECK(plan->loosens());
        const auto result = stack.apply(looser, std::nullopt);
        REQUIRE_FALSE(result);
        CHECK(result.error().code == Errc::refused);
        CHECK(judged(stack, enforce).found == "enforce");
    }
    REQUIRE(stack.apply(exempted, by_test));
    CHECK(stack.plan(wanted(GuardMode::enforce, {exempt("192.0.2.1", 2h)}))->loosens());
    CHECK_FALSE(stack.plan(enforce)->loosens());
    REQUIRE(stack.apply(audit, by_test));
    CHECK(judged(stack, audit).found == "audit");
    CHECK_FALSE(stack.plan(enforce)->loosens());
    CHECK_FALSE(stack.apply(no_mandate, std::nullopt));
    REQUIRE(stack.apply(no_mandate, by_test));
    CHECK(nft({"list", "ruleset"}).empty());
    CHECK(judged(stack, no_mandate) == ConfiguredState{"guard", "nft table inet gpseal", "off", "absent", true, false});
    CHECK_FALSE(std::filesystem::exists(state / "guard.json"));
}

TEST_CASE("guard: a flushed ruleset is seen and put right")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    REQUIRE(stack.apply(enforce, std::nullopt));
    nft({"flush", "ruleset"});
    CHECK(judged(stack, enforce).found == "absent");
    CHECK(judged(stack, enforce).drift);
    CHECK(run_canary().refused == false);
    REQUIRE(stack.apply(enforce, std::nullopt));
    CHECK(judged(stack, enforce).found == "enforce");
    CHECK(run_canary().refused == true);
}

TEST_CASE("guard: whatever root changes in the table is seen and put right")
{
    const std::vector<std::string> changes = {
        "insert rule inet gpseal judge return",
        "add rule inet gpseal judge counter",
        "flush chain inet gpseal cut",
        "flush chain inet gpseal inbound",
        "add chain inet gpseal other",
        "add table inet gpseal { flags dormant; }",
        "add element inet gpseal exempt4 { 192.0.2.7 . 445 timeout 1h }",
        "add element inet gpseal exempt6 { 2001:db8::7 . 445 }",
        "add element inet gpseal exempt4 { 192.0.2.7 . 445 timeout 9h comment \"until 1\" }",
    };
    for (const auto& change : changes) {
        CAPTURE(change);
        const Fresh fresh;
        GuardStack stack{RootedPaths()};
        REQUIRE(stack.apply(enforce, std::nullopt));
        nft({"-f", "-"}, change + "\n");
        CHECK(judged(stack, enforce) ==
              ConfiguredState{"guard", "nft table inet gpseal", "enforce", "altered", true, true});
        REQUIRE(stack.apply(enforce, std::nullopt));
        CHECK(judged(stack, enforce).found == "enforce");
        CHECK(run_canary().refused == true);
    }
}

TEST_CASE("guard: counters are saved before their table goes")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    REQUIRE(stack.apply(audit, std::nullopt));
    CHECK(run_canary().refused == false);
    REQUIRE(stack.apply(enforce, std::nullopt));
    const auto saved = tests::slurp(state / "guard-counters.jsonl");
    CHECK(saved.find(R"("reason":"rules changed")") != std::string::npos);
    CHECK(saved.find(R"("server":"127.0.0.1")") != std::string::npos);
    REQUIRE(run_canary().refused == true);
    REQUIRE(stack.apply(off, by_test));
    CHECK(tests::slurp(state / "guard-counters.jsonl").find(R"("reason":"removed")") != std::string::npos);
}

TEST_CASE("guard: counters that cannot be saved do not keep the guard from being removed")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    REQUIRE(stack.apply(enforce, std::nullopt));
    CHECK(run_canary().refused == true); // now there is something to save
    const auto path = state / "guard-counters.jsonl";
    std::filesystem::remove(path);
    std::filesystem::create_directories(path / "full");
    std::filesystem::create_directories(state / "guard-counters.jsonl.old" / "full"); // nor can it be put aside
    CHECK(stack.apply(off, by_test));
    CHECK(judged(stack, off).found == "absent");
    std::filesystem::remove_all(path);
    std::filesystem::remove_all(state / "guard-counters.jsonl.old");
}

TEST_CASE("guard: a table that nobody remembers loading is unknown until it is loaded again")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    REQUIRE(stack.apply(enforce, std::nullopt));
    REQUIRE(remove_guard_record(state));
    CHECK_FALSE(judged(stack, enforce).known);
    CHECK(judged(stack, enforce).found == "unknown");
    REQUIRE(stack.apply(enforce, std::nullopt));
    CHECK(judged(stack, enforce).found == "enforce");
}

TEST_CASE("guard: an exemption that has ended leaves the table as wanted")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    const auto brief = wanted(GuardMode::enforce, {exempt("192.0.2.1", 1s)});
    REQUIRE(stack.apply(brief, std::nullopt));
    const auto handle = table_handle();
    ::sleep(3);
    CHECK(judged(stack, brief).found == "enforce");
    REQUIRE(stack.apply(brief, std::nullopt));
    CHECK(table_handle() == handle);
    CHECK(read_guard_counters()->exemptions.empty());
}

TEST_CASE("guard: an exemption that is no address changes nothing")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    REQUIRE(stack.apply(enforce, std::nullopt));
    const auto handle = table_handle();
    CHECK_FALSE(stack.apply(wanted(GuardMode::enforce, {exempt("filer")}), by_test));
    CHECK_FALSE(stack.plan(wanted(GuardMode::enforce, {exempt("filer")})));
    CHECK(table_handle() == handle);
    CHECK_FALSE(judged(stack, wanted(GuardMode::enforce, {exempt("filer")})).known);
}

TEST_CASE("guard: an ordinary user can neither look nor load, and is told so")
{
    const Fresh fresh;
    const auto child = ::fork();
    if (child == 0) {
        const bool dropped = ::setgid(unprivileged_uid) == 0 && ::setuid(unprivileged_uid) == 0;
        GuardStack stack{RootedPaths()};
        const auto plan = stack.plan(enforce);
        const bool told = !plan && plan.error().code == Errc::permission;
        const bool unknown = !stack.judge(enforce)[0].known;
        ::_exit(dropped && told && unknown ? 0 : 1);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("guard: without nft a wanted guard is unsupported, and no guard is no error")
{
    const Fresh fresh;
    // an empty folder over every place a program is looked for would take away too much: hide nft alone
    const auto hidden = run_child({.arguments = {"mount", "--bind", "/dev/null", "/usr/sbin/nft"}});
    REQUIRE(hidden);
    REQUIRE(hidden->exit_code == 0);
    GuardStack stack{RootedPaths()};
    const auto plan = stack.plan(enforce);
    const auto applied = stack.apply(enforce, std::nullopt);
    const auto none = stack.plan(no_mandate);
    const auto row = judged(stack, enforce);
    REQUIRE(run_child({.arguments = {"umount", "/usr/sbin/nft"}}));
    REQUIRE_FALSE(plan);
    CHECK(plan.error().code == Errc::unsupported);
    CHECK(plan.error().message == "nft is not installed, the package is nftables");
    CHECK_FALSE(applied);
    REQUIRE(none);
    CHECK(none->changes.empty());
    CHECK_FALSE(row.known);
    CHECK(row.found == "unknown: nft table inet gpseal: nft is not installed, the package is nftables");
}
