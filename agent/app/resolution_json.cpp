#include "policy_view.hpp"
#include "report/health_json.hpp"
#include "report/json_value.hpp"
#include "report/policy_json.hpp"
#include "resolution.hpp"

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::app {

namespace {

namespace json = agent::json;

json::Object::Ptr voice_json(const policy::PolicyVoice& voice)
{
    auto object = agent::identity_to_json(voice.gpo);
    json::set(object, "state", to_string(voice.state));
    object->set("offset", voice.offset);
    return object;
}

json::Array::Ptr history_json(const policy::PolicyReading& reading)
{
    json::Array::Ptr history = new json::Array;
    for (const auto& evidence : reading.evidence) {
        auto event = json::object();
        event->set("gpo", evidence.word.gpo);
        event->set("offset", evidence.word.offset);
        json::set(event, "key", evidence.key);
        json::set(event, "value", evidence.value_name);
        set_word(*event, evidence.word);
        set_deleted_names(*event, evidence.word, evidence.value_name);
        history->add(event);
    }
    return history;
}

json::Object::Ptr mandate_json(const MandateNote& note)
{
    auto object = json::object();
    json::set(object, "state", to_string(note.state));
    json::set_or_null(object, "mandate", note.mandate ? to_string(*note.mandate) : "");
    json::set(object, "note", note.text);
    return object;
}

json::Array::Ptr gpos_json(std::vector<std::size_t> gpos)
{
    std::sort(gpos.begin(), gpos.end());
    gpos.erase(std::unique(gpos.begin(), gpos.end()), gpos.end());
    json::Array::Ptr array = new json::Array;
    for (const auto gpo : gpos) {
        array->add(gpo);
    }
    return array;
}

/// Beside each element the GPOs that its value rests on, beside each line of a list the one that it comes from.
void add_sources(const json::Object::Ptr& policy, const policy::PolicyReading& reading)
{
    const auto elements = policy->getArray("elements");
    for (std::size_t i = 0; i < reading.elements.size(); ++i) {
        const auto& words = reading.elements[i].words;
        auto element = elements->getObject(static_cast<unsigned>(i));
        auto gpos = reading.elements[i].more_gpos;
        for (const auto& word : words) {
            gpos.push_back(word.gpo);
        }
        element->set("gpos", gpos_json(std::move(gpos)));
        const auto* const lines = std::get_if<std::vector<policy::ListPair>>(&reading.elements[i].value);
        for (std::size_t j = 0; lines != nullptr && j < lines->size(); ++j) {
            element->getArray("value")->getObject(static_cast<unsigned>(j))->set("gpo", words.at(j).gpo);
        }
    }
}

json::Object::Ptr policy_json(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                              const admx::PolicyDefinition& definition, const policy::PolicyReading& reading)
{
    auto object = policy_reading_json(catalog, definition, reading);
    if (!resolution.is_complete()) {
        object->set("known", false);
    }
    add_sources(object, reading);
    object->set("gpos", gpos_json(reading.gpos));
    if (reading.winner) {
        object->set("winner", voice_json(voice_of(resolution, reading.winner->word.gpo, reading)));
    } else {
        json::set_null(object, "winner");
    }
    json::Array::Ptr losers = new json::Array;
    for (const auto& other : others_of(resolution, definition, reading)) {
        if (other.alone) {
            losers->add(voice_json(*other.alone));
        }
    }
    object->set("losers", losers);
    object->set("history", history_json(reading));
    if (reading.more_evidence != 0) {
        object->set("more_history", reading.more_evidence);
    }
    json::Array::Ptr comments = new json::Array;
    for (const auto& comment : comments_on(resolution, catalog, definition)) {
        auto entry = json::object();
        entry->set("gpo", comment.gpo);
        json::set(entry, "text", comment.text);
        comments->add(entry);
    }
    object->set("comments", comments);
    if (const auto note = mandate_note(resolution, definition, reading)) {
        object->set("mandate", mandate_json(*note));
    }
    return object;
}

json::Object::Ptr extra_json(const policy::ExtraSetting& extra)
{
    auto object = json::object();
    json::set(object, "key", to_utf8(extra.key));
    json::set(object, "value", to_utf8(extra.value_name));
    set_word(*object, extra.word);
    set_deleted_names(*object, extra.word, to_utf8(extra.value_name));
    object->set("gpo", extra.word.gpo);
    object->set("offset", extra.word.offset);
    return object;
}

json::Object::Ptr document(const Resolution& resolution)
{
    auto root = json::object();
    json::set(root, "schema", agent::report_schema);
    json::set(root, "side", resolution.side == admx::PolicyClass::user ? "user" : "computer");
    json::Array::Ptr gpos = new json::Array;
    for (const auto& gpo : resolution.gpos) {
        gpos->add(agent::identity_to_json(gpo.identity));
    }
    root->set("gpos", gpos);
    if (resolution.health) {
        root->set("health", agent::health_to_json(*resolution.health));
    }
    return root;
}

} // namespace

std::string all_json(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                     const policy::ResultantPolicies& result)
{
    auto root = document(resolution);
    json::Array::Ptr policies = new json::Array;
    for (const auto& each : result.policies) {
        policies->add(policy_json(resolution, catalog, *each.definition, each.reading));
    }
    json::Array::Ptr extra = new json::Array;
    for (const auto& each : result.extra) {
        extra->add(extra_json(each));
    }
    root->set("count", result.policies.size());
    root->set("policies", policies);
    root->set("extra", extra);
    return json::text_of(root);
}

std::string one_json(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                     const admx::PolicyDefinition& definition)
{
    auto root = document(resolution);
    root->set("policy",
              policy_json(resolution, catalog, definition, policy::read_policy(definition, resolution.image)));
    return json::text_of(root);
}

} // namespace gpseal::app
