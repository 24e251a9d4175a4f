#include "enforce/guard_record.hpp"
#include "enforce/saved_counters.hpp"
#include "service/timestamp.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

const auto now = parse_time("2026-11-23T00:00:00Z").value();

std::string line(const std::string& at, const std::string& hits)
{
    return R"({"at":")" + at + R"(","reason":"r","packets":{},"hits":[)" + hits + R"(],"hits_total":9})" + "\n";
}

const std::string ann = R"({"server":"192.0.2.7","port":445,"uid":1000,"packets":3})";
const std::string kernel = R"({"server":"2001:db8::7","port":445,"uid":null,"packets":1})";

} // namespace

TEST_CASE("saved counters: those of replaced tables are added up, old ones are left out")
{
    const auto text = line("2026-11-15T23:59:59Z", ann) + line("2026-11-20T00:00:00Z", ann + "," + kernel) +
                      line("2026-11-22T00:00:00Z", ann);
    const auto hits = parse_saved_hits(text, "f", now);
    REQUIRE(hits);
    REQUIRE(hits->size() == 2);
    CHECK((*hits)[0] == GuardHit{"192.0.2.7", 445, 1000, 6});
    CHECK((*hits)[1] == GuardHit{"2001:db8::7", 445, std::nullopt, 1});
}

TEST_CASE("saved counters: who was forwarded for is kept apart from this machine's own")
{
    const std::string box = R"({"server":"2001:db8::7","port":445,"uid":null,"packets":2,"source":"fd77::2"})";
    const auto hits = parse_saved_hits(line("2026-11-22T00:00:00Z", kernel + "," + box + "," + box), "f", now);
    REQUIRE(hits);
    REQUIRE(hits->size() == 2);
    CHECK((*hits)[1] == GuardHit{"2001:db8::7", 445, std::nullopt, 4, "fd77::2"});
    CHECK_FALSE(parse_saved_hits(line("2026-11-22T00:00:00Z", R"({"server":"192.0.2.7","port":445,"uid":null,)"
                                                              R"("packets":2,"source":"a b"})"),
                                 "f", now));
}

TEST_CASE("saved counters: a sum never wraps")
{
    const std::string most = R"({"server":"192.0.2.7","port":445,"uid":1000,"packets":18446744073709551615})";
    CHECK(parse_saved_hits(line("2026-11-22T00:00:00Z", most + "," + ann), "f", now).value()[0].packets == UINT64_MAX);
}

TEST_CASE("saved counters: every truncation within a line is refused with its line")
{
    const auto first = line("2026-11-22T00:00:00Z", kernel);
    const auto text = first + line("2026-11-22T00:00:00Z", ann);
    for (std::size_t size = first.size() + 1; size + 1 < text.size(); ++size) {
        const auto cut = parse_saved_hits(std::string_view(text).substr(0, size), "f", now);
        REQUIRE_FALSE(cut);
        CHECK(cut.error().where == "f:2");
    }
    for (const auto* const bad : {R"({"server":"","port":445,"uid":1,"packets":1})", R"({"server":"a b","port":445})",
                                  R"({"server":"192.0.2.7","port":0,"uid":1,"packets":1})",
                                  R"({"server":"192.0.2.7","port":70000,"uid":1,"packets":1})",
                                  R"({"server":"192.0.2.7","port":445,"uid":-1,"packets":1})", "7"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_saved_hits(line("2026-11-22T00:00:00Z", bad), "f", now));
    }
}

TEST_CASE("saved counters: what the guard saves reads back")
{
    const TemporaryFolder folder;
    const GuardCounters counters{.present = true,
                                 .packets = {{"clear_smb2", 4}},
                                 .hits = {{"192.0.2.7", 445, 1000, 3}, {"fe80::1", 1445, std::nullopt, 1}}};
    REQUIRE(save_guard_counters(folder.path(), counters, "a test"));
    REQUIRE(save_guard_counters(folder.path(), counters, "a test"));
    const auto text = read_text(folder.path() / "guard-counters.jsonl", max_saved_counters_size).value();
    auto wanted = counters.hits;
    wanted[0].packets = 6;
    wanted[1].packets = 2;
    CHECK(parse_saved_hits(text, "f", std::chrono::system_clock::now()).value() == wanted);
}
