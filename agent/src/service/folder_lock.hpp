#pragma once

#include "service/unique_fd.hpp"

#include <gpseal/base/result.hpp>

#include <chrono>
#include <filesystem>

namespace gpseal::agent {

/// One gpseal at a time edits the files of a folder: an flock on the folder itself, so that nothing is left behind.
/// Who does not ask for it is not kept out; replace_file()'s `expected` notices that.
class FolderLock {
public:
    /// Waits at most `patience`; Errc::busy after it.
    [[nodiscard]] static Result<FolderLock> acquire(const std::filesystem::path& folder,
                                                    std::chrono::milliseconds patience);

private:
    explicit FolderLock(UniqueFd fd) : fd_(std::move(fd)) {}
    UniqueFd fd_;
};

} // namespace gpseal::agent
