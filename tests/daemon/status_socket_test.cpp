#include "daemon/status_socket.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

using gpseal::Result;
using namespace gpseal::agent;
using namespace gpseal::tests;
using namespace std::chrono_literals;

namespace {

/// The service's side, turned by hand.
struct Door {
    TemporaryFolder folder;
    std::uint64_t look = 7;
    StatusSocket socket = StatusSocket::listen(folder.path() / "s", {.status = [] { return std::string("{}"); },
                                                                     .metrics = [] { return std::string("m 1\n"); },
                                                                     .refresh = [this] { return look + 1; }})
                              .value();

    void turn_once(BootTime now = BootTime(100s))
    {
        std::vector<pollfd> waits;
        socket.add_to(waits);
        ::poll(waits.data(), waits.size(), 0);
        socket.serve(waits, now);
    }
    void turn(BootTime now = BootTime(100s))
    {
        for (int i = 0; i < 3; ++i) {
            turn_once(now);
        }
    }

    [[nodiscard]] UniqueFd caller(std::string_view text) const
    {
        UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto name = (folder.path() / "s").string();
        std::copy(name.begin(), name.end(), std::begin(address.sun_path));
        REQUIRE(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        (void)::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL);
        return fd;
    }
};

/// What was answered; "open" when nothing was yet.
std::string heard(const UniqueFd& fd)
{
    std::array<char, 100> text{};
    const auto got = ::recv(fd.get(), text.data(), text.size(), MSG_DONTWAIT);
    return got < 0 ? "open" : std::string(text.data(), static_cast<std::size_t>(got));
}

} // namespace

TEST_CASE("status socket: questions have answers, also in pieces")
{
    Door door;
    const auto one = door.caller("status\n");
    const auto two = door.caller("met");
    const auto three = door.caller("what?\n");
    const auto four = door.caller(std::string(1000, 'x'));
    door.turn();
    CHECK(heard(one) == "{}\n");
    CHECK(heard(two) == "open");
    CHECK(heard(three) == "unknown\n");
    CHECK(heard(four) == "unknown\n");
    (void)::send(two.get(), "rics\n", 5, 0);
    door.turn();
    CHECK(heard(two) == "m 1\n");
}

TEST_CASE("status socket: who asks for a refresh waits for a look that began after that")
{
    if (::geteuid() != 0) {
        return; // the answer is "root only"
    }
    Door door;
    const auto early = door.caller("refresh\n");
    door.turn();
    door.look = 8;
    const auto late = door.caller("refresh\n");
    door.turn();
    door.socket.serve_waiting(7, "done 0\n");
    CHECK(heard(early) == "open");
    door.socket.serve_waiting(8, "done 0\n");
    CHECK(heard(early) == "done 0\n");
    CHECK(heard(late) == "open");
    door.socket.serve_waiting(9, "done 5\n");
    CHECK(heard(late) == "done 5\n");
}

TEST_CASE("status socket: whoever says nothing is sent away, whoever goes is forgotten")
{
    Door door;
    const auto silent = door.caller("");
    {
        const auto gone = door.caller("stat");
    }
    door.turn();
    CHECK(door.socket.anybody_silent());
    door.turn(BootTime(103s));
    CHECK(heard(silent).empty());
    CHECK_FALSE(door.socket.anybody_silent());
}

TEST_CASE("status socket: who never stops calling is served a few at a time, and loses none")
{
    Door door;
    std::vector<UniqueFd> callers;
    for (int i = 0; i < 100; ++i) {
        callers.push_back(door.caller("status\n"));
    }
    const auto answered = [&] {
        return std::count_if(callers.begin(), callers.end(), [](const UniqueFd& fd) {
            char first = 0;
            return ::recv(fd.get(), &first, 1, MSG_DONTWAIT | MSG_PEEK) == 1;
        });
    };
    door.turn_once(); // takes some in
    door.turn_once(); // answers them, and takes the next in
    CHECK(answered() > 0);
    CHECK(answered() <= 64);
    for (int i = 0; i < 20; ++i) {
        door.turn_once();
    }
    CHECK(answered() == 100);
}

TEST_CASE("status socket: a file that is taken away is there again, and who is connected stays so")
{
    Door door;
    CHECK(door.socket.keep_place() == Result<bool>(false));
    const auto before = door.caller("met");
    door.turn();
    std::filesystem::remove(door.folder.path() / "s");
    CHECK(door.socket.keep_place() == Result<bool>(true));
    CHECK(door.socket.keep_place() == Result<bool>(false));
    const auto after = door.caller("status\n");
    (void)::send(before.get(), "rics\n", 5, 0);
    door.turn();
    CHECK(heard(after) == "{}\n");
    CHECK(heard(before) == "m 1\n");
    // something else in its place is not ours
    std::filesystem::remove(door.folder.path() / "s");
    std::filesystem::create_directory(door.folder.path() / "s");
    CHECK_FALSE(door.socket.keep_place());
    std::filesystem::remove(door.folder.path() / "s");
    CHECK(door.socket.keep_place() == Result<bool>(true));
}

TEST_CASE("status socket: its folder is made again, too")
{
    Door door;
    const auto name = door.folder.path() / "s";
    std::filesystem::remove_all(door.folder.path());
    CHECK(door.socket.keep_place() == Result<bool>(true));
    CHECK(std::filesystem::is_socket(name));
}

TEST_CASE("status socket: it leaves nothing behind, and nothing of another's goes with it")
{
    Door door;
    const auto name = door.folder.path() / "s";
    door.socket.leave();
    CHECK_FALSE(std::filesystem::exists(name));
    CHECK(door.socket.keep_place() == Result<bool>(true));
    std::filesystem::remove(name);
    const auto other = StatusSocket::listen(name, {});
    REQUIRE(other);
    const auto kept = door.socket.keep_place();
    REQUIRE_FALSE(kept);
    CHECK(kept.error().code == gpseal::Errc::busy);
    door.socket.leave();
    CHECK(std::filesystem::is_socket(name));
}
