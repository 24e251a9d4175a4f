#include "service/proc_text.hpp"

#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace gpseal::agent {

Result<std::string> read_proc_text(const std::filesystem::path& path, std::size_t limit)
{
    constexpr std::size_t step = std::size_t{64} << 10U;
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) {
        return fail(errno_error("cannot open", path));
    }
    std::string text;
    while (text.size() <= limit) {
        const auto filled = text.size();
        text.resize(filled + std::min(step, limit + 1 - filled));
        const auto got = ::read(fd.get(), text.data() + filled, text.size() - filled);
        text.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got == 0) {
            return text;
        }
        if (got < 0 && errno != EINTR) {
            return fail(errno_error("cannot read", path));
        }
    }
    return fail(Errc::limit_exceeded, "has more than " + std::to_string(limit) + " bytes", path);
}

} // namespace gpseal::agent
