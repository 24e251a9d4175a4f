#include "probe/home_folders.hpp"

#include "service/bounded_task.hpp"

#include <pwd.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t max_passwd_size = std::size_t{4} << 20;
constexpr std::chrono::seconds database_patience{3};

/// The field of a line of passwd(5), counted from 0.
std::string_view field(std::string_view line, int index)
{
    for (; index > 0; --index) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            return {};
        }
        line.remove_prefix(colon + 1);
    }
    return line.substr(0, line.find(':'));
}

/// The lines' homes, one for each line.
std::string homes_in(std::string_view passwd)
{
    constexpr int home = 5;
    std::string homes;
    while (!passwd.empty()) {
        const auto line = passwd.substr(0, passwd.find('\n'));
        passwd.remove_prefix(std::min(line.size() + 1, passwd.size()));
        homes.append(field(line, home)) += '\n';
    }
    return homes;
}

/// A domain's users are listed by a service that may ask the network.
std::string homes_of_database()
{
    std::string homes;
    ::setpwent();
    for (std::size_t count = 0; count < max_homes; ++count) {
        const auto* const entry = ::getpwent(); // NOLINT(concurrency-mt-unsafe): in a process of its own
        if (entry == nullptr) {
            break;
        }
        homes.append(entry->pw_dir) += '\n';
    }
    ::endpwent();
    return homes;
}

void add_lines(std::set<fs::path>& homes, std::string_view lines, const RootedPaths& paths)
{
    while (!lines.empty() && homes.size() < max_homes) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        if (line.starts_with('/')) {
            homes.insert(paths.under(line));
        }
    }
}

void add_folders(std::set<fs::path>& homes, const fs::path& parent, int levels)
{
    std::error_code error;
    for (fs::directory_iterator entry(parent, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code unreadable;
        if (homes.size() < max_homes && entry->symlink_status(unreadable).type() == fs::file_type::directory) {
            homes.insert(entry->path());
            if (levels > 1) {
                add_folders(homes, entry->path(), levels - 1);
            }
        }
    }
}

} // namespace

std::set<fs::path> home_folders(const RootedPaths& paths)
{
    std::set<fs::path> homes;
    if (const auto passwd = read_text(paths.under("/etc/passwd"), max_passwd_size)) {
        add_lines(homes, homes_in(*passwd), paths);
    }
    if (paths.live()) {
        const auto listed = run_bounded(homes_of_database, {database_patience, max_passwd_size});
        add_lines(homes, listed.value_or(std::string()), paths);
    }
    add_folders(homes, paths.under("/home"), 2);
    return homes;
}

} // namespace gpseal::agent
