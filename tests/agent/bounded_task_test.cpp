#include "service/bounded_task.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;
using namespace std::chrono_literals;

TEST_CASE("bounded task: what it returns comes back whole, whatever the bytes are")
{
    for (const std::string& text :
         {std::string(), std::string("\n"), std::string("a\0b\n", 4), std::string(300000, 'x')}) {
        const auto answer = run_bounded([&] { return text; }, {.deadline = 10s, .output_limit = 1000000});
        REQUIRE(answer);
        CHECK(*answer == text);
    }
}

TEST_CASE("bounded task: one that waits for ever ends with the deadline")
{
    const auto before = std::chrono::steady_clock::now();
    const auto answer = run_bounded(
        []() -> std::string {
            while (true) {
                ::pause();
            }
        },
        {.deadline = 50ms, .output_limit = 10});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::timeout);
    CHECK(std::chrono::steady_clock::now() - before < 5s);
}

TEST_CASE("bounded task: one that dies is an error, never a short answer")
{
    const auto answer = run_bounded(
        []() -> std::string {
            ::raise(SIGKILL);
            return "";
        },
        {.deadline = 10s, .output_limit = 10});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::internal);
}

TEST_CASE("bounded task: more than the limit is refused")
{
    const auto answer = run_bounded([] { return std::string(100, 'x'); }, {.deadline = 10s, .output_limit = 50});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::limit_exceeded);
}

TEST_CASE("bounded task: what it does to the memory stays there")
{
    int number = 1;
    const auto answer = run_bounded(
        [&] {
            number = 2;
            return std::to_string(number);
        },
        {.deadline = 10s, .output_limit = 50});
    REQUIRE(answer);
    CHECK(*answer == "2");
    CHECK(number == 1);
}

TEST_CASE("bounded task: one that throws is one that died, and nothing of it happens twice")
{
    const auto answer =
        run_bounded([]() -> std::string { throw std::runtime_error("no"); }, {.deadline = 10s, .output_limit = 50});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::internal);
}
