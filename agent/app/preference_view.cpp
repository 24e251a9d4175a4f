#include "preference_view.hpp"

#include "policy_text.hpp"
#include "report/policy_json.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

namespace json = agent::json;
using agent::MandateSource;
using policy::EncryptionMandate;
using policy::PolicyState;

namespace {

std::string preference_words(const agent::LocalPreference& preference)
{
    if (preference.damage) {
        return "damaged, so it loosens nothing: " + printable(describe(*preference.damage));
    }
    return !preference.require_encryption ? "not set" : *preference.require_encryption ? "true" : "false";
}

std::string effective_words(const SettingView& view)
{
    const auto& mandate = view.known.policy.decision.mandate;
    if (!mandate) {
        return "unknown";
    }
    return *mandate == EncryptionMandate::required ? "true, encryption is required"
                                                   : "false, encryption is not required";
}

std::string source_words(const SettingView& view)
{
    const auto& policy = view.known.policy;
    if (!policy.decision.mandate) {
        return "nothing is known of the policy";
    }
    switch (policy.source) {
    case MandateSource::policy:
        return "policy: " + std::string(display_name(policy.decision.state)) + " by " +
               (policy.decision.winner ? describe_voice(*policy.decision.winner) : "what is in force");
    case MandateSource::preference:
        return "local preference; no GPO is known to configure it";
    case MandateSource::fallback:
        return policy.decision.state == PolicyState::unrecognised ? "what is in force on this machine"
                                                                  : "default; no GPO is known to configure it";
    }
    return "default";
}

} // namespace

bool SettingView::outranked() const
{
    const auto& policy = known.policy;
    return (preference.require_encryption || preference.damage) && policy.decision.mandate &&
           policy.decision.state != PolicyState::not_configured && policy.source == MandateSource::policy;
}

std::string setting_text(const SettingView& view, const Terminal& terminal)
{
    auto text = labelled_line(terminal, "Setting", setting_name) +
                labelled_line(terminal, "Effective", terminal.paint(Tone::heading, effective_words(view))) +
                labelled_line(terminal, "Source", source_words(view)) +
                labelled_line(terminal, "Preference",
                              preference_words(view.preference) + (view.outranked() ? "; policy outranks it" : ""));
    for (const auto& reason : view.known.health.reasons) {
        text += labelled_line(terminal, "", terminal.paint(Tone::warning, "note") + ": " + printable(reason));
    }
    if (view.pending) {
        text +=
            labelled_line(terminal, "Pending", view.service ? "gpseald applies it now" : "gpseal refresh applies it");
    }
    return fitted(text, terminal.table_width);
}

std::string setting_json(const SettingView& view)
{
    const auto& policy = view.known.policy;
    auto object = json::object();
    json::set(object, "schema", setting_schema);
    json::set(object, "setting", setting_name);
    const auto& mandate = policy.decision.mandate;
    json::set_or_null(object, "effective",
                      mandate ? std::optional(*mandate == EncryptionMandate::required) : std::nullopt);
    json::set(object, "source", to_string(policy.source));
    json::set_or_null(object, "preference", view.preference.require_encryption);
    json::set_or_null(object, "preference_problem", view.preference.damage ? describe(*view.preference.damage) : "");
    object->set("outranked", view.outranked());
    object->set("pending", view.pending);
    object->set("policy", policy_to_json(policy));
    object->set("notes", json::array(view.known.health.reasons));
    return json::text_of(object);
}

} // namespace gpseal::app
