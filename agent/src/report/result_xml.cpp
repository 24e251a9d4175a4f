#include "report/result_xml.hpp"

#include "report/result_scopes.hpp"
#include "report/rsop_nodes.hpp"
#include "report/xml_text.hpp"

#include <gpseal/policy/distinguished_name.hpp>

#include <pugixml.hpp>

#include <algorithm>
#include <map>
#include <sstream>

namespace gpseal::agent {

using policy::DenyReason;
using policy::GpoIdentity;

namespace {

using namespace rsop;

constexpr const char* rsop_names = "http://www.microsoft.com/GroupPolicy/Rsop";
/// What a client ran, by Windows' names.
struct Extension {
    const char* name;
    const char* id;
};
constexpr Extension infrastructure = {"Group Policy Infrastructure", "{00000000-0000-0000-0000-000000000000}"};
constexpr Extension registry = {"Registry", "{35378EAC-683F-11D2-A89A-00C04FBBCFA2}"};
constexpr Extension security = {"Security", "{827D319E-6EAC-11D2-A4EA-00C04F79F83A}"};
constexpr unsigned not_read = 65535; ///< Windows' word for a version that nobody read

/// Everything that is said of one GPO, over all its links.
struct GpoRow {
    struct Link {
        const GpoIdentity* place = nullptr;
        std::size_t applied_order = 0; ///< from 1, lowest precedence first; 0: not applied
        bool enabled = true;
    };

    const GpoIdentity* gpo = nullptr;
    const policy::DistinguishedName* dn = nullptr; ///< null: not known
    const policy::DeniedGpo* denied = nullptr;     ///< by a filter; a link alone denies no GPO
    bool has_registry = false;
    bool has_security = false;
    std::vector<Link> links;
};

bool denies_link_only(DenyReason reason)
{
    return reason == DenyReason::link_disabled || reason == DenyReason::blocked_inheritance;
}

/// Writes one document; holds what the parts of it share.
class RsopWriter {
public:
    RsopWriter(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result)
        : snapshot_(snapshot), result_(result), scopes_(scopes_of(snapshot))
    {
        for (const auto& gpo : snapshot.gpos) {
            const auto& filter = gpo.attributes.wql_filter;
            const auto dn = policy::DistinguishedName::parse(gpo.dn);
            if (dn && filter && !filter->empty()) {
                filters_.emplace(dn->key(), &*filter);
            }
        }
    }

    void write_target(pugi::xml_node computer) const;
    void write_scopes(pugi::xml_node computer) const;
    void write_groups(pugi::xml_node computer) const;
    void write_status(pugi::xml_node computer) const;
    void write_gpos(pugi::xml_node computer) const;
    void write_events(pugi::xml_node computer) const;

private:
    [[nodiscard]] std::vector<GpoRow> rows() const;
    void write_gpo(pugi::xml_node computer, const GpoRow& row) const;
    void write_link(pugi::xml_node gpo, const GpoRow::Link& link) const;

