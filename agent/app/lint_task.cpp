#include "lint_task.hpp"

#include "collect/admx_folder.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <string_view>
#include <tuple>

namespace gpseal::app {

namespace {

namespace fs = std::filesystem;

/// What is read, and whose findings count.
struct Task {
    std::vector<fs::path> folders;
    std::set<std::string> whole;  ///< folders all of whose files are checked
    std::set<std::string> single; ///< files that are checked by themselves
};

bool is_language_file(const fs::path& path)
{
    return equals_icase(path.extension().string(), ".adml");
}

/// One spelling for each place: no "./" in front, no slash at the end; "." for here.
fs::path clean(const fs::path& path)
{
    auto normal = path.lexically_normal();
    if (!normal.has_filename() && normal.has_parent_path() && normal != normal.root_path()) {
        normal = normal.parent_path();
    }
    return normal.empty() ? fs::path(".") : normal;
}

fs::path folder_of(const fs::path& path)
{
    return clean(path.has_parent_path() ? path.parent_path() : fs::path("."));
}

/// A file is read among its neighbours: its texts lie in the language folders beside it, its ADMX file above it.
Task task_of(const std::vector<std::string>& paths, const std::vector<std::string>& beside)
{
    Task task;
    const auto add = [&](const fs::path& folder) {
        if (std::none_of(task.folders.begin(), task.folders.end(),
                         [&](const fs::path& other) { return agent::is_same_folder(other, folder); })) {
            task.folders.push_back(folder);
        }
    };
    for (const auto& name : paths) {
        const auto path = clean(name);
        std::error_code ignored; // what cannot be looked at fails when it is read, with its reason
        if (!fs::is_regular_file(path, ignored)) {
            add(path);
            task.whole.insert(path.string());
            continue;
        }
        const auto folder = folder_of(path);
        add(is_language_file(path) ? clean(folder / "..") : folder);
        task.single.insert(path.string());
    }
    for (const auto& name : beside) {
        add(clean(name));
    }
    return task;
}

/// A pipe has no neighbours to be read among, and a device no end.
Result<void> check_kinds(const std::vector<std::string>& paths)
{
    for (const auto& path : paths) {
        std::error_code ignored; // what cannot be looked at fails when it is read, with its reason
        const auto kind = fs::status(path, ignored).type();
        if (kind == fs::file_type::fifo || kind == fs::file_type::socket || kind == fs::file_type::character ||
            kind == fs::file_type::block) {
            return fail(Errc::malformed, "is neither a file nor a folder; lint reads templates among their neighbours",
                        path);
        }
        if (kind == fs::file_type::not_found) {
            return fail(Errc::not_found, "cannot be opened: there is no such file or folder", path);
        }
        if (const auto type = fs::path(path).extension().string();
            kind == fs::file_type::regular && !equals_icase(type, ".admx") && !equals_icase(type, ".adml")) {
            return fail(Errc::malformed, "is not an .admx or .adml file by its name", path);
        }
    }
    return {};
}

/// The names of the folders in these: each may hold the texts of a language.
std::set<std::string> languages_in(const std::vector<fs::path>& folders)
{
    constexpr std::size_t longest = 16; // "sr-Latn-RS"
    std::set<std::string> languages{"en-US"};
    for (const auto& folder : folders) {
        std::error_code error;
        for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) {
            const auto name = at->path().filename().string();
            std::error_code ignored;
            if (name.size() <= longest && !equals_icase(name, "en-US") && at->is_directory(ignored)) {
                languages.insert(name);
            }
        }
    }
    return languages;
}

/// path:line:column, as far as it has them.
struct Place {
    std::string path;
    std::size_t line = 0;
    std::size_t column = 0;

    auto operator<=>(const Place&) const = default;
};

std::size_t take_number(std::string_view& text)
{
    const auto colon = text.rfind(':');
    std::size_t number = 0;
    if (colon != std::string_view::npos) {
        const auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), number);
        if (error == std::errc{} && end == text.data() + text.size()) {
            text = text.substr(0, colon);
            return number;
        }
    }
    return 0;
}

Place place_of(const Finding& finding)
{
    std::string_view text = finding.where;
    const auto last = take_number(text);
    const auto before = take_number(text);
    return {.path = clean(std::string(text)).string(),
            .line = before != 0 ? before : last,
            .column = before != 0 ? last : 0};
}

bool is_checked(const Task& task, const std::string& path)
{
    if (task.single.contains(path)) {
        return true;
    }
    const auto folder = folder_of(path);
    return task.whole.contains(path) || task.whole.contains(folder.string()) ||
           (is_language_file(path) && task.whole.contains(folder_of(folder).string()));
}

} // namespace

Result<LintResult> lint(const std::vector<std::string>& paths, const std::vector<std::string>& beside)
{
    if (auto checked = check_kinds(paths); !checked) {
        return fail(checked.error());
    }
    const auto task = task_of(paths, beside);
    using Key = std::tuple<Place, std::string, std::string>;
    std::set<std::pair<Key, std::size_t>> order;
    std::set<Key> seen;
    std::set<std::string> files;
    Diagnostics all;
    const auto take = [&](const Diagnostics& findings) {
        for (const auto& finding : findings) {
            const Key key{place_of(finding), finding.code, finding.message};
            if (is_checked(task, std::get<0>(key).path) && seen.insert(key).second) {
                order.emplace(key, all.size());
                all.push_back(finding);
                if (constexpr std::string_view here = "./"; all.back().where.starts_with(here)) {
                    all.back().where.erase(0, here.size());
                }
            }
        }
    };
    for (const auto& language : languages_in(task.folders)) {
        admx::CatalogBuilder builder(language, admx::Checks::lint);
        for (const auto& folder : task.folders) {
            auto found = agent::read_admx_folder(folder, builder);
            if (!found) {
                return fail(found.error());
            }
            take(*found);
        }
        const auto catalog = std::move(builder).finish();
        take(catalog.findings());
        for (const auto& file : catalog.files()) {
            if (const auto path = clean(file.path).string(); is_checked(task, path)) {
                files.insert(path);
            }
        }
    }
    if (files.empty() && all.empty()) {
        return fail(Errc::not_found, "no .admx or .adml file there", paths.front());
    }
    LintResult result{.findings = {}, .files = files.size()};
    for (const auto& [key, index] : order) {
        result.findings.push_back(std::move(all[index]));
    }
    return result;
}

} // namespace gpseal::app
