#include "collect/backup_manifest.hpp"

#include <gpseal/base/utf.hpp>

#include <pugixml.hpp>

#include <algorithm>
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

Result<bool> lists_registry_policy(std::string_view xml, std::string_view origin, PolicySide side)
{
    pugi::xml_document document;
    const auto parsed = document.load_buffer(xml.data(), xml.size());
    if (!parsed || std::strcmp(document.document_element().name(), "GroupPolicyBackupScheme") != 0) {
        return fail(Errc::malformed, "is not a whole Backup.xml of a GPO backup", std::string(origin));
    }
    const std::string_view wanted =
        side == PolicySide::user ? R"(%GPO_USER_FSPATH%\registry.pol)" : R"(%GPO_MACH_FSPATH%\registry.pol)";
    const auto file = document.find_node([&](const pugi::xml_node& node) {
        const auto attributes = node.attributes();
        return std::any_of(attributes.begin(), attributes.end(),
                           [&](const pugi::xml_attribute& each) { return equals_icase(each.value(), wanted); });
    });
    return static_cast<bool>(file);
}

} // namespace gpseal::agent
