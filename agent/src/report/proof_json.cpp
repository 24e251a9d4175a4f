#include "report/proof_json.hpp"

#include "report/json_value.hpp"
#include "service/sha256.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::agent {

namespace {

json::Object::Ptr exhibit_to_json(const Exhibit& exhibit)
{
    auto object = json::object();
    json::set(object, "what", exhibit.what);
    json::set(object, "from", exhibit.from);
    if (exhibit.text) {
        object->set("bytes", exhibit.text->size());
        json::set(object, "sha256", sha256_hex(*exhibit.text));
        json::set(object, "text", *exhibit.text);
        object->set("exact", valid_utf8(*exhibit.text) == *exhibit.text);
    }
    if (!exhibit.problem.empty()) {
        json::set(object, "problem", exhibit.problem);
    }
    return object;
}

} // namespace

Result<std::string> proof_to_json(const ComplianceReport& report, const std::vector<Exhibit>& exhibits,
                                  std::string_view version)
{
    const auto made = json::parse(to_json(report), "this report");
    if (!made) {
        return fail(made.error());
    }
    auto object = json::object();
    json::set(object, "schema", proof_schema);
    json::set(object, "gpseal", version);
    object->set("report", *made);
    json::Array::Ptr list = new json::Array;
    for (const auto& exhibit : exhibits) {
        list->add(exhibit_to_json(exhibit));
    }
    object->set("exhibits", list);
    return json::text_of(object);
}

} // namespace gpseal::agent
