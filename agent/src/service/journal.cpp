#include "service/journal.hpp"

#include "report/json_value.hpp"
#include "service/errno_error.hpp"
#include "service/timestamp.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <sstream>

namespace gpseal::agent {

namespace {

constexpr std::int64_t max_journal_size = std::int64_t{1} << 20;

std::string line_of(std::string_view run_id, std::string_view reason, const ConfigChange& change)
{
    auto object = json::object();
    json::set(object, "at", format_time(std::chrono::system_clock::now()));
    json::set(object, "run_id", run_id);
    json::set(object, "reason", reason);
    json::set(object, "target", change.target);
    object->set("loosens", change.loosens);
    json::set(object, "diff", change.diff);
    std::ostringstream out;
    object->stringify(out);
    return out.str() + "\n";
}

} // namespace

Result<void> record_changes(const RootedPaths& paths, std::string_view run_id, std::string_view reason,
                            const std::vector<ConfigChange>& changes)
{
    if (changes.empty()) {
        return {};
    }
    if (auto made = make_folder(paths.state(), 0700); !made) {
        return made;
    }
    const auto path = paths.state() / "journal.jsonl";
    const auto before = identify(path);
    if (before && *before && (*before)->size > max_journal_size) {
        std::error_code ignored;
        std::filesystem::rename(path, paths.state() / "journal.jsonl.1", ignored);
    }
    std::string lines;
    for (const auto& change : changes) {
        lines += line_of(run_id, reason, change);
    }
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd) {
        return fail(errno_error("cannot open", path));
    }
    if (::write(fd.get(), lines.data(), lines.size()) != static_cast<ssize_t>(lines.size()) || ::fsync(fd.get()) != 0) {
        return fail(errno_error("cannot write", path));
    }
    return {};
}

} // namespace gpseal::agent
