// Hostile text in every field that a GPO, a domain or an administrator of either can write: what is printed, kept and
// handed on stays what it is.

#include "collect/policy_record.hpp"
#include "domain_builder.hpp"
#include "history_view.hpp"
#include "hostile_strings.hpp"
#include "impact_view.hpp"
#include "probe_view.hpp"
#include "report/result_html.hpp"
#include "report/result_json.hpp"
#include "report/result_xml.hpp"
#include "report_text.hpp"
#include "result_text.hpp"

#include <gpseal/agent/policy_source.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/sysvol_path.hpp>

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <doctest/doctest.h>
#include <pugixml.hpp>

#include <algorithm>
#include <set>

using namespace gpseal;
using namespace gpseal::app;
using namespace gpseal::tests;

namespace {

constexpr std::size_t strings = 500;
const Terminal terminal{.interactive = true, .color = false, .width = 80, .table_width = 80};

/// Whether nothing in it acts on a terminal: printable() would leave every line as it is.
bool harmless(const std::string& text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        std::replace(line.begin(), line.end(), '\t', ' ');
        if (printable(line) != line || line.starts_with("\tclient") || line.starts_with("client smb encrypt")) {
            return false;
        }
        at = end + 1;
    }
    return true;
}

bool is_json(const std::string& text)
{
    try {
        return !Poco::JSON::Parser().parse(text).extract<Poco::JSON::Object::Ptr>().isNull() &&
               text.find('\x1b') == std::string::npos && valid_utf8(text) == text;
    } catch (const Poco::Exception&) {
        return false;
    }
}

/// The elements of a page in order, without what stands between them.
std::string elements(const std::string& html)
{
    std::string names;
    for (auto at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        names += html.substr(at, html.find_first_of(" >", at) - at) + ' ';
    }
    return names;
}

struct Domain {
    DomainBuilder builder;
    policy::DomainResult result;
    agent::PolicySection section;

    explicit Domain(const std::string& text)
    {
        builder.unit().gp_link = link_to("x") + link_to("y");
        builder.gpo({.name = "x", .display_name = text, .pol = "1"});
        builder.gpo({.name = "y", .display_name = text, .wmi_filter = text, .apply = false});
        result = builder.resolve();
        section = {policy::decide_require_encryption(result), agent::MandateSource::policy, {}, {}};
    }
};

/// A report with this text wherever somebody else's text can be.
agent::ComplianceReport report_with(const std::string& text)
{
    agent::ComplianceReport report;
    report.host = report.realm = text;
    report.run_id = "1";
    auto& decision = report.policy.decision;
    decision.state = policy::PolicyState::enabled;
    decision.mandate = policy::EncryptionMandate::required;
    decision.winner.emplace();
    decision.winner->state = policy::PolicyState::enabled;
    decision.winner->value = policy::RegistryValue{};
    auto& gpo = decision.winner->gpo;
    gpo.guid = gpo.backup_id = gpo.name = gpo.path = gpo.som = text;
    decision.losers = {*decision.winner};
    decision.findings = {{Severity::warning, "code", text, text, text}};
    report.policy.denied = {{gpo, policy::DenyReason::security_filter, text}};
    report.configured = {{.stack = "samba", .target = text, .wanted = text, .found = text}};
    report.health = {agent::HealthStatus::degraded, {}, {text}, {{Severity::warning, "code", text, text, text}}};
    report.verdict = {"corp", agent::ComplianceResult::fail, {text}, {text}};
    report.release = agent::ReleaseSection{.until = {}, .uid = 0, .reason = text};
    return report;
}

agent::JournalEntry entry_with(const std::string& text)
{
    agent::JournalEntry entry;
    entry.run_id = entry.version = entry.reason = entry.gpo = entry.gpo_guid = text;
    entry.target = "x" + text;
    entry.diff = "+";
    for (const char character : text) { // each line of a diff has its sign
        entry.diff += character == '\n' ? std::string("\n+") : std::string(1, character);
    }
    entry.not_made = text;
    return entry;
}

} // namespace

TEST_CASE("injection: names in the resultant set stay text in XML, HTML, JSON and on a terminal")
{
    Domain benign("plain");
    const auto plain = elements(agent::result_to_html(benign.builder.snapshot(), benign.result, benign.section));
    for (const auto& text : hostile_strings(strings)) {
        CAPTURE(text);
        Domain domain(text);
        const auto& snapshot = domain.builder.snapshot();
        pugi::xml_document xml;
        const auto parsed = xml.load_string(agent::result_to_xml(snapshot, domain.result, domain.section).c_str());
        CHECK(parsed.status == pugi::status_ok);
        CHECK(xml.child("Rsop"));
        const auto html = agent::result_to_html(snapshot, domain.result, domain.section);
        CHECK(harmless(html));
        CHECK(elements(html) == plain);
        CHECK(
            is_json(agent::result_to_json({snapshot, domain.result, domain.section, agent::health_of(domain.result)})));
        CHECK(harmless(
            result_text({snapshot, domain.result, domain.section, agent::health_of(domain.result)}, terminal)));
    }
}

