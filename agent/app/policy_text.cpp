#include "policy_text.hpp"

#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::app {

using agent::PolicySection;
using policy::EncryptionMandate;
using policy::PolicyState;
using policy::PolicyVoice;

namespace {

constexpr std::size_t label_width = 12;

std::string_view mandate_words(const std::optional<EncryptionMandate>& mandate)
{
    if (!mandate) {
        return "mandate unknown";
    }
    return *mandate == EncryptionMandate::required ? "encryption is required" : "encryption is not required";
}

std::string losers_text(const std::vector<PolicyVoice>& voices, const Terminal& terminal, Losers losers)
{
    constexpr std::size_t few = 3;
    // one more than a few is a line either way
    const auto shown = losers == Losers::all || voices.size() <= few + 1 ? voices.size() : few;
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        text += labelled_line(terminal, i == 0 ? "  over" : "",
                              std::string(display_name(voices[i].state)) + ": " + describe_voice(voices[i]));
    }
    if (shown < voices.size()) {
        text += labelled_line(
            terminal, "", std::to_string(voices.size() - shown) + " more GPOs; --json names them, and gpseal result");
    }
    return text;
}

} // namespace

std::string labelled_line(const Terminal& terminal, std::string_view label, std::string_view text)
{
    return terminal.paint(Tone::heading, pad(std::string(label), label_width)) + std::string(text) + "\n";
}

std::string findings_text(const Diagnostics& findings, const Terminal& terminal)
{
    std::string text;
    for (const auto& finding : findings) {
        if (finding.severity != Severity::note) {
            text += labelled_line(terminal, "",
                                  terminal.paint(Tone::warning, to_string(finding.severity)) + ": " +
                                      printable(finding.message) + " (" + printable(finding.where) + ")");
        }
    }
    return text;
}

std::string_view display_name(PolicyState state)
{
    switch (state) {
    case PolicyState::not_configured:
        return "Not configured";
    case PolicyState::enabled:
        return "Enabled";
    case PolicyState::disabled:
        return "Disabled";
    case PolicyState::unrecognised:
        return "Unrecognised";
    }
    return "Unrecognised";
}

std::string describe_voice(const PolicyVoice& voice)
{
    const auto& gpo = voice.gpo;
    auto text = gpo.guid.empty() && gpo.name == gpo.path ? std::string() : "GPO '" + printable(gpo.name) + "'";
    if (!gpo.guid.empty() && gpo.guid != gpo.name) {
        text += " " + printable(gpo.guid);
    }
    if (gpo.version.sysvol) {
        text += ", version " + std::to_string(*gpo.version.sysvol);
    }
    if (!gpo.som.empty()) {
        text += (gpo.enforced ? ", enforced at " : ", linked at ") + printable(gpo.som);
    }
    text += (text.empty() ? "" : ", ") + printable(gpo.path) + " at byte " + std::to_string(voice.offset);
    return voice.value ? text : text + ", which deletes the value";
}

std::string policy_text(const PolicySection& policy, const Terminal& terminal, Losers losers)
{
    const auto& decision = policy.decision;
    const bool preferred = policy.source == agent::MandateSource::preference;
    if (!decision.mandate && !decision.winner) {
        const bool damaged = std::any_of(decision.findings.begin(), decision.findings.end(),
                                         [](const Finding& finding) { return finding.code == "preference_damaged"; });
        return labelled_line(terminal, "Policy",
                             damaged ? "Require Encryption: unknown, no GPO is known to set it and the local "
                                       "preference is damaged"
                                     : "Require Encryption: unknown, no policy could be read") +
               findings_text(decision.findings, terminal);
    }
    auto text = labelled_line(terminal, "Policy",
                              "Require Encryption: " +
                                  (policy.known ? terminal.paint(Tone::heading, display_name(decision.state))
                                                : std::string("unknown, no policy could be read")) +
                                  ", " + std::string(mandate_words(decision.mandate)));
    if (decision.winner) {
        text += labelled_line(terminal, "  by", describe_voice(*decision.winner));
    } else if (!preferred) {
        text += labelled_line(terminal, "  by",
                              decision.state != PolicyState::not_configured ? "what is in force on this machine"
                              : policy.known                                ? "no GPO sets it"
                                             : "bootstrap = enforce in gpseal.conf, until a policy is known");
    }
    if (preferred) {
        text += labelled_line(terminal, "  by",
                              policy.known ? "the local preference, because no GPO configures it (gpseal set)"
                                           : "the local preference, until a policy is known (gpseal set)");
    }
    return text + losers_text(decision.losers, terminal, losers) + findings_text(decision.findings, terminal);
}

std::string history_text(const policy::PolicyDecision& decision, const Terminal& terminal)
{
    std::string text;
    std::string_view label = "History";
    for (const auto& event : decision.history) {
        auto what =
            (event.gpo_name.empty() ? "GPO " + std::to_string(event.gpo + 1) : "'" + printable(event.gpo_name) + "'") +
            ", byte " + std::to_string(event.offset) + ": " + std::string(to_string(event.action));
        if (event.value) {
            what += " " + to_string(event.value->type) + " of " + std::to_string(event.value->data.size()) +
                    " bytes, which alone means " + std::string(display_name(policy::switch_state(event.value)));
        }
        text += labelled_line(terminal, label, event.effective ? what : what + " (the value was there already)");
        label = "";
    }
    for (const auto& finding : decision.findings) {
        if (finding.severity == Severity::note) {
            text += labelled_line(terminal, "",
                                  "note: " + printable(finding.message) + " (" + printable(finding.where) + ")");
        }
    }
    return text;
}

} // namespace gpseal::app
