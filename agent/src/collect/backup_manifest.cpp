#include "collect/backup_manifest.hpp"

#include <pugixml.hpp>

#include <cstring>

namespace gpseal::agent {

Result<BackupManifest> parse_backup_manifest(std::string_view xml, std::string_view origin)
{
    pugi::xml_document document;
    const auto parsed = document.load_buffer(xml.data(), xml.size());
    const auto root = document.document_element();
    if (!parsed || std::strcmp(root.name(), "BackupInst") != 0) {
        return fail(Errc::malformed,
                    std::string("is not a GPO backup's manifest: ") + (parsed ? "no BackupInst" : parsed.description()),
                    std::string(origin));
    }
    return BackupManifest{root.child_value("GPOGuid"), root.child_value("ID"), root.child_value("GPODisplayName")};
}

} // namespace gpseal::agent
