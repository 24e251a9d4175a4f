#include "probe/controller_answers.hpp"

#include <gpseal/agent/preflight.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

ControllerAnswer answer(bool source, std::optional<bool> encrypts)
{
    return {.host = source ? "dc1" : "dc2", .policy_source = source, .encrypts = encrypts, .reason = "because"};
}

constexpr std::optional<bool> can = true;
constexpr std::optional<bool> cannot = false;
constexpr std::optional<bool> silent = std::nullopt;

} // namespace

TEST_CASE("lockout: the source of policy cannot encrypt, or no domain controller can; what is unknown cuts nobody off")
{
    struct Row {
        std::optional<bool> source;
        std::optional<bool> other;
        bool cut;
    };
    for (const auto& row : {Row{can, can, false}, Row{can, cannot, false}, Row{can, silent, false},
                            Row{cannot, can, true}, Row{cannot, cannot, true}, Row{cannot, silent, true},
                            Row{silent, can, false}, Row{silent, cannot, false}, Row{silent, silent, false}}) {
        const std::vector<ControllerAnswer> both{answer(true, row.source), answer(false, row.other)};
        CHECK(cuts_off_policy(both) == row.cut);
    }
    CHECK_FALSE(cuts_off_policy({}));
    CHECK(cuts_off_policy(std::vector{answer(false, cannot)})); // nobody knows the source: none of them can
    CHECK_FALSE(cuts_off_policy(std::vector{answer(false, cannot), answer(false, silent)}));
}

TEST_CASE("preflight: what each answer means in each mode")
{
    struct Row {
        std::vector<ControllerAnswer> answers;
        Preflight mode;
        PreflightResult result;
        std::size_t reasons;
    };
    const std::vector<Row> rows{
        {{answer(true, can)}, Preflight::stop, PreflightResult::passed, 0},
        {{answer(true, can)}, Preflight::warn, PreflightResult::passed, 0},
        {{answer(true, silent)}, Preflight::stop, PreflightResult::unknown, 1},
        {{answer(true, silent)}, Preflight::warn, PreflightResult::unknown, 1},
        {{answer(true, cannot)}, Preflight::stop, PreflightResult::stopped, 1},
        {{answer(true, cannot)}, Preflight::warn, PreflightResult::warned, 1},
        {{answer(true, can), answer(true, cannot)}, Preflight::stop, PreflightResult::stopped, 1},
        {{answer(true, silent), answer(true, cannot)}, Preflight::stop, PreflightResult::stopped, 2},
    };
    for (const auto& row : rows) {
        const auto section = judge_preflight(row.answers, row.mode);
        CHECK(section.result == row.result);
        CHECK(section.reasons.size() == row.reasons);
    }
    CHECK(judge_preflight(rows[4].answers, Preflight::stop).reasons[0] ==
          "domain controller dc1 cannot encrypt (because), and policy is read from it");
}

TEST_CASE("preflight: a row of the probe becomes an answer")
{
    CHECK(answer_of({.server = {.name = "dc"}, .verdict = ServerVerdict::works}, true).encrypts == true);
    CHECK(answer_of({.server = {.name = "dc"}, .verdict = ServerVerdict::breaks}, true).encrypts == false);
    const auto unknown =
        answer_of({.server = {.name = "dc"}, .verdict = ServerVerdict::unknown, .error = "why"}, false);
    CHECK_FALSE(unknown.encrypts);
    CHECK(unknown.reason == "why");
    CHECK_FALSE(unknown.policy_source);
}
