#include "admx_folder.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
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
        return fail(errc_of(error), "the folder cannot be read: " + error.message(), folder.string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

bool has_extension(const fs::path& path, std::string_view extension)
{
    return equals_icase(path.extension().string(), extension);
}

bool is_folder(const fs::path& path)
{
    std::error_code ignored; // what cannot be looked at is no language folder
    return fs::is_directory(path, ignored);
}

class FolderReader {
public:
    explicit FolderReader(admx::CatalogBuilder& builder) : builder_(builder) {}

    void read_definitions(const std::vector<fs::path>& paths)
    {
        for (const auto& path : paths) {
            if (has_extension(path, ".admx")) {
                if (auto document = read(path)) {
                    builder_.add_definitions(*std::move(document));
                }
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
        for (const auto& path : *paths) {
            if (has_extension(path, ".adml")) {
                if (auto document = read(path)) {
                    builder_.add_resources(*std::move(document), language);
                }
            }
        }
    }

    std::optional<admx::Document> read(const fs::path& path)
    {
        auto bytes = read_file(path, std::min(admx::max_document_size, max_bytes_per_folder - bytes_read_));
        if (!bytes) {
            complain(bytes.error());
            return std::nullopt;
        }
        bytes_read_ += bytes->size();
        return admx::Document{.path = path.string(), .bytes = *std::move(bytes)};
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
    std::size_t bytes_read_ = 0;
    Diagnostics findings_;
};

} // namespace

Result<Diagnostics> read_admx_folder(const fs::path& folder, admx::CatalogBuilder& builder)
{
    const auto paths = list(folder);
    if (!paths) {
        return fail(paths.error());
    }
    FolderReader reader(builder);
    reader.read_definitions(*paths);
    reader.read_resources(*paths);
    return reader.take_findings();
}

} // namespace gpseal::agent
