#include "admx_folder.hpp"

#include "parallel.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

namespace {

namespace fs = std::filesystem;

/// A Central Store holds some hundred files; these bounds stop a folder that is none.
constexpr std::size_t max_files_per_folder = 20'000;
constexpr std::size_t max_bytes_per_folder = std::size_t{1} << 30U;

Errc errc_of(const std::error_code& error)
{
    if (error == std::errc::permission_denied || error == std::errc::operation_not_permitted) {
        return Errc::permission;
    }
    return error == std::errc::no_such_file_or_directory ? Errc::not_found : Errc::io;
}

/// The names in a folder, sorted, so that the same folder always loads in the same order.
Result<std::vector<fs::path>> list(const fs::path& folder)
{
    std::error_code error;
    std::vector<fs::path> paths;
    fs::directory_iterator at(folder, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
        if (paths.size() == max_files_per_folder) {
            return fail(Errc::limit_exceeded,
                        "the folder holds more than " + std::to_string(max_files_per_folder) + " files",
                        folder.string());
        }
        paths.push_back(at->path());
    }
    if (error) {
        return error == std::errc::not_a_directory
                   ? fail(Errc::malformed, "is not a folder", folder.string())
                   : fail(errc_of(error), "the folder cannot be read: " + error.message(), folder.string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

bool has_extension(const fs::path& path, std::string_view extension)
{
    return equals_icase(path.extension().string(), extension);
}

std::vector<fs::path> with_extension(const std::vector<fs::path>& paths, std::string_view extension)
{
    std::vector<fs::path> chosen;
    std::copy_if(paths.begin(), paths.end(), std::back_inserter(chosen),
                 [&](const fs::path& path) { return has_extension(path, extension); });
    return chosen;
}

bool is_folder(const fs::path& path)
{
    std::error_code ignored; // what cannot be looked at is no language folder
    return fs::is_directory(path, ignored);
}

/// Reads and parses files, several at a time; they are added in the order of their names all the same.
class FolderReader {
public:
    explicit FolderReader(admx::CatalogBuilder& builder) : builder_(builder) {}

    void read_definitions(const std::vector<fs::path>& paths)
    {
        load(with_extension(paths, ".admx"), [checks = builder_.checks()](admx::Document document) {
            return admx::parse_definitions(std::move(document), checks);
        });
    }

    /// From here on only the resources of what shows such a policy, if there is one.
    void keep_to(std::string_view policy)
    {
        const auto definitions = policy.empty() ? std::nullopt : builder_.files_about(policy);
        if (definitions) {
            wanted_.emplace();
            for (const auto& path : *definitions) {
                wanted_->insert(ascii_lower(fs::path(path).stem().string()));
            }
        }
    }

    void read_resources(const std::vector<fs::path>& paths)
    {
        for (const auto& folder : paths) {
            const auto language = folder.filename().string();
            if (builder_.wants_language(language) && is_folder(folder)) {
                read_language(folder, language);
            }
        }
    }

    [[nodiscard]] Diagnostics take_findings() { return std::move(findings_); }

private:
    void read_language(const fs::path& folder, const std::string& language)
    {
        const auto paths = list(folder);
        if (!paths) {
            complain(paths.error());
            return;
        }
        auto chosen = with_extension(*paths, ".adml");
        std::erase_if(chosen, [&](const fs::path& path) {
            return wanted_ && !wanted_->contains(ascii_lower(path.stem().string()));
        });
        load(chosen, [&, checks = builder_.checks()](admx::Document document) {
            return admx::parse_resources(std::move(document), language, checks);
        });
    }

    /// `parse` is called by several threads at once.
    template <typename Parse> void load(const std::vector<fs::path>& paths, const Parse& parse)
    {
        const auto limits = size_limits(paths);
        std::vector<Result<admx::ParsedFile>> files;
        for (std::size_t i = 0; i < paths.size(); ++i) {
            files.emplace_back(fail(Errc::internal, "the file was not read"));
        }
        for_each_index(paths.size(), [&](std::size_t i) {
            auto bytes = read_file(paths[i], limits[i]);
            if (bytes) {
                files[i] = parse({.path = paths[i].string(), .bytes = *std::move(bytes)});
            } else {
                files[i] = fail(bytes.error());
            }
        });
        for (auto& file : files) {
            if (file) {
                builder_.add(*std::move(file));
            } else {
                complain(file.error());
            }
        }
    }

    /// How much may be read of each file, so that all of them stay within the folder's bound whoever reads first.
    std::vector<std::size_t> size_limits(const std::vector<fs::path>& paths)
    {
        std::vector<std::size_t> limits;
        for (const auto& path : paths) {
            std::error_code error;
            const auto size = fs::file_size(path, error); // what cannot be asked will not be read either
            const auto limit = std::min(admx::max_document_size, max_bytes_per_folder - bytes_read_);
            limits.push_back(limit);
            bytes_read_ += error ? 0 : std::min<std::size_t>(size, limit);
        }
        return limits;
    }

    void complain(const Error& error)
    {
        findings_.push_back({.severity = Severity::error,
                             .code = "unreadable_file",
                             .message = error.message,
                             .hint = "the rest of the folder was read",
                             .where = error.where});
    }

    admx::CatalogBuilder& builder_;
    std::optional<std::set<std::string>> wanted_; ///< folded names of resources without extension; nullopt: all
    std::size_t bytes_read_ = 0;
    Diagnostics findings_;
};

} // namespace

bool is_same_folder(const fs::path& one, const fs::path& other)
{
    std::error_code ignored; // what cannot be looked at fails when it is read, with its reason
    return one == other || fs::equivalent(one, other, ignored);
}

Result<Diagnostics> read_admx_folder(const fs::path& folder, admx::CatalogBuilder& builder, std::string_view about)
{
    const auto paths = list(folder);
    if (!paths) {
        return fail(paths.error());
    }
    FolderReader reader(builder);
    reader.read_definitions(*paths);
    reader.keep_to(about);
    reader.read_resources(*paths);
    return reader.take_findings();
}

} // namespace gpseal::agent
