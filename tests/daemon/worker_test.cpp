#include "daemon/worker.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>

#include <cerrno>
#include <cstdlib>

using namespace gpseal;
using namespace gpseal::agent;
using namespace std::chrono_literals;

namespace {

Worker::End run(std::vector<std::string> arguments, std::string input = {})
{
    auto worker = Worker::start({std::move(arguments), std::move(input), 20s});
    REQUIRE(worker);
    pollfd end{worker->end_fd(), POLLIN, 0};
    while (::poll(&end, 1, 10) == 0) {
        worker->take();
    }
    return worker->finish();
}

} // namespace

TEST_CASE("worker: gives its input, its output and its exit code")
{
    const auto end = run({"/bin/sh", "-c", "cat; exit 3"}, "a record");
    CHECK(end.exit_code == 3);
    CHECK(end.output == "a record");
    CHECK(end.output_whole);
    CHECK(run({"/bin/sh", "-c", "kill -9 $$"}).exit_code == 137);
}

TEST_CASE("worker: one that says too much is read to its end, and known for it")
{
    const auto end = run({"/bin/sh", "-c", "head -c 100000 /dev/zero"});
    CHECK(end.exit_code == 0);
    CHECK_FALSE(end.output_whole);
}

TEST_CASE("worker: inherits nothing of the environment")
{
    ::setenv("SMB_CONF_PATH", "/tmp/evil", 1); // NOLINT(concurrency-mt-unsafe): one thread
    CHECK(run({"/bin/sh", "-c", "echo $SMB_CONF_PATH"}).output == "\n");
    ::unsetenv("SMB_CONF_PATH"); // NOLINT(concurrency-mt-unsafe): one thread
}

TEST_CASE("worker: one that is given up goes with all that it started")
{
    auto worker = Worker::start({{"/bin/sh", "-c", "sleep 100 & echo $!; wait"}, {}, 20s});
    REQUIRE(worker);
    pollfd said{worker->output_fd(), POLLIN, 0};
    REQUIRE(::poll(&said, 1, 5000) == 1);
    const auto end = worker->finish();
    CHECK(end.exit_code == 137);
    const auto child = std::stoi(end.output);
    for (int i = 0; i < 200 && ::kill(child, 0) == 0; ++i) {
        ::poll(nullptr, 0, 10); // until init has reaped it
    }
    CHECK((::kill(child, 0) != 0 && errno == ESRCH));
}

TEST_CASE("worker: a program that is not there is an error")
{
    CHECK_FALSE(Worker::start({{"/no/such/program"}, {}, 20s}));
}
