#include "daemon/status_socket.hpp"

#include "service/errno_error.hpp"
#include "service/run_folder.hpp"

#include <gpseal/agent/file_system.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace gpseal::agent {

namespace {

constexpr std::size_t most_clients = 128;
constexpr std::size_t most_strangers = 32; ///< of them that are not root
constexpr std::size_t most_of_a_user = 8;
constexpr std::chrono::milliseconds long_silence{100};
constexpr std::size_t longest_question = 32;
constexpr int most_at_a_time = 32; ///< who never stops calling does not keep the service from its work

void say(int fd, std::string_view text)
{
    (void)::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT); // a short answer fits, or is not wanted
}

/// What lies under the name now; nullopt: nothing.
std::optional<StatusSocket::Place> place_of(const std::string& name)
{
    struct stat info {};
    return ::lstat(name.c_str(), &info) == 0 ? std::optional(StatusSocket::Place{info.st_dev, info.st_ino})
                                             : std::nullopt;
}

/// A socket's file that nobody listens at any more is one of a service that was killed.
bool somebody_listens(const sockaddr_un& address)
{
    const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    return fd && (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || // NOLINT
                  errno == EAGAIN); // too busy to take one more
}

Result<UniqueFd> listen_at(const std::string& name)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= sizeof address.sun_path) {
        return fail(Errc::limit_exceeded, "is too long for a socket's name", name);
    }
    std::copy(name.begin(), name.end(), std::begin(address.sun_path));
    if (somebody_listens(address)) {
        return fail(Errc::busy, "another service listens there", name);
    }
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    ::unlink(name.c_str());
    if (!fd ||
        ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || // NOLINT: bind's signature
        ::chmod(name.c_str(), 0666) != 0 || ::listen(fd.get(), SOMAXCONN) != 0) {
        return fail(errno_error("cannot listen on", name));
    }
    return fd;
}

} // namespace

Result<StatusSocket> StatusSocket::listen(const std::filesystem::path& path, Answers answers)
{
    auto fd = listen_at(path.string());
    if (!fd) {
        return fail(fd.error());
    }
    StatusSocket door(*std::move(fd), std::move(answers));
    door.name_ = path.string();
    door.place_ = place_of(door.name_);
    return door;
}

Result<bool> StatusSocket::keep_place()
{
    if (place_ && place_of(name_) == place_) {
        return false;
    }
    if (auto made = make_run_folder(std::filesystem::path(name_).parent_path()); !made) {
        return fail(made.error());
    }
    auto fd = listen_at(name_);
    if (!fd) {
        return fail(fd.error());
    }
    fd_ = *std::move(fd);
    place_ = place_of(name_);
    return true;
}

void StatusSocket::leave()
{
    if (place_ && place_of(name_) == place_) {
        ::unlink(name_.c_str());
    }
    place_.reset();
}

void StatusSocket::add_to(std::vector<pollfd>& waits) const
{
    waits.push_back({fd_.get(), POLLIN, 0});
    for (const auto& client : clients_) {
        waits.push_back({client.fd.get(), POLLIN, 0});
    }
}

void StatusSocket::welcome(BootTime now)
{
    for (int calls = 0; calls < most_at_a_time; ++calls) {
        UniqueFd fd(::accept4(fd_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!fd) {
            return;
        }
        ucred who{};
        socklen_t size = sizeof who;
        if (::getsockopt(fd.get(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) {
            continue;
        }
        Client client{std::move(fd), who.uid, now, {}, 0};
        if (!hear(client)) {
            continue; // who has said it all already needs no room
        }
        if (!has_room(who.uid) && !make_room(who.uid, now)) {
            say(client.fd.get(), "busy\n");
            continue;
        }
        clients_.push_back(std::move(client));
    }
}

std::size_t StatusSocket::count_of(uid_t uid) const
{
    return static_cast<std::size_t>(
        std::count_if(clients_.begin(), clients_.end(), [uid](const Client& client) { return client.uid == uid; }));
}

bool StatusSocket::has_room(uid_t uid) const
{
    return clients_.size() < most_clients &&
           (uid == 0 || (clients_.size() - count_of(0) < most_strangers && count_of(uid) < most_of_a_user));
}

/// Sends away the silent one who waits longest of the user who has most: if that is more than this one would have, or
/// the silence is long.
bool StatusSocket::make_room(uid_t uid, BootTime now)
{
    auto worst = clients_.end();
    for (auto one = clients_.begin(); one != clients_.end(); ++one) {
        const bool may_go = one->waits_for == 0 && one->uid != 0 &&
                            (now - one->since >= long_silence || count_of(one->uid) > count_of(uid) + 1);
        const bool in_the_way = count_of(uid) < most_of_a_user || one->uid == uid;
        if (may_go && in_the_way && (worst == clients_.end() || count_of(one->uid) > count_of(worst->uid))) {
            worst = one; // the first of a user is the one who waits longest
        }
    }
    if (worst == clients_.end()) {
        return false;
    }
    say(worst->fd.get(), "busy\n");
    clients_.erase(worst);
    return has_room(uid);
}

bool StatusSocket::answer(Client& client)
{
    if (client.asked == "status\n") {
        say(client.fd.get(), answers_.status() + "\n");
    } else if (client.asked == "metrics\n") {
        say(client.fd.get(), answers_.metrics());
    } else if (client.asked != "refresh\n") {
        say(client.fd.get(), "unknown\n");
    } else if (client.uid != 0) {
        say(client.fd.get(), "root only\n");
    } else {
        client.waits_for = answers_.refresh();
        return true;
    }
    return false;
}

bool StatusSocket::hear(Client& client)
{
    std::array<char, longest_question> chunk{};
    const auto got = ::recv(client.fd.get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    if (got == 0 || client.waits_for != 0) {
        return false; // gone, or talking on although it has asked
    }
    client.asked.append(chunk.data(), static_cast<std::size_t>(got));
    if (client.asked.find('\n') != std::string::npos || client.asked.size() > longest_question) {
        return answer(client);
    }
    return true;
}

void StatusSocket::serve(const std::vector<pollfd>& waits, BootTime now)
{
    const auto ready = [&](int fd) {
        return std::any_of(waits.begin(), waits.end(),
                           [&](const pollfd& wait) { return wait.fd == fd && wait.revents != 0; });
    };
    std::erase_if(clients_, [&](Client& client) {
        const bool impatient = client.waits_for == 0 && now - client.since > patience;
        return (ready(client.fd.get()) && !hear(client)) || impatient;
    });
    if (ready(fd_.get())) {
        welcome(now);
    }
}

void StatusSocket::serve_waiting(std::uint64_t look, std::string_view line)
{
    std::erase_if(clients_, [&](const Client& client) {
        const bool served = client.waits_for != 0 && client.waits_for <= look;
        if (served) {
            say(client.fd.get(), line);
        }
        return served;
    });
}

bool StatusSocket::anybody_silent() const
{
    return std::any_of(clients_.begin(), clients_.end(), [](const Client& client) { return client.waits_for == 0; });
}

} // namespace gpseal::agent