    const policy::DomainSnapshot& snapshot_;
    const policy::DomainResult& result_;
    std::vector<ResultScope> scopes_;
    std::map<std::string, const std::string*> filters_; ///< gPCWQLFilter, by the GPO's name
};

void RsopWriter::write_target(pugi::xml_node computer) const
{
    constexpr std::size_t rsop_version = 2228228; // what Windows writes since 2012
    const auto name = policy::DistinguishedName::parse(snapshot_.computer_dn);
    const auto computer_name = name ? name->part(0).front().value : snapshot_.computer_dn;
    add(computer, "Version", rsop_version);
    add(computer, "Name", snapshot_.domain + "\\" + computer_name + "$");
    add(computer, "Domain", snapshot_.domain);
    add(computer, "SOM", canonical_name(name && name->depth() > 1 ? name->ancestor(1) : snapshot_.computer_dn));
    add(computer, "Site", snapshot_.site);
}

void RsopWriter::write_scopes(pugi::xml_node computer) const
{
    std::size_t order = 0;
    for (const auto& scope : scopes_) {
        auto node = computer.append_child("SearchedSOM");
        add(node, "Path", canonical_name(scope.dn));
        add(node, "Type", kind_name(scope.kind));
        add(node, "Order", ++order);
        add_flag(node, "BlocksInheritance", scope.blocks_inheritance);
        add_flag(node, "Blocked", scope.blocked);
        add(node, "Reason", std::string_view("Normal"));
    }
}

void RsopWriter::write_groups(pugi::xml_node computer) const
{
    for (std::size_t i = 1; i < snapshot_.token.size(); ++i) { // the first is the computer's own
        add_in(computer.append_child("SecurityGroup"), type_names, "SID", snapshot_.token[i]);
    }
}

void RsopWriter::write_status(pugi::xml_node computer) const
{
    constexpr std::size_t error_invalid_data = 13; // winerror.h
    const bool whole = result_.completeness == policy::Completeness::complete;
    std::vector<Extension> ran = {infrastructure, registry};
    if (std::any_of(result_.applied.begin(), result_.applied.end(),
                    [](const auto& gpo) { return !gpo.security.path.empty(); })) {
        ran.push_back(security);
    }
    for (const auto& [name, id] : ran) {
        auto node = computer.append_child("ExtensionStatus");
        add(node, "Name", std::string_view(name));
        add(node, "Identifier", std::string_view(id));
        add(node, "BeginTime", snapshot_.taken_at);
        add(node, "EndTime", snapshot_.taken_at);
        add(node, "LoggingStatus", std::string_view(whole ? "Complete" : "Partial"));
        add(node, "Error", whole ? std::size_t{0} : error_invalid_data);
    }
}

std::vector<GpoRow> RsopWriter::rows() const
{
    std::vector<GpoRow> rows;
    std::map<std::string, std::size_t> places;
    const auto row_of = [&](const GpoIdentity& gpo) -> GpoRow& {
        const auto* const dn = linked_gpo(scopes_, gpo);
        const auto [it, fresh] = places.emplace(dn != nullptr ? dn->key() : gpo.guid + gpo.name, rows.size());
        if (fresh) {
            rows.push_back({.gpo = &gpo, .dn = dn});
        }
        return rows[it->second];
    };
    for (auto i = result_.applied.size(); i-- > 0;) {
        const auto& gpo = result_.applied[i];
        auto& row = row_of(gpo.identity);
        row.has_registry = !gpo.registry.instructions.empty();
        row.has_security = !gpo.security.path.empty();
        row.links.push_back({&gpo.identity, i + 1, true});
    }
    for (const auto& denied : result_.denied) {
        auto& row = row_of(denied.gpo);
        if (!denies_link_only(denied.reason)) {
            row.denied = &denied;
        }
        row.links.push_back({&denied.gpo, 0, denied.reason != DenyReason::link_disabled});
    }
    return rows;
}

void RsopWriter::write_link(pugi::xml_node gpo, const GpoRow::Link& link) const
{
    auto node = gpo.append_child("Link");
    std::size_t before = 0;
    std::size_t in_scope = link.place->link_order;
    for (const auto& scope : scopes_) {
        if (scope.dn == link.place->som) {
            in_scope = scope.links.size() + 1 - std::min<std::size_t>(link.place->link_order, scope.links.size());
            break;
        }
        before += scope.links.size();
    }
    add(node, "SOMPath", canonical_name(link.place->som));
    add(node, "SOMOrder", in_scope);
    add(node, "AppliedOrder", link.applied_order);
    add(node, "LinkOrder", before + in_scope);
    add_flag(node, "Enabled", link.enabled);
    add_flag(node, "NoOverride", link.place->enforced);
}

void RsopWriter::write_gpo(pugi::xml_node computer, const GpoRow& row) const
{
    const auto denied_by = [&row](DenyReason reason) { return row.denied != nullptr && row.denied->reason == reason; };
    const bool found = !denied_by(DenyReason::not_found_or_no_read);
    auto node = computer.append_child("GPO");
    add(node, "Name", row.gpo->name);
    auto path = node.append_child("Path");
    add_in(path, type_names, "Identifier", row.gpo->guid);
    add_in(path, type_names, "Domain", row.dn != nullptr ? row.dn->dns_domain() : snapshot_.domain);
    add(node, "VersionDirectory", std::size_t{row.gpo->version.directory.value_or(found ? not_read : 0)});
    add(node, "VersionSysvol", std::size_t{row.gpo->version.sysvol.value_or(found ? not_read : 0)});
    if (found) {
        add_flag(node, "Enabled", !denied_by(DenyReason::gpo_disabled));
    }
    add_flag(node, "IsValid", found && !denied_by(DenyReason::functionality_version));
    add_flag(node, "FilterAllowed",
             found && !denied_by(DenyReason::security_filter) && !denied_by(DenyReason::wmi_filter));
    add_flag(node, "AccessDenied", denied_by(DenyReason::security_filter));
    for (const auto& link : row.links) {
        write_link(node, link);
    }
    for (const auto& [extension, has_it] : {std::pair(registry, row.has_registry), {security, row.has_security}}) {
        if (has_it) {
            add(node, "ExtensionName", std::string_view(extension.name));
        }
    }
    const auto filter = row.dn != nullptr ? filters_.find(row.dn->key()) : filters_.end();
    if (filter != filters_.end()) {
        add(node, "FilterId", *filter->second);
    }
}

void RsopWriter::write_gpos(pugi::xml_node computer) const
{
    for (const auto& row : rows()) {
        write_gpo(computer, row);
    }
}

void RsopWriter::write_events(pugi::xml_node computer) const
{
    auto node = computer.append_child("EventsDetails").append_child("SinglePassEventsDetails");
    node.append_attribute("DomainControllerName").set_value(xml_text(snapshot_.domain_controller).c_str());
    node.append_attribute("ErrorCount").set_value(static_cast<unsigned long long>(result_.problems.size()));
    node.append_attribute("WarningCount").set_value(static_cast<unsigned long long>(result_.findings.size()));
    for (const auto& problem : result_.problems) {
        add(node.append_child("EventRecord"), "EventDescription", describe(problem));
    }
    for (const auto& finding : result_.findings) {
        add(node.append_child("EventRecord"), "EventDescription",
            finding.where.empty() ? finding.message : finding.where + ": " + finding.message);
    }
}

} // namespace

std::string result_to_xml(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result,
                          const PolicySection& policy)
{
    pugi::xml_document document;
    auto declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version").set_value("1.0");
    declaration.append_attribute("encoding").set_value("utf-8");
    auto root = document.append_child("Rsop");
    root.append_attribute("xmlns:xsd").set_value("http://www.w3.org/2001/XMLSchema");
    root.append_attribute("xmlns:xsi").set_value("http://www.w3.org/2001/XMLSchema-instance");
    root.append_attribute("xmlns").set_value(rsop_names);
    add(root, "ReadTime", snapshot.taken_at);
    add(root, "DataType", std::string_view("LoggedData"));
    const RsopWriter writer(snapshot, result);
    auto computer = root.append_child("ComputerResults");
    writer.write_target(computer);
    writer.write_scopes(computer);
    writer.write_groups(computer);
    writer.write_status(computer);
    writer.write_gpos(computer);
    const auto scopes = scopes_of(snapshot);
    add_rsop_settings(computer, {scopes, snapshot.domain, result, policy});
    writer.write_events(computer);
    std::ostringstream out;
    document.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
    return ascii_xml(out.str());
}

} // namespace gpseal::agent
