#include "enforce/guard_record.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;

TEST_CASE("guard record: comes back as it was written; anything else is none")
{
    const tests::TemporaryFolder folder;
    const auto state = folder.path() / "state";
    CHECK_FALSE(read_guard_record(state));
    const GuardRecord record{.mode = "enforce", .listing_sha256 = "abc"};
    REQUIRE(write_guard_record(state, record));
    CHECK(read_guard_record(state) == record);
    tests::spill(state / "guard.json", "{\"mode\": 1");
    CHECK_FALSE(read_guard_record(state));
    tests::spill(state / "guard.json", R"({"mode":"off","mode":"enforce","listing_sha256":"abc"})");
    CHECK_FALSE(read_guard_record(state));
    tests::spill(state / "guard.json", "[]");
    CHECK_FALSE(read_guard_record(state));
    REQUIRE(remove_guard_record(state));
    REQUIRE(remove_guard_record(state));
    CHECK_FALSE(read_guard_record(state));
}

TEST_CASE("guard record: saved counters are kept, and kept bounded")
{
    const tests::TemporaryFolder folder;
    const auto path = folder.path() / "guard-counters.jsonl";
    REQUIRE(save_guard_counters(folder.path(), {.packets = {{"clear_smb2", 0}}}, "nothing counted"));
    CHECK_FALSE(std::filesystem::exists(path));
    for (std::size_t i = 0; i < max_saved_counters + 5; ++i) {
        tests::spill(path, tests::slurp(path) + "{\"old\": " + std::to_string(i) + "}\n");
    }
    const GuardCounters counters{.packets = {{"clear_smb2", 3}},
                                 .hits = {{"192.0.2.9", 445, 1001, 2}, {"192.0.2.9", 445, std::nullopt, 1}}};
    REQUIRE(save_guard_counters(folder.path(), counters, "rules changed"));
    const auto text = tests::slurp(path);
    CHECK(static_cast<std::size_t>(std::ranges::count(text, '\n')) == max_saved_counters);
    CHECK(text.find("{\"old\": 5}") == std::string::npos);
    CHECK(text.find("{\"old\": 6}") == 0);
    const auto last = text.substr(text.rfind('\n', text.size() - 2) + 1);
    CHECK(last.find(R"("packets":{"clear_smb2":3})") != std::string::npos);
    CHECK(last.find(R"("reason":"rules changed")") != std::string::npos);
    CHECK(last.find(R"({"packets":1,"port":445,"server":"192.0.2.9","uid":null})") != std::string::npos);
}

TEST_CASE("guard record: counters that cannot be read are put aside, and new ones begun")
{
    const tests::TemporaryFolder folder;
    const auto path = folder.path() / "guard-counters.jsonl";
    const auto aside = folder.path() / "guard-counters.jsonl.old";
    const GuardCounters counters{.packets = {{"clear_smb2", 3}}};
    const auto lines = [&path] { return std::ranges::count(tests::slurp(path), '\n'); };

    tests::spill(path, std::string(2 * max_saved_counters_size + 1, 'x')); // one byte too many
    REQUIRE(save_guard_counters(folder.path(), counters, "removed"));
    CHECK(lines() == 1);
    CHECK(std::filesystem::file_size(aside) == 2 * max_saved_counters_size + 1);

    std::filesystem::remove(path);
    std::filesystem::remove(aside);
    std::filesystem::create_directory(path);
    REQUIRE(save_guard_counters(folder.path(), counters, "removed"));
    CHECK(lines() == 1);
    CHECK(std::filesystem::is_directory(aside));
}
