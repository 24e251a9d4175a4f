#include "source_file.hpp"

#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/agent/file_system.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

namespace gpseal::app {

namespace {

/// Sleeps until there is something to read, or nobody left to write it.
bool wait_for(int fd)
{
    pollfd wanted{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&wanted, 1, -1) >= 0 || errno == EINTR;
}

Result<std::vector<std::byte>> read_stream(int fd, std::size_t limit, const std::string& where)
{
    std::vector<std::byte> content;
    std::array<std::byte, 65536> part{};
    while (true) {
        const auto got = ::read(fd, part.data(), part.size());
        if (got < 0 && (errno == EINTR || (errno == EAGAIN && wait_for(fd)))) {
            continue;
        }
        if (got < 0) {
            return fail(agent::errno_error("cannot be read", where));
        }
        if (got == 0) {
            return content;
        }
        const auto bytes = std::span(part).first(static_cast<std::size_t>(got));
        if (content.size() + bytes.size() > limit) {
            return fail(Errc::limit_exceeded, "has more than the limit of " + std::to_string(limit) + " bytes", where);
        }
        content.insert(content.end(), bytes.begin(), bytes.end());
    }
}

bool is_pipe(const std::string& name)
{
    struct stat info {};
    return ::stat(name.c_str(), &info) == 0 && S_ISFIFO(info.st_mode);
}

Result<std::vector<std::byte>> read_pipe(const std::string& name, std::size_t limit)
{
    const agent::UniqueFd fd(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd) {
        return fail(agent::errno_error("cannot open", name));
    }
    auto content = read_stream(fd.get(), limit, name);
    if (content && content->empty()) {
        return fail(Errc::malformed, "is a pipe that nobody writes to", name);
    }
    return content;
}

} // namespace

Result<std::vector<std::byte>> read_source(const std::string& name, std::size_t limit)
{
    if (name == standard_stream) {
        return read_stream(STDIN_FILENO, limit, source_name(name));
    }
    return is_pipe(name) ? read_pipe(name, limit) : agent::read_file(name, limit);
}

std::string source_name(const std::string& name)
{
    return name == standard_stream ? "standard input" : name;
}

Result<void> check_sources(const std::vector<std::string>& names)
{
    if (std::count(names.begin(), names.end(), standard_stream) > 1) {
        return fail(Errc::usage, "standard input can be read only once");
    }
    return {};
}

} // namespace gpseal::app
