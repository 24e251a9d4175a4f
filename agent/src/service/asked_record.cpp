#include "service/asked_record.hpp"

#include "service/errno_error.hpp"
#include "service/unix_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace gpseal::agent {

namespace {

using Clock = std::chrono::steady_clock;

/// Room for one open file, to the byte: the kernel closes what does not fit, and with CMSG_SPACE() two would.
union FileRoom {
    cmsghdr head;
    std::array<char, CMSG_LEN(sizeof(int))> bytes;
};

/// As recvmsg(2): appends to the message's record, and keeps the first open file that comes along.
ssize_t receive_some(int fd, Message& message, std::size_t limit, int flags)
{
    std::array<char, 4096> chunk{};
    FileRoom room{};
    iovec into{chunk.data(), std::min(chunk.size(), limit)};
    msghdr head{};
    head.msg_iov = &into;
    head.msg_iovlen = 1;
    head.msg_control = room.bytes.data();
    head.msg_controllen = room.bytes.size();
    auto got = ::recvmsg(fd, &head, flags | MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == ENOTSOCK) {
        head.msg_controllen = 0;
        got = ::read(fd, chunk.data(), into.iov_len);
    }
    for (auto* at = got >= 0 ? CMSG_FIRSTHDR(&head) : nullptr; at != nullptr; at = CMSG_NXTHDR(&head, at)) {
        int came = -1;
        if (at->cmsg_level == SOL_SOCKET && at->cmsg_type == SCM_RIGHTS && at->cmsg_len == CMSG_LEN(sizeof came)) {
            std::memcpy(&came, CMSG_DATA(at), sizeof came);
            UniqueFd file(came);
            message.fd = message.fd ? std::move(message.fd) : std::move(file);
        }
    }
    message.record.append(chunk.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return got;
}

/// As sendmsg(2).
ssize_t send_some(int fd, std::string_view record, int file, int flags)
{
    FileRoom room{};
    iovec from{const_cast<char*>(record.data()), record.size()}; // NOLINT: sendmsg's signature
    msghdr head{};
    head.msg_iov = &from;
    head.msg_iovlen = 1;
    if (file >= 0) {
        head.msg_control = room.bytes.data();
        head.msg_controllen = room.bytes.size();
        auto* const with = CMSG_FIRSTHDR(&head);
        with->cmsg_level = SOL_SOCKET;
        with->cmsg_type = SCM_RIGHTS;
        with->cmsg_len = CMSG_LEN(sizeof file);
        std::memcpy(CMSG_DATA(with), &file, sizeof file);
    }
    const auto sent = ::sendmsg(fd, &head, flags | MSG_NOSIGNAL);
    return sent < 0 && errno == ENOTSOCK && file < 0 ? ::write(fd, record.data(), record.size()) : sent;
}

Result<Message> read_answer(int fd, Clock::time_point end, std::size_t max, const std::filesystem::path& socket)
{
    Message answer;
    while (answer.record.size() <= max) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
        pollfd wait{fd, POLLIN, 0};
        const auto ready = left.count() > 0 ? ::poll(&wait, 1, static_cast<int>(left.count())) : 0;
        if (ready == 0) {
            return fail(Errc::timeout, "did not answer in time", socket);
        }
        const auto got = ready < 0 ? -1 : receive_some(fd, answer, max + 1 - answer.record.size(), MSG_DONTWAIT);
        if (got == 0) {
            return answer;
        }
        if (got < 0 && errno != EINTR && errno != EAGAIN) {
            return fail(errno_error("cannot read from", socket));
        }
    }
    return answer;
}

} // namespace

Result<Message> ask_at(const std::filesystem::path& socket, const Message& question, AskLimits limits)
{
    const auto end = Clock::now() + limits.wait;
    const auto fd = connect_to_socket(socket);
    if (!fd) {
        return fail(fd.error());
    }
    // it fits into the socket: nobody has to be waited for
    const auto& record = question.record;
    if (send_some(fd->get(), record, question.fd ? question.fd.get() : -1, MSG_DONTWAIT) !=
            static_cast<ssize_t>(record.size()) ||
        ::shutdown(fd->get(), SHUT_WR) != 0) {
        return fail(errno_error("cannot ask", socket));
    }
    return read_answer(fd->get(), end, limits.answer_max, socket);
}

Result<Message> take_message(int fd, std::size_t max)
{
    Message message;
    while (message.record.size() <= max) {
        const auto got = receive_some(fd, message, max + 1 - message.record.size(), 0);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return fail(errno_error("cannot be read", "what was sent"));
        }
    }
    return message;
}

bool give_message(int fd, const Message& message)
{
    int file = message.fd ? message.fd.get() : -1;
    for (std::string_view rest = message.record; !rest.empty();) {
        const auto sent = send_some(fd, rest, file, 0);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        rest.remove_prefix(static_cast<std::size_t>(sent));
        file = -1;
    }
    return true;
}

} // namespace gpseal::agent
