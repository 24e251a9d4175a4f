#include "probe/credentials_file.hpp"

#include "service/errno_error.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/ini_document.hpp>
#include <gpseal/base/utf.hpp>

#include <sys/stat.h>

#include <span>

namespace gpseal::agent {

namespace {

constexpr std::size_t max_credentials_size = 65536;

Result<void> check_private(const std::filesystem::path& path)
{
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        return fail(errno_error("cannot look at", path));
    }
    if ((info.st_mode & 077U) != 0) {
        return fail(Errc::refused, "holds a password and others may read it; make it private with chmod 600", path);
    }
    return {};
}

} // namespace

Result<Credentials> read_credentials(const std::filesystem::path& path)
{
    if (auto is_private = check_private(path); !is_private) {
        return fail(is_private.error());
    }
    const auto text = read_text(path, max_credentials_size);
    if (!text) {
        return fail(text.error());
    }
    const auto lines = IniDocument::parse(std::as_bytes(std::span(*text)), path.string());
    if (!lines) {
        return fail(lines.error());
    }
    Credentials credentials;
    for (const auto& line : lines->lines()) {
        if (line.kind != IniLineKind::entry) {
            continue;
        }
        if (equals_icase(line.key, "username")) {
            credentials.user = line.value;
        } else if (equals_icase(line.key, "password")) {
            credentials.password = line.value;
        } else if (equals_icase(line.key, "domain")) {
            credentials.domain = line.value;
        }
    }
    if (credentials.user.empty()) {
        return fail(Errc::malformed, "names no user; it needs lines 'username = NAME' and 'password = WORD'", path);
    }
    return credentials;
}

} // namespace gpseal::agent
