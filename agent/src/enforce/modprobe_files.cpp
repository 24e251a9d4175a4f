#include "enforce/modprobe_files.hpp"

#include "enforce/modprobe_lines.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

/// modprobe.d(5)
constexpr std::array folders = {"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/lib/modprobe.d"};
constexpr std::size_t file_limit = std::size_t{1} << 20U;
constexpr std::size_t max_files = 1000;

std::vector<fs::path> configuration_files(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->path().extension() == ".conf" && files.size() < max_files) {
            files.push_back(entry->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

std::optional<std::string> other_install_line(const RootedPaths& paths)
{
    for (const auto* const folder : folders) {
        for (const auto& file : configuration_files(paths.under(folder))) {
            const auto text = read_text(file, file_limit);
            const auto line = text ? modprobe_lines::foreign_install(*text) : std::nullopt;
            if (line) {
                return file.string() + ":" + std::to_string(*line);
            }
        }
    }
    return std::nullopt;
}

} // namespace gpseal::agent
