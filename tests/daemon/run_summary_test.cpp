#include "daemon/run_summary.hpp"

#include <doctest/doctest.h>

using namespace gpseal::agent;

namespace {

RunSummary typical()
{
    return {.exit_code = 1,
            .mandate = "required",
            .verdict = "fail",
            .health = "degraded",
            .changes = 3,
            .repairs = 2,
            .sysvol_encrypted = false,
            .again_in = std::chrono::seconds(90),
            .time = "2026-12-01T00:00:00Z",
            .seq = 17};
}

} // namespace

TEST_CASE("run summary: what is written is read")
{
    CHECK(parse_run_summary(to_text(typical())).value() == typical());
    auto other = typical();
    other.again_in.reset();
    other.sysvol_encrypted = true;
    CHECK(parse_run_summary(to_text(other)).value() == other);
}

TEST_CASE("run summary: nothing that is cut, longer or of other words is read")
{
    const auto text = to_text(typical());
    for (std::size_t size = 0; size < text.size(); ++size) {
        CHECK_FALSE(parse_run_summary(text.substr(0, size)));
    }
    CHECK_FALSE(parse_run_summary(text + "x"));
    for (const auto* word : {"\"", "required\"", "Required", "", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
        auto other = typical();
        other.mandate = word;
        CHECK_FALSE(parse_run_summary(to_text(other)));
    }
}

TEST_CASE("run summary: a run that tells nothing keeps the exit code that says why")
{
    CHECK(untold_run(typical(), 9).exit_code == 9);
    CHECK(untold_run(typical(), 7).exit_code == 7);
    CHECK(untold_run(typical(), 9).mandate == "required");
    CHECK(untold_run(typical(), 9).verdict == "unknown");
    for (const int code : {0, 1, 4, 5, 8, 70, 127, 137}) {
        CHECK(untold_run(typical(), code).exit_code == 70);
    }
}
