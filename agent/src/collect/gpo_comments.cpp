#include "collect/gpo_comments.hpp"

#include "collect/icase_path.hpp"

#include <gpseal/agent/file_system.hpp>

namespace gpseal::agent {

Result<admx::PolicyComments> read_gpo_comments(const std::filesystem::path& folder, PolicySide side)
{
    const auto plain = folder.has_filename() ? folder : folder.parent_path();
    const auto backup = find_icase(plain, "DomainSysvol");
    if (!backup) {
        return fail(backup.error());
    }
    const auto path = *backup ? find_path(**backup, {"GPO", folder_of(side), "comment.cmtx"})
                              : find_path(plain, {folder_of(side), "comment.cmtx"});
    if (!path) {
        return fail(path.error());
    }
    if (!*path) {
        return admx::PolicyComments();
    }
    auto bytes = read_file(**path, admx::max_document_size);
    if (!bytes) {
        return fail(bytes.error());
    }
    return admx::read_comments({.path = (*path)->string(), .bytes = *std::move(bytes)});
}

} // namespace gpseal::agent
