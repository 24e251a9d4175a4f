#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// A file of somebody else's that gpseal adds to, and takes its own out of again.
struct EditedFile {
    std::filesystem::path path;
    std::size_t limit = std::size_t{1} << 20; ///< nothing larger is edited
    bool ours = false;                        ///< made when it is not there, and removed when nothing is left in it
};

/// From the text that is there (empty: there is none) to the text that shall be.
using TextEdit = std::function<Result<std::string>(std::string_view)>;

/// nullopt: nothing to change. A file that is not there and not `ours` is nothing to change, too.
[[nodiscard]] Result<std::optional<ConfigChange>> plan_edit(const EditedFile& file, const TextEdit& edit, bool loosens);

/// Compare-and-swap: an edit by someone else in between is kept and ours made again on top of it; Errc::conflict after
/// the fourth time. With nothing to change it removes what a killed run left beside the file.
[[nodiscard]] Result<void> apply_edit(const EditedFile& file, const TextEdit& edit);

} // namespace gpseal::agent
