#include "collect/left_tickets.hpp"

#include <gpseal/agent/file_system.hpp>

#include <signal.h> // NOLINT(modernize-deprecated-headers): kill() is POSIX's

#include <cerrno>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace gpseal::agent {

namespace {

/// Whether a run made a file of this name and is gone; one whose number another process has got since stays until that
/// one has ended, too.
bool is_of_the_dead(std::string_view name)
{
    for (const auto& [prefix, suffix] :
         {std::pair<std::string_view, std::string_view>("krb5cc.", ""), {"krb5.", ".conf"}}) {
        if (!name.starts_with(prefix) || !name.ends_with(suffix) || name.size() <= prefix.size() + suffix.size()) {
            continue;
        }
        name = name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
        pid_t number = 0;
        const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
        return problem == std::errc{} && end == name.data() + name.size() && number > 0 && ::kill(number, 0) != 0 &&
               errno == ESRCH;
    }
    return false;
}

} // namespace

void remove_left_tickets(const std::filesystem::path& folder)
{
    std::error_code error;
    std::vector<std::filesystem::path> left;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code unknown;
        if (it->symlink_status(unknown).type() == std::filesystem::file_type::regular &&
            is_of_the_dead(it->path().filename().string())) {
            left.push_back(it->path());
        }
    }
    for (const auto& path : left) {
        (void)remove_file(path);
    }
}

} // namespace gpseal::agent
