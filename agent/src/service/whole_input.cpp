#include "service/whole_input.hpp"

#include "service/errno_error.hpp"

#include <unistd.h>

#include <cerrno>

namespace gpseal::agent {

Result<std::string> read_whole_input(int fd, std::size_t limit)
{
    std::string text(limit + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = ::read(fd, text.data() + size, text.size() - size);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return fail(errno_error("cannot be read", "standard input"));
        }
        size += got < 0 ? 0 : static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
}

} // namespace gpseal::agent