TEST_CASE("injection: a report and a journal stay well-formed, and nothing of them acts on a terminal")
{
    for (const auto& text : hostile_strings(strings)) {
        CAPTURE(text);
        const auto report = report_with(text);
        const auto json = to_json(report);
        CHECK(is_json(json));
        const auto back = agent::report_from_json(json, "x");
        REQUIRE(back);
        CHECK(to_json(*back) == json);
        CHECK(back->policy.decision.mandate == policy::EncryptionMandate::required);
        CHECK(harmless(report_text(report, terminal)));
        CHECK(harmless(status_text(report, terminal, report.time)));
        const auto line = line_of(entry_with(text));
        CHECK(std::count(line.begin(), line.end(), '\n') == 1);
        const auto journal = agent::parse_journal(line + not_made_line(entry_with(text)));
        CHECK(journal.entries.size() == 1);
        CHECK(journal.unreadable == 0);
        const HistoryView view{journal.entries};
        CHECK(harmless(journal_text(view, terminal)));
        CHECK(harmless(journal_diffs(view, terminal)));
        CHECK(is_json(journal_json(view)));
    }
}

TEST_CASE("injection: a record carries no more than it may, and says the same of the mandate")
{
    for (const auto& text : hostile_strings(strings)) {
        CAPTURE(text);
        std::vector<policy::GroupPolicyObject> gpos(1);
        auto& gpo = gpos.front();
        gpo.bytes = PolBuilder().require_encryption(1).sz(PolBuilder::key, "Other", "x").bytes();
        gpo.registry = policy::parse_registry_policy(gpo.bytes, "x").value();
        gpo.identity.guid = gpo.identity.name = gpo.identity.path = gpo.identity.som = gpo.identity.backup_id = text;
        auto policy = agent::decide(gpos);
        policy.controllers = {text, text};
        policy.findings = {{Severity::warning, "code", text, text, text}};
        for (const bool whole : {true, false}) {
            if (!whole) {
                policy.problems = {{Errc::malformed, text, text}};
            }
            const auto record = agent::encode_policy_record(policy);
            CHECK(record.size() <= agent::policy_record_max);
            const auto read = agent::decode_policy_record(record);
            REQUIRE(read);
            CHECK(read->decision.mandate == policy::EncryptionMandate::required);
            CHECK(read->complete() == whole);
        }
    }
}

TEST_CASE("path escape: gPCFileSysPath leads to the GPO's own folder or nowhere")
{
    const auto dn = policy::DistinguishedName::parse(gpo_dn("x")).value();
    const auto own = policy::sysvol_folder_of(dn).value();
    std::vector<std::string> paths;
    const auto right = "\\sysvol\\corp.example\\Policies\\" + guid_of("x");
    const std::vector<std::string> turns = {"\\..",       "\\..\\..\\etc",
                                            "/../../etc", "\\.",
                                            "\\",         "\\\\",
                                            "\\Machine",  "\\..\\" + guid_of("y"),
                                            "\n",         std::string(1, '\0'),
                                            "\\%2e%2e",   "...",
                                            ":stream",    "\\\xC0\xAE\xC0\xAE",
                                            " ",          "\t",
                                            "$",          "*",
                                            "?",          "\""};
    for (const auto* const host : {"\\\\corp.example", "\\\\evil.example", "//10.0.0.1", "\\\\?\\UNC\\evil", "\\\\.",
                                   "C:", "", "\\\\evil@80", "file://evil", "\\\\corp.example\\.."}) {
        for (const auto& turn : turns) {
            paths.push_back(host + right + turn);
            paths.push_back(host + ("\\sysvol" + turn + right.substr(7)));
        }
    }
    for (const auto& text : hostile_strings(strings)) {
        paths.push_back("\\\\corp.example" + right + "\\" + text);
        paths.push_back(text);
    }
    std::size_t taken = 0;
    for (const auto& path : paths) {
        CAPTURE(path);
        const auto folder = policy::check_sysvol_path(path, dn);
        taken += folder ? 1U : 0U;
        CHECK((!folder || *folder == own));
    }
    CHECK(paths.size() > 400);
    CHECK(taken < 20);
    for (const auto& text : hostile_strings(strings)) { // a domain is part of the path, too
        const auto hostile =
            policy::DistinguishedName::parse("CN=" + guid_of("x") + ",CN=Policies,CN=System,DC=" + text);
        const auto folder = hostile ? policy::sysvol_folder_of(*hostile) : fail(hostile.error());
        CHECK((!folder || (folder->path().find("..") == std::string::npos && folder->path().front() != '/' &&
                           printable(folder->path()) == folder->path())));
    }
}

TEST_CASE("injection: names of servers and what they are used for stay one line of inert JSON")
{
    for (const auto& text : hostile_strings(strings)) {
        CAPTURE(text);
        const agent::ServerEndpoint server{.name = text, .address = text};
        agent::ServerReport report;
        report.server = server;
        report.address = report.dialect = report.cipher = report.error = text;
        const ImpactRow row{{server, {{.server = server, .kind = agent::UseKind::bookmark, .where = text}}}, report};
        for (const auto& line : {impact_json(row), probe_json(report)}) {
            CHECK(is_json(line));
            CHECK(std::count(line.begin(), line.end(), '\n') == 1);
            CHECK(harmless(line));
        }
        CHECK(harmless(impact_table(std::vector{row}, terminal.table_width)));
        CHECK(harmless(probe_table(std::vector{report}, terminal.table_width)));
    }
}
