#include "collect/snapshot_words.hpp"
#include "report/json_value.hpp"
#include "service/base64.hpp"

#include <gpseal/agent/domain_snapshot_json.hpp>

namespace gpseal::agent {

using policy::FileSnapshot;
using policy::GpoSnapshot;
using policy::SomSnapshot;
using snapshot_words::word_of;

namespace {

using Text = std::optional<std::string>;

/// Unlike json::set_or_null: an attribute that is there and empty is not an attribute that is not there.
void set_text(json::Object::Ptr& object, std::string_view name, const Text& text)
{
    if (text) {
        json::set(object, name, *text);
    } else {
        json::set_null(object, name);
    }
}

json::Object::Ptr problem_to_json(const Error& problem)
{
    auto object = json::object();
    json::set(object, "code", to_string(problem.code));
    json::set(object, "message", problem.message);
    json::set(object, "where", problem.where);
    return object;
}

void set_problem(json::Object::Ptr& object, const std::optional<Error>& problem)
{
    if (problem) {
        object->set("problem", problem_to_json(*problem));
    } else {
        json::set_null(object, "problem");
    }
}

json::Object::Ptr som_to_json(const SomSnapshot& som)
{
    auto object = json::object();
    json::set(object, "kind", word_of(snapshot_words::som_kinds, som.kind));
    json::set(object, "dn", som.dn);
    set_text(object, "gPLink", som.gp_link);
    set_text(object, "gPOptions", som.gp_options);
    set_problem(object, som.problem);
    return object;
}

json::Object::Ptr attributes_to_json(const policy::GpoAttributes& attributes)
{
    auto object = json::object();
    set_text(object, "displayName", attributes.display_name);
    set_text(object, "flags", attributes.flags);
    set_text(object, "gPCFunctionalityVersion", attributes.functionality_version);
    set_text(object, "versionNumber", attributes.version_number);
    set_text(object, "gPCFileSysPath", attributes.file_sys_path);
    set_text(object, "gPCMachineExtensionNames", attributes.machine_extension_names);
    set_text(object, "gPCWQLFilter", attributes.wql_filter);
    const auto& descriptor = attributes.security_descriptor;
    set_text(object, "nTSecurityDescriptor", descriptor ? Text(to_base64(*descriptor)) : std::nullopt);
    return object;
}

json::Object::Ptr file_to_json(const FileSnapshot& file)
{
    const bool read = file.status == policy::FileStatus::read;
    auto object = json::object();
    json::set(object, "status", word_of(snapshot_words::file_statuses, file.status));
    json::set(object, "path", file.path);
    json::set_or_null(object, "size", file.reported_size);
    json::set_or_null(object, "sha256", read ? file.sha256 : "");
    set_text(object, "content", read ? Text(to_base64(file.content)) : std::nullopt);
    set_problem(object, file.problem);
    return object;
}

void set_last_good(json::Object::Ptr& object, const std::optional<policy::LastGoodCopy>& copy)
{
    if (!copy) {
        json::set_null(object, "last_good");
        return;
    }
    auto last_good = json::object();
    last_good->set("registry_pol", file_to_json(copy->registry_pol));
    json::set_or_null(last_good, "ds_version", copy->version.directory);
    json::set_or_null(last_good, "sysvol_version", copy->version.sysvol);
    object->set("last_good", last_good);
}

json::Object::Ptr gpo_to_json(const GpoSnapshot& gpo)
{
    auto object = json::object();
    json::set(object, "dn", gpo.dn);
    json::set(object, "lookup", word_of(snapshot_words::lookups, gpo.lookup));
    set_problem(object, gpo.problem);
    object->set("attributes", attributes_to_json(gpo.attributes));
    object->set("gpt_ini", file_to_json(gpo.gpt_ini));
    object->set("registry_pol", file_to_json(gpo.registry_pol));
    if (gpo.security_template.status != policy::FileStatus::not_read) {
        object->set("security_template", file_to_json(gpo.security_template));
    }
    set_last_good(object, gpo.last_good);
    object->set("absent_runs", gpo.absent_runs);
    return object;
}

template <typename Items, typename Function> json::Array::Ptr to_array(const Items& items, Function to_object)
{
    json::Array::Ptr array = new json::Array;
    for (const auto& item : items) {
        array->add(to_object(item));
    }
    return array;
}

} // namespace

std::string to_json(const policy::DomainSnapshot& snapshot)
{
    auto object = json::object();
    json::set(object, "schema", snapshot_schema);
    json::set(object, "taken_at", snapshot.taken_at);
    json::set(object, "domain", snapshot.domain);
    json::set(object, "domain_controller", snapshot.domain_controller);
    json::set(object, "computer_dn", snapshot.computer_dn);
    object->set("token", json::array(snapshot.token));
    json::set(object, "site_status", word_of(snapshot_words::site_statuses, snapshot.site_status));
    json::set(object, "site", snapshot.site);
    object->set("soms", to_array(snapshot.soms, som_to_json));
    object->set("gpos", to_array(snapshot.gpos, gpo_to_json));
    object->set("problems", to_array(snapshot.problems, problem_to_json));
    if (snapshot.doubt) {
        object->set("doubt", problem_to_json(*snapshot.doubt));
    }
    return json::text_of(object);
}

} // namespace gpseal::agent
