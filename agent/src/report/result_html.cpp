#include "report/result_html.hpp"

#include "report/deny_sentence.hpp"
#include "report/html_page.hpp"
#include "report/result_scopes.hpp"

namespace gpseal::agent {

using policy::Completeness;
using policy::EncryptionMandate;
using policy::GpoIdentity;
using policy::PolicyState;

namespace {

std::string_view state_words(PolicyState state)
{
    switch (state) {
    case PolicyState::not_configured:
        return "Not configured";
    case PolicyState::enabled:
        return "Enabled";
    case PolicyState::disabled:
        return "Disabled";
    case PolicyState::unrecognised:
        return "Unknown";
    }
    return "Unknown";
}

std::string code(std::string_view untrusted)
{
    return "<code>" + html_text(untrusted) + "</code>";
}

std::string gpo_name(const GpoIdentity& gpo)
{
    return html_text(gpo.name.empty() ? gpo.guid : gpo.name);
}

std::string link_place(const GpoIdentity& gpo)
{
    return html_text(canonical_name(gpo.som)) + (gpo.enforced ? " <strong>enforced</strong>" : "");
}

std::string version_words(const policy::GpoVersion& version)
{
    const auto number = [](const std::optional<std::uint16_t>& part) { return part ? std::to_string(*part) : "?"; };
    return version.directory == version.sysvol ? number(version.directory)
                                               : number(version.directory) + ", in SYSVOL " + number(version.sysvol);
}

/// Why this GPO has the last word.
std::string winner_words(const PolicySection& policy, const policy::DomainResult& result)
{
    const auto& decision = policy.decision;
    if (!decision.winner) {
        return decision.mandate ? "No GPO that applies to this computer configures it."
                                : "The domain was not read completely, so nothing follows from it.";
    }
    const auto& gpo = decision.winner->gpo;
    auto text = "By GPO " + gpo_name(gpo) + " " + code(gpo.guid) + ", linked at " + link_place(gpo) + ". ";
    if (!decision.winner->value) {
        text += "It deletes the value. ";
    }
    if (decision.losers.empty()) {
        return text + "No other GPO configures it.";
    }
    text += gpo.enforced ? "Its link is enforced, so closer ones do not outrank it; it wins over "
                         : "It has the highest precedence of those that configure it; it wins over ";
    for (std::size_t i = 0; i < decision.losers.size(); ++i) {
        const auto& loser = decision.losers[i];
        text.append(i == 0 ? "" : ", ").append(gpo_name(loser.gpo)).append(" (").append(state_words(loser.state));
        text += ")";
    }
    return text + (result.completeness == Completeness::complete ? "." : ". The domain was not read completely.");
}

std::string answer_html(const PolicySection& policy, const policy::DomainResult& result)
{
    const auto& decision = policy.decision;
    const bool required = decision.mandate == EncryptionMandate::required;
    const std::string_view tone = !decision.mandate ? "warn" : required ? "good" : "";
    const std::string_view mandate = !decision.mandate ? "whether encryption is required is not known"
                                     : required        ? "encryption is required"
                                                       : "the domain does not require encryption";
    std::string text = "<section class=\"answer ";
    text.append(tone).append("\" aria-labelledby=\"answer\">\n<p id=\"answer\"><strong>Require Encryption: ");
    text.append(state_words(decision.state)).append("</strong>, ").append(mandate).append("</p>\n<p>");
    return text + winner_words(policy, result) + "</p>\n</section>\n";
}

std::string facts_html(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result)
{
    const auto fact = [](std::string_view name, const std::string& value) {
        return "<dt>" + std::string(name) + "</dt><dd>" + value + "</dd>\n";
    };
    return "<dl>\n" + fact("Computer", html_text(snapshot.computer_dn)) + fact("Domain", html_text(snapshot.domain)) +
           fact("Site", snapshot.site.empty() ? "none" : html_text(snapshot.site)) +
           fact("Asked", html_text(snapshot.domain_controller)) + fact("At", html_text(snapshot.taken_at)) +
           fact("Read", std::string(result.completeness == Completeness::complete   ? "completely"
                                    : result.completeness == Completeness::degraded ? "not completely: see Problems"
                                                                                    : "not usable: see Problems")) +
           "</dl>\n";
}

std::string applied_html(const policy::DomainResult& result)
{
    std::string text = "<h2>GPOs that apply</h2>\n";
    if (result.completeness == Completeness::unusable) {
        return text + "<p>Not known: the domain was not read completely.</p>\n";
    }
    if (result.applied.empty()) {
        return text +
               (result.completeness == policy::Completeness::complete
                    ? "<p>None applies to this computer.</p>\n"
                    : "<p>Whether one applies to this computer is not known: none that could be read does.</p>\n");
    }
    HtmlTable table("Highest precedence first", {"GPO", "Precedence", "Linked at", "Link order", "Version", "GUID"});
    std::size_t place = 0;
    for (auto gpo = result.applied.rbegin(); gpo != result.applied.rend(); ++gpo) {
        const auto& identity = gpo->identity;
        table.add({gpo_name(identity), std::to_string(++place), link_place(identity),
                   std::to_string(identity.link_order), version_words(identity.version), code(identity.guid)});
    }
    return text + table.html();
}

std::string denied_html(const policy::DomainResult& result)
{
    std::string text = "<h2>GPOs that do not apply</h2>\n";
    if (result.completeness == Completeness::unusable) {
        return text + "<p>Not known: the domain was not read completely.</p>\n";
    }
    if (result.denied.empty()) {
        return text + "<p>None: every linked GPO applies.</p>\n";
    }
    HtmlTable table("With the reason", {"GPO", "Why not", "Linked at", "Reason code", "GUID"});
    for (const auto& row : result.denied) {
        table.add({gpo_name(row.gpo), html_text(deny_sentence(row)), link_place(row.gpo), code(to_string(row.reason)),
                   code(row.gpo.guid)});
    }
    return text + table.html();
}

std::string scopes_html(const policy::DomainSnapshot& snapshot)
{
    HtmlTable table("In the order in which they apply: later ones win, unless a link is enforced",
                    {"Scope", "Kind", "Links", "Inheritance"});
    for (const auto& scope : scopes_of(snapshot)) {
        std::string inheritance = scope.blocks_inheritance ? "blocks what comes from above" : "";
        if (scope.blocked) {
            inheritance += inheritance.empty() ? "" : "; ";
            inheritance += "blocked from below: only its enforced links pass";
        }
        table.add({html_text(canonical_name(scope.dn)), std::string(kind_name(scope.kind)),
                   std::to_string(scope.links.size()), inheritance.empty() ? "passes" : inheritance});
    }
    return "<h2>Scopes of this computer</h2>\n" + table.html();
}

std::string notes_html(const policy::DomainResult& result, const PolicySection& policy)
{
    std::string problems;
    for (const auto& problem : result.problems) {
        problems += "<li>" + html_text(describe(problem)) + "</li>\n";
    }
    std::string notes;
    const auto note = [&notes](const Finding& finding) {
        notes += "<li>" + html_text(finding.where.empty() ? finding.message : finding.where + ": " + finding.message) +
                 (finding.hint.empty() ? "" : " <span class=\"faint\">" + html_text(finding.hint) + "</span>") +
                 "</li>\n";
    };
    for (const auto& finding : result.findings) {
        note(finding);
    }
    for (const auto& finding : policy.decision.findings) {
        note(finding);
    }
    std::string text;
    if (!problems.empty()) {
        text += "<h2>Problems</h2>\n<ul>\n" + problems + "</ul>\n";
    }
    return notes.empty() ? text : text + "<h2>Notes</h2>\n<ul>\n" + notes + "</ul>\n";
}

} // namespace

std::string result_to_html(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result,
                           const PolicySection& policy)
{
    const auto body = "<main>\n<h1>Resultant set of policy</h1>\n" + answer_html(policy, result) +
                      facts_html(snapshot, result) + applied_html(result) + denied_html(result) +
                      scopes_html(snapshot) + notes_html(result, policy) +
                      "</main>\n<p class=\"faint\">Made by gpseal result.</p>\n";
    return html_page("Resultant set of policy: " + snapshot.computer_dn, body);
}

} // namespace gpseal::agent
