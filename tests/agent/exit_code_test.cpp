#include <gpseal/agent/exit_code.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;

TEST_CASE("exit codes: the numbers are those of the contract")
{
    CHECK(number_of(ExitCode::ok) == 0);
    CHECK(number_of(ExitCode::not_compliant) == 1);
    CHECK(number_of(ExitCode::usage) == 2);
    CHECK(number_of(ExitCode::malformed) == 3);
    CHECK(number_of(ExitCode::unknown) == 4);
    CHECK(number_of(ExitCode::stale) == 5);
    CHECK(number_of(ExitCode::permission) == 6);
    CHECK(number_of(ExitCode::not_applied) == 7);
    CHECK(number_of(ExitCode::refused) == 8);
    CHECK(number_of(ExitCode::busy) == 9);
    CHECK(number_of(ExitCode::internal) == 70);
}

TEST_CASE("exit codes: every kind of failure has its own way out")
{
    CHECK(exit_code_of(Errc::usage) == ExitCode::usage);
    CHECK(exit_code_of(Errc::io) == ExitCode::not_applied);
    CHECK(exit_code_of(Errc::malformed) == ExitCode::malformed);
    CHECK(exit_code_of(Errc::unsupported) == ExitCode::malformed);
    CHECK(exit_code_of(Errc::limit_exceeded) == ExitCode::malformed);
    CHECK(exit_code_of(Errc::not_found) == ExitCode::malformed);
    CHECK(exit_code_of(Errc::permission) == ExitCode::permission);
    CHECK(exit_code_of(Errc::refused) == ExitCode::refused);
    CHECK(exit_code_of(Errc::busy) == ExitCode::busy);
    CHECK(exit_code_of(Errc::timeout) == ExitCode::busy);
    CHECK(exit_code_of(Errc::conflict) == ExitCode::not_applied);
    CHECK(exit_code_of(Errc::internal) == ExitCode::internal);
}

TEST_CASE("exit codes: of several the first of 2, 3, 70, 6, 9, 8, 7, 1, 5, 4 is reported, in either order")
{
    const std::vector order{2, 3, 70, 6, 9, 8, 7, 1, 5, 4, 0};
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (std::size_t j = i; j < order.size(); ++j) {
            const auto first = static_cast<ExitCode>(order[i]);
            const auto second = static_cast<ExitCode>(order[j]);
            CHECK(number_of(worst(first, second)) == order[i]);
            CHECK(number_of(worst(second, first)) == order[i]);
        }
    }
}

TEST_CASE("exit codes: each has words of its own")
{
    for (const auto a : all_exit_codes) {
        CHECK_FALSE(meaning_of(a).empty());
        for (const auto b : all_exit_codes) {
            CHECK((a == b) == (meaning_of(a) == meaning_of(b)));
        }
    }
}
