#include "enforce/pam_mount.hpp"

#include "enforce/mount_options.hpp"

#include <pugixml.hpp>

#include <algorithm>

namespace gpseal::agent {

namespace {

constexpr int max_depth = 64;

std::size_t line_of(std::string_view xml, std::ptrdiff_t offset)
{
    const auto end = static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0));
    return 1 + static_cast<std::size_t>(std::count(xml.begin(), xml.begin() + std::min(end, xml.size()), '\n'));
}

bool is_cifs_volume(const pugi::xml_node& node)
{
    const std::string_view type = node.attribute("fstype").value();
    return std::string_view(node.name()) == "volume" && (type == "cifs" || type == "smb3" || type == "smbfs");
}

/// Collects as pugixml walks.
class Volumes : public pugi::xml_tree_walker {
public:
    explicit Volumes(std::string_view xml) : xml_(xml) {}

    bool for_each(pugi::xml_node& node) override
    {
        if (depth() > max_depth) {
            too_deep = true;
            return false;
        }
        if (is_cifs_volume(node)) {
            const auto text = [&](const char* name) { return std::string(node.attribute(name).value()); };
            found.push_back({line_of(xml_, node.offset_debug()),
                             text("mountpoint") + " of //" + text("server") + "/" + text("path"),
                             mount_options::fault(text("options"))});
        }
        return true;
    }

    std::vector<MountDefinition> found;
    bool too_deep = false;

private:
    std::string_view xml_;
};

} // namespace

Result<std::vector<MountDefinition>> pam_mount_definitions(std::string_view xml, std::string_view origin)
{
    if (xml.size() > max_definition_file) {
        return fail(Errc::limit_exceeded, "has more than 1 MiB", std::string(origin));
    }
    pugi::xml_document document;
    const auto parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed) {
        return fail(Errc::malformed, std::string("is no XML: ") + parsed.description(),
                    std::string(origin) + ":" + std::to_string(line_of(xml, parsed.offset)));
    }
    Volumes volumes(xml);
    document.traverse(volumes);
    if (volumes.too_deep) {
        return fail(Errc::limit_exceeded, "is nested deeper than " + std::to_string(max_depth), std::string(origin));
    }
    return std::move(volumes.found);
}

} // namespace gpseal::agent
