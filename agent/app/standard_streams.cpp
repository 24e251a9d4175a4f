#include "standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace gpseal::app {

void occupy_standard_descriptors()
{
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            // the lowest free number is this one, because the lower ones are taken by now
            (void)::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}

DescriptorBuffer::DescriptorBuffer(int fd) : fd_(fd)
{
    setp(held_.data(), held_.data() + held_.size());
}

int DescriptorBuffer::finish()
{
    (void)sync();
    return error_;
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type character)
{
    if (sync() != 0) {
        return traits_type::eof();
    }
    if (!traits_type::eq_int_type(character, traits_type::eof())) {
        *pptr() = traits_type::to_char_type(character);
        pbump(1);
    }
    return traits_type::not_eof(character);
}

int DescriptorBuffer::sync()
{
    for (const char* at = pbase(); at != pptr() && error_ == 0;) {
        const auto written = ::write(fd_, at, static_cast<std::size_t>(pptr() - at));
        if (written >= 0) {
            at += written;
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    setp(held_.data(), held_.data() + held_.size());
    return error_ == 0 ? 0 : -1;
}

} // namespace gpseal::app
