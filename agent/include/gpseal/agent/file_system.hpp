#pragma once

#include <gpseal/base/result.hpp>

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// Where the program's files lie. `root` is "/" or the folder of `--root`; `under` maps an absolute path into it.
class RootedPaths {
public:
    explicit RootedPaths(std::filesystem::path root = "/") : root_(std::move(root)) {}
    /// Of a part of the service that has folders of its own, and not this machine's: systemd names them to it.
    RootedPaths(std::filesystem::path state, std::filesystem::path run)
        : root_("/"), state_(std::move(state)), run_(std::move(run))
    {
    }

    [[nodiscard]] std::filesystem::path under(std::string_view absolute) const;
    [[nodiscard]] bool live() const { return root_ == "/"; } ///< false: kernel and firewall are not ours to touch
    [[nodiscard]] const std::filesystem::path& root() const { return root_; }

    [[nodiscard]] std::filesystem::path smb_conf() const { return under("/etc/samba/smb.conf"); }
    [[nodiscard]] std::filesystem::path config() const { return under("/etc/gpseal/gpseal.conf"); }
    [[nodiscard]] std::filesystem::path state() const { return state_.empty() ? under("/var/lib/gpseal") : state_; }
    [[nodiscard]] std::filesystem::path run() const { return run_.empty() ? under("/run/gpseal") : run_; }
    /// What gpseal-fetch keeps when it runs with rights of its own (DESIGN.md section 10).
    [[nodiscard]] std::filesystem::path fetch_state() const { return under("/var/lib/gpseal-fetch"); }

private:
    std::filesystem::path root_;
    std::filesystem::path state_; ///< empty: in its place
    std::filesystem::path run_;
};

/// Whether a folder other than "/" may be worked in: Errc::refused when what lies on the way to our files within it is
/// a symlink, which would lead out of it, or belongs to somebody else than root and this user, who could make it one.
[[nodiscard]] Result<void> check_root(const RootedPaths& paths);

/// Reads a regular file of at most `limit` bytes; refuses anything larger before it allocates, and anything that is
/// not a regular file. Follows symlinks.
[[nodiscard]] Result<std::vector<std::byte>> read_file(const std::filesystem::path& path, std::size_t limit);
[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& path, std::size_t limit);

/// What a file was when somebody looked at it, to notice that it changed since.
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    std::int64_t size = 0;
    std::int64_t mtime_ns = 0;
    std::int64_t ctime_ns = 0;

    bool operator==(const FileIdentity&) const = default;
};

/// nullopt: there is no such file.
[[nodiscard]] Result<std::optional<FileIdentity>> identify(const std::filesystem::path& path);

struct ReplaceOptions {
    mode_t mode = 0644; ///< of a file that is not there yet; an existing one keeps owner, mode, ACL and xattrs
    /// Set: the write happens only if the file is still the one identified; else Errc::conflict and nothing written.
    std::optional<std::optional<FileIdentity>> expected;
    /// Errc::refused for an existing file that is neither root's nor this user's, or that group or others can write:
    /// keeping its owner and mode would let them rewrite what is written.
    bool refuse_foreign = false;
};

class TemporaryFile;

/// A file's new content, written and synced beside it under the temporary name, not in its place yet: whoever needs to
/// know first that it can be kept. What is never placed goes with this object.
class StagedFile {
public:
    [[nodiscard]] static Result<StagedFile> write(const std::filesystem::path& path, std::string_view content,
                                                  const ReplaceOptions& options = {});
    StagedFile(StagedFile&&) noexcept;
    StagedFile& operator=(StagedFile&&) noexcept;
    ~StagedFile();

    /// Once. Then the file is the new one, whatever happens.
    [[nodiscard]] Result<void> place();

private:
    StagedFile(std::unique_ptr<TemporaryFile> temporary, std::filesystem::path target, ReplaceOptions options);

    std::unique_ptr<TemporaryFile> temporary_;
    std::filesystem::path target_;
    ReplaceOptions options_;
};

/// Replaces a file's content so that any reader, crash or power loss sees the old file or the new one: temporary file
/// in the same folder (a fixed name, so that a killed run leaves nothing the next one does not remove), fsync, rename,
/// fsync of the folder. Symlinks are followed, link by link, as far as only root and this user could have laid them
/// (Errc::refused otherwise); their target is what gets replaced.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, std::string_view content,
                                        const ReplaceOptions& options = {});

/// Removes the temporary file that a killed replace_file() of `path` left. For a run that finds nothing to replace.
[[nodiscard]] Result<void> discard_temporary(const std::filesystem::path& path);

/// Removes a file durably; a file that is not there is a success.
[[nodiscard]] Result<void> remove_file(const std::filesystem::path& path);

/// Removes the file only if it is still the one identified; else Errc::conflict, and it stays. Symlinks are not
/// followed.
[[nodiscard]] Result<void> remove_expected(const std::filesystem::path& path, const FileIdentity& expected);

/// Makes a folder with this mode, whatever the umask, and its parents with 0755; what is there already stays as it is.
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& path, mode_t mode);

} // namespace gpseal::agent
