#include "enforce/cifs_flags_file.hpp"

#include "enforce/cifs_flags.hpp"
#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace gpseal::agent {

Result<void> write_cifs_flags(const std::filesystem::path& file, std::uint32_t flags)
{
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    if (!fd) {
        return fail(errno_error("cannot open", file));
    }
    const auto text = cifs_flags::text_of(flags) + "\n";
    if (::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size())) {
        return {};
    }
    return errno == EINVAL ? fail(Errc::unsupported, "this kernel does not know " + cifs_flags::text_of(flags), file)
                           : fail(errno_error("cannot write", file));
}

ConfigChange cifs_flags_change(const std::string& target, std::uint32_t before, std::uint32_t after)
{
    constexpr auto all = cifs_flags::must_seal | cifs_flags::must_sign;
    return {.target = target,
            .diff = "--- " + target + "\n+++ " + target + "\n@@ -1 +1 @@\n-" + cifs_flags::text_of(before) + "\n+" +
                    cifs_flags::text_of(after) + "\n",
            .loosens = (cifs_flags::unmet(after, all) & ~cifs_flags::unmet(before, all)) != 0};
}

} // namespace gpseal::agent
