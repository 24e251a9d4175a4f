#include "impact_view.hpp"

#include "report/json_value.hpp"
#include "text_layout.hpp"

namespace gpseal::app {

namespace {

namespace json = agent::json;
using agent::Impact;
using agent::ServerUse;
using agent::UseKind;

std::string reason_of(const ImpactRow& row)
{
    std::string reason = row.report.error;
    if (impact_on(row.report) == Impact::works_not_for_libsmbclient) {
        reason = "no DFS: not for libsmbclient programs, unless it demands encryption";
    }
    if (needs_new_mount(row.used, row.report)) {
        reason += (reason.empty() ? "" : "; ") + std::string("mounts without seal must be mounted anew");
    }
    return reason;
}

json::Object::Ptr use_json(const ServerUse& use)
{
    auto object = json::object();
    json::set(object, "kind", to_string(use.kind));
    switch (use.kind) {
    case UseKind::domain_controller:
        json::set(object, "where", use.where);
        object->set("policy_source", use.policy_source);
        break;
    case UseKind::mount:
    case UseKind::fstab:
        json::set(object, "where", use.where);
        object->set("sealed", use.sealed);
        break;
    case UseKind::config:
        json::set(object, "where", use.where);
        break;
    case UseKind::bookmark:
        json::set(object, "where", use.where);
        object->set("uid", use.uid.value_or(0));
        break;
    case UseKind::guard:
        json::set_or_null(object, "uid", use.uid);
        if (!use.where.empty()) {
            json::set(object, "source", use.where);
        }
        object->set("packets", Poco::UInt64{use.packets});
        break;
    }
    return object;
}

std::string users_of(const ImpactRow& row)
{
    std::string text;
    for (const auto& use : row.used.uses) {
        text += (text.empty() ? "" : ", ") + describe_use(use);
    }
    return text;
}

std::string verdict_of(const ImpactRow& row)
{
    const auto impact = impact_on(row.report);
    return impact == Impact::works_not_for_libsmbclient ? "works, but" : std::string(to_string(impact));
}

} // namespace

std::string impact_json(const ImpactRow& row)
{
    auto object = json::object();
    json::set(object, "schema", impact_schema);
    json::set(object, "server", to_string(row.report.server));
    json::set_or_null(object, "address", row.report.address);
    json::set(object, "verdict", to_string(impact_on(row.report)));
    object->set("needs_new_mount", needs_new_mount(row.used, row.report));
    json::set_or_null(object, "dialect", row.report.dialect);
    json::set_or_null(object, "cipher", row.report.cipher);
    json::set_or_null(object, "error", reason_of(row));
    json::Array::Ptr uses = new json::Array;
    for (const auto& use : row.used.uses) {
        uses->add(use_json(use));
    }
    object->set("used_by", uses);
    return json::line_of(object);
}

std::string impact_table(std::span<const ImpactRow> rows, std::size_t width)
{
    Table table({"SERVER", "VERDICT", "USED BY", "WHY"});
    for (const auto& row : rows) {
        table.add({to_string(row.report.server), verdict_of(row), users_of(row), reason_of(row)});
    }
    return table.text(width);
}

} // namespace gpseal::app
