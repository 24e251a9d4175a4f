#pragma once

#include <gpseal/agent/file_system.hpp>

#include <filesystem>
#include <utility>

namespace gpseal::agent {

// How a file gets into its place, or out of it, without anybody's edit being lost on the way.

/// The one name that is used beside `target`, so that a killed run leaves nothing the next one does not find.
[[nodiscard]] std::filesystem::path temporary_beside(const std::filesystem::path& target);

/// Removes the temporary file unless the rename consumed it.
class TemporaryFile {
public:
    explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    void consumed() { renamed_ = true; }

private:
    std::filesystem::path path_;
    bool renamed_ = false;
};

[[nodiscard]] Error lost_race(const std::filesystem::path& target);

/// Renames the temporary file over `target`, unless that is no longer what options.expected says: Errc::conflict.
[[nodiscard]] Result<void> put_in_place(TemporaryFile& temporary, const std::filesystem::path& target,
                                        const ReplaceOptions& options);

/// Takes the file out of the way first and looks at it then, so that no edit fits in between; what is not the file
/// that was expected goes back.
[[nodiscard]] Result<void> take_out(const std::filesystem::path& path, const FileIdentity& expected);

} // namespace gpseal::agent
