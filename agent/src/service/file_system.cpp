#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/agent/file_system.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

/// Into a string or a vector of bytes.
template <typename Content> Result<Content> read_whole(const fs::path& path, std::size_t limit)
{
    // O_NONBLOCK: opening a FIFO that someone planted must not hang
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) {
        return errno == ENXIO ? fail(Errc::malformed, "is not a regular file", path) // a socket, or no device
                              : fail(errno_error("cannot open", path));
    }
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) {
        return fail(errno_error("cannot look at", path));
    }
    if (!S_ISREG(info.st_mode)) {
        return fail(Errc::malformed, S_ISDIR(info.st_mode) ? "is a folder, not a file" : "is not a regular file", path);
    }
    if (static_cast<std::uint64_t>(info.st_size) > limit) {
        return fail(Errc::limit_exceeded,
                    "has " + std::to_string(info.st_size) + " bytes, more than the limit of " + std::to_string(limit),
                    path);
    }
    // One byte more than it should have: a file that grows while it is read is noticed.
    Content content(static_cast<std::size_t>(info.st_size) + 1, typename Content::value_type{});
    std::size_t filled = 0;
    while (filled < content.size()) {
        const auto got = ::read(fd.get(), content.data() + filled, content.size() - filled);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return fail(errno_error("cannot read", path));
        }
        if (got == 0) {
            break;
        }
        filled += static_cast<std::size_t>(got);
    }
    if (filled != static_cast<std::size_t>(info.st_size)) {
        return fail(Errc::io, "changed its size while it was read", path);
    }
    content.resize(filled);
    return content;
}

} // namespace

Result<std::string> read_text(const fs::path& path, std::size_t limit)
{
    return read_whole<std::string>(path, limit);
}

Result<std::vector<std::byte>> read_file(const fs::path& path, std::size_t limit)
{
    return read_whole<std::vector<std::byte>>(path, limit);
}

namespace {

/// mkdir with exactly this mode, whatever the umask; false: something has that name already.
Result<bool> make_one_folder(const fs::path& path, mode_t mode)
{
    if (::mkdir(path.c_str(), mode) != 0) {
        return errno == EEXIST ? Result<bool>(false) : fail(errno_error("cannot make the folder", path));
    }
    if (::fchmodat(AT_FDCWD, path.c_str(), mode, AT_SYMLINK_NOFOLLOW) != 0) {
        return fail(errno_error("cannot set the mode", path));
    }
    return true;
}

} // namespace

Result<void> make_folder(const fs::path& path, mode_t mode)
{
    if (path.empty()) {
        return {};
    }
    auto made = make_one_folder(path, mode);
    if (!made && made.error().code == Errc::not_found && path.has_parent_path() && path.parent_path() != path) {
        if (auto parent = make_folder(path.parent_path(), 0755); !parent) {
            return parent;
        }
        made = make_one_folder(path, mode);
    }
    if (!made) {
        return fail(made.error());
    }
    std::error_code error;
    if (!*made && !fs::is_directory(path, error)) {
        return fail(Errc::refused, "is not a folder", path);
    }
    return {};
}

} // namespace gpseal::agent
