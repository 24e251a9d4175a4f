#include "collect/snapshot_words.hpp"
#include "report/strict_object.hpp"
#include "service/base64.hpp"
#include "service/sha256.hpp"

#include <gpseal/agent/domain_snapshot_json.hpp>
#include <gpseal/policy/gpt_ini.hpp>
#include <gpseal/policy/registry_policy_file.hpp>
#include <gpseal/policy/security_descriptor.hpp>
#include <gpseal/policy/security_template.hpp>

#include <limits>

namespace gpseal::agent {

using json::StrictObject;
using policy::FileSnapshot;
using policy::GpoSnapshot;
using policy::SomSnapshot;

namespace {

constexpr std::size_t max_soms = 1024;
constexpr std::size_t max_gpos = 8192;
constexpr std::size_t max_token = 4096;
constexpr std::size_t max_problems = 4096;

template <typename Enum, std::size_t N>
Enum word_at(StrictObject& object, const std::string& name, const snapshot_words::Words<Enum, N>& words)
{
    const auto text = object.text(name);
    for (const auto& [value, word] : words) {
        if (word == text) {
            return value;
        }
    }
    object.refuse(name, "is not a word of this schema");
}

std::optional<std::vector<std::byte>> bytes_at(StrictObject& object, const std::string& name, std::size_t most)
{
    const auto text = object.text_or_null(name);
    if (!text) {
        return std::nullopt;
    }
    if (text->size() / 4 > most / 3 + 1) {
        object.refuse(name, "has more than " + std::to_string(most) + " bytes");
    }
    auto bytes = from_base64(*text);
    if (!bytes) {
        object.refuse(name, "is not base64");
    }
    return bytes;
}

Error problem_from(StrictObject object)
{
    Error problem;
    const auto code = object.text("code");
    const auto* const it = std::find_if(snapshot_words::error_codes.begin(), snapshot_words::error_codes.end(),
                                        [&](Errc each) { return to_string(each) == code; });
    if (it == snapshot_words::error_codes.end()) {
        object.refuse("code", "is not a word of this schema");
    }
    problem.code = *it;
    problem.message = object.text("message");
    problem.where = object.text("where");
    object.end();
    return problem;
}

std::optional<Error> problem_at(StrictObject& object)
{
    auto problem = object.object_or_null("problem");
    return problem ? std::optional(problem_from(*std::move(problem))) : std::nullopt;
}

SomSnapshot som_from(StrictObject object)
{
    SomSnapshot som;
    som.kind = word_at(object, "kind", snapshot_words::som_kinds);
    som.dn = object.text("dn");
    som.gp_link = object.text_or_null("gPLink");
    som.gp_options = object.text_or_null("gPOptions");
    som.problem = problem_at(object);
    object.end();
    return som;
}

policy::GpoAttributes attributes_from(StrictObject object)
{
    policy::GpoAttributes attributes;
    attributes.display_name = object.text_or_null("displayName");
    attributes.flags = object.text_or_null("flags");
    attributes.functionality_version = object.text_or_null("gPCFunctionalityVersion");
    attributes.version_number = object.text_or_null("versionNumber");
    attributes.file_sys_path = object.text_or_null("gPCFileSysPath");
    attributes.machine_extension_names = object.text_or_null("gPCMachineExtensionNames");
    attributes.wql_filter = object.text_or_null("gPCWQLFilter");
    attributes.security_descriptor = bytes_at(object, "nTSecurityDescriptor", policy::max_security_descriptor_size);
    object.end();
    return attributes;
}

/// A file that was read has its content, and no other has one.
void read_content(StrictObject& object, FileSnapshot& file, std::size_t most)
{
    auto content = bytes_at(object, "content", most);
    file.sha256 = object.text_or_null("sha256").value_or("");
    const bool read = file.status == policy::FileStatus::read;
    if (read != content.has_value() || (!read && !file.sha256.empty())) {
        object.refuse("content", "does not fit the status");
    }
    if (read && !file.sha256.empty() && file.sha256 != sha256_hex(*content)) {
        object.refuse("content", "does not fit its sha256");
    }
    file.content = std::move(content).value_or(std::vector<std::byte>{});
}

FileSnapshot file_from(StrictObject object, std::size_t most)
{
    FileSnapshot file;
    file.status = word_at(object, "status", snapshot_words::file_statuses);
    file.path = object.text("path");
    file.reported_size = object.number_or_null("size", std::numeric_limits<std::int64_t>::max());
    read_content(object, file, most);
    file.problem = problem_at(object);
    object.end();
    return file;
}

std::optional<std::uint16_t> version_at(StrictObject& object, const std::string& name)
{
    const auto number = object.number_or_null(name, std::numeric_limits<std::uint16_t>::max());
    return number ? std::optional(static_cast<std::uint16_t>(*number)) : std::nullopt;
}

std::optional<policy::LastGoodCopy> last_good_from(std::optional<StrictObject> object)
{
    if (!object) {
        return std::nullopt;
    }
    policy::LastGoodCopy copy;
    copy.registry_pol = file_from(object->object("registry_pol"), policy::max_registry_policy_size);
    copy.version = {version_at(*object, "ds_version"), version_at(*object, "sysvol_version")};
    object->end();
    return copy;
}

GpoSnapshot gpo_from(StrictObject object)
{
    GpoSnapshot gpo;
    gpo.dn = object.text("dn");
    gpo.lookup = word_at(object, "lookup", snapshot_words::lookups);
    gpo.problem = problem_at(object);
    gpo.attributes = attributes_from(object.object("attributes"));
    gpo.gpt_ini = file_from(object.object("gpt_ini"), policy::max_gpt_ini_size);
    gpo.registry_pol = file_from(object.object("registry_pol"), policy::max_registry_policy_size);
    if (auto security = object.object_if_there("security_template")) {
        gpo.security_template = file_from(*std::move(security), policy::max_security_template_size);
    }
    gpo.last_good = last_good_from(object.object_or_null("last_good"));
    gpo.absent_runs = static_cast<unsigned>(object.number("absent_runs", std::numeric_limits<std::int32_t>::max()));
    object.end();
    return gpo;
}

template <typename Item, typename Function>
void read_all(std::vector<StrictObject> objects, std::vector<Item>& items, Function from)
{
    for (auto& object : objects) {
        items.push_back(from(std::move(object)));
    }
}

policy::DomainSnapshot snapshot_from(StrictObject object)
{
    if (object.text("schema") != snapshot_schema) {
        object.refuse("schema", "is not " + std::string(snapshot_schema));
    }
    policy::DomainSnapshot snapshot;
    snapshot.taken_at = object.text("taken_at");
    snapshot.domain = object.text("domain");
    snapshot.domain_controller = object.text("domain_controller");
    snapshot.computer_dn = object.text("computer_dn");
    snapshot.token = object.texts("token", max_token);
    snapshot.site_status = word_at(object, "site_status", snapshot_words::site_statuses);
    snapshot.site = object.text("site");
    read_all(object.objects("soms", max_soms), snapshot.soms, som_from);
    read_all(object.objects("gpos", max_gpos), snapshot.gpos, gpo_from);
    read_all(object.objects("problems", max_problems), snapshot.problems, problem_from);
    if (auto doubt = object.object_if_there("doubt")) {
        snapshot.doubt = problem_from(*std::move(doubt));
    }
    object.end();
    return snapshot;
}

} // namespace

Result<policy::DomainSnapshot> snapshot_from_json(std::string_view json, std::string_view origin)
{
    if (json.size() > max_snapshot_size) {
        return fail(Errc::limit_exceeded, "is larger than " + std::to_string(max_snapshot_size >> 20U) + " MiB",
                    std::string(origin));
    }
    auto object = json::parse(json, origin);
    if (!object) {
        return fail(object.error());
    }
    try {
        return snapshot_from(StrictObject(*std::move(object), ""));
    } catch (const Poco::Exception& error) {
        return fail(Errc::malformed, "is no snapshot of this version: " + error.message(), std::string(origin));
    }
}

} // namespace gpseal::agent
