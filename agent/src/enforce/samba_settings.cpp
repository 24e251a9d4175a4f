#include "enforce/samba_settings.hpp"

#include <gpseal/agent/child_process.hpp>

#include <unistd.h>

#include <algorithm>

namespace gpseal::agent {

namespace {

/// The value of the one line "\tNAME = VALUE"; a value cannot hold a newline, so no other parameter can forge it.
std::optional<std::string> value_of(std::string_view output, std::string_view name)
{
    const auto wanted = "\t" + std::string(name) + " = ";
    std::optional<std::string> value;
    while (!output.empty()) {
        const auto line = output.substr(0, output.find('\n'));
        if (line.starts_with(wanted)) {
            if (value) {
                return std::nullopt;
            }
            value = std::string(line.substr(wanted.size()));
        }
        output.remove_prefix(std::min(line.size() + 1, output.size()));
    }
    return value;
}

/// testparm's own lines only: it never prints a line of the file without words of its own before it.
bool has_line(std::string_view output, std::string_view wanted)
{
    while (!output.empty()) {
        const auto line = output.substr(0, output.find('\n'));
        if (line == wanted) {
            return true;
        }
        output.remove_prefix(std::min(line.size() + 1, output.size()));
    }
    return false;
}

} // namespace

Result<SambaSettings> read_samba_settings(const std::filesystem::path& smb_conf, const std::optional<uid_t>& uid)
{
    // -v prints defaults too, so that all values come from one run; -s asks nothing
    const auto result =
        run_child({.arguments = {"testparm", "-s", "-v", "--section-name=global", smb_conf.string()}, .run_as = uid});
    if (!result) {
        return fail(result.error());
    }
    // Its exit code also tells of things that no client minds, such as a server's folder that is not there.
    if (!has_line(result->error, "Loaded services file OK.")) {
        return fail(Errc::malformed, "testparm cannot load it to its end", smb_conf);
    }
    SambaSettings settings;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        settings.at(i) = value_of(result->output, smb_conf_block::setting_names.at(i));
    }
    return settings;
}

SettingsOfUser read_as_user(const std::filesystem::path& smb_conf)
{
    return {.uid = unprivileged_uid,
            .settings = ::geteuid() == 0 ? read_samba_settings(smb_conf, unprivileged_uid)
                                         : fail(Errc::permission, "only root can look as another user")};
}

} // namespace gpseal::agent
