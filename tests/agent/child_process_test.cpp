#include "temporary_folder.hpp"

#include <gpseal/agent/child_process.hpp>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;

TEST_CASE("child: input goes in, both outputs and the exit code come out")
{
    const auto result = run_child({.arguments = {"sh", "-c", "cat; echo oops >&2; exit 3"}, .input = "hello"});
    REQUIRE(result);
    CHECK(result->output == "hello");
    CHECK(result->error == "oops\n");
    CHECK(result->exit_code == 3);
}

TEST_CASE("child: nothing of our environment leaks into it")
{
    ::setenv("GPSEAL_SECRET", "x", 1);
    const auto result = run_child({.arguments = {"env"}, .environment = {"HOME=/nonexistent"}});
    REQUIRE(result);
    CHECK(result->output == "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nLC_ALL=C\nHOME=/nonexistent\n");
}

TEST_CASE("child: a deadline kills the whole process group")
{
    const auto result =
        run_child({.arguments = {"sh", "-c", "sleep 60 & sleep 60"}, .deadline = std::chrono::milliseconds(200)});
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::timeout);
}

TEST_CASE("child: endless output is cut off")
{
    const auto result = run_child({.arguments = {"yes"}, .output_limit = 10000});
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::limit_exceeded);
}

TEST_CASE("child: a program that is not there is named")
{
    const auto result = run_child({.arguments = {"no-such-program"}});
    REQUIRE_FALSE(result);
    CHECK(describe(result.error()) == "no-such-program: is not installed");
}

TEST_CASE("child: a child that does not read its input is no failure")
{
    const auto result = run_child({.arguments = {"true"}, .input = std::string(1 << 20, 'x')});
    REQUIRE(result);
    CHECK(result->exit_code == 0);
}

TEST_CASE("child: several at once do not let each other die of an input that nobody reads")
{
    const std::string much(1 << 20, 'x');
    sigset_t blocked; // where it was before, as Poco's threads do it when they are loaded, it may stay pending
    ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    std::vector<std::jthread> threads;
    std::atomic<int> fine{0};
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 20; ++round) {
                const std::string nap = i % 2 == 0 ? "0" : "0.01";
                const auto result = run_child({.arguments = {"sh", "-c", "sleep " + nap + "; exit 0"}, .input = much});
                fine += result && result->exit_code == 0 ? 1 : 0;
            }
        });
    }
    threads.clear();
    CHECK(fine == 80);
    sigset_t pending;
    ::sigpending(&pending);
    CHECK((::sigismember(&pending, SIGPIPE) == 0 || ::sigismember(&blocked, SIGPIPE) == 1));
}

TEST_CASE("child: root can look at things as an unprivileged user" * doctest::skip(::geteuid() != 0))
{
    const auto result = run_child({.arguments = {"id"}, .run_as = unprivileged_uid});
    REQUIRE(result);
    CHECK(result->output.find("uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)") == 0);
}

TEST_CASE("child: an unprivileged child cannot gain privileges" * doctest::skip(::geteuid() != 0))
{
    const auto result =
        run_child({.arguments = {"grep", "NoNewPrivs", "/proc/self/status"}, .run_as = unprivileged_uid});
    REQUIRE(result);
    CHECK(result->output == "NoNewPrivs:\t1\n");
}

TEST_CASE("child: an unprivileged child dies with the run that started it" * doctest::skip(::geteuid() != 0))
{
    const tests::TemporaryFolder folder;
    const auto file = folder.path() / "pid";
    REQUIRE(::chmod(folder.path().c_str(), 0777) == 0);
    REQUIRE(::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0); // the orphan becomes ours to wait for
    const auto run = ::fork();
    if (run == 0) {
        const auto script = "echo $$ >" + file.string() + "; exec sleep 20";
        (void)run_child({.arguments = {"sh", "-c", script}, .run_as = unprivileged_uid});
        ::_exit(0);
    }
    std::string text;
    for (int i = 0; i < 5000 && text.find('\n') == std::string::npos; ++i) {
        ::usleep(1000);
        text = tests::slurp(file);
    }
    ::kill(run, SIGKILL);
    ::waitpid(run, nullptr, 0);
    const auto child = static_cast<pid_t>(std::atoi(text.c_str()));
    REQUIRE(child > 0);
    pid_t ended = 0;
    for (int i = 0; i < 3000 && ended != child; ++i) {
        ended = ::waitpid(child, nullptr, WNOHANG);
        ::usleep(1000);
    }
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    CHECK(ended == child);
    if (ended != child) {
        ::kill(child, SIGKILL);
    }
}

TEST_CASE("child: an exit code that the kernel threw away is an error at once, never a success")
{
    ::signal(SIGCHLD, SIG_IGN);
    const auto result = run_child({.arguments = {"sh", "-c", "exit 3"}, .deadline = std::chrono::seconds(5)});
    ::signal(SIGCHLD, SIG_DFL);
    REQUIRE_FALSE(result);
    CHECK(describe(result.error()) == "sh: ended, but its exit code was lost");
}

TEST_CASE("child: one that says nothing for too long is ended long before its deadline")
{
    const auto before = std::chrono::steady_clock::now();
    const auto result = run_child({.arguments = {"sh", "-c", "echo x; sleep 60"},
                                   .deadline = std::chrono::milliseconds(60000),
                                   .silence = std::chrono::milliseconds(100)});
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::timeout);
    CHECK(result.error().message == "said nothing for 100 ms");
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(20));
}

TEST_CASE("run_child: what was printed when the limit was passed is kept where it is asked for")
{
    ChildResult cut;
    const auto result =
        run_child({.arguments = {"sh", "-c", "echo why >&2; exec yes"}, .output_limit = 10000, .cut = &cut});
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::limit_exceeded);
    CHECK(cut.error == "why\n");
    CHECK(cut.output.size() <= 10000);
}
