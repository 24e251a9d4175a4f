#include "admx_view.hpp"
#include "call_options.hpp"
#include "command.hpp"
#include "error_output.hpp"
#include "lint_task.hpp"
#include "report/json_value.hpp"
#include "template_folders.hpp"
#include "terminal.hpp"
#include "text_layout.hpp"

#include <gpseal/admx/finding_codes.hpp>
#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>

#include <Poco/JSON/Array.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

namespace gpseal::app {

namespace {

using agent::ExitCode;

constexpr std::string_view schema = "gpseal.admx/1";

std::size_t count(const Diagnostics& findings, Severity severity)
{
    return static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(), [&](const Finding& finding) { return finding.severity == severity; }));
}

std::string counted(std::size_t number, std::string_view what)
{
    return std::to_string(number) + ' ' + std::string(what) + (number == 1 ? "" : "s");
}

Tone tone_of(Severity severity)
{
    switch (severity) {
    case Severity::error:
        return Tone::bad;
    case Severity::warning:
        return Tone::warning;
    case Severity::note:
        return Tone::faint;
    }
    return Tone::faint;
}

/// As compilers write it, so that editors find the place.
std::string finding_text(const Finding& finding, const Terminal& terminal)
{
    auto text = printable(finding.where) + ": " +
                terminal.paint(tone_of(finding.severity), to_string(finding.severity)) + ": " +
                printable(finding.message) + " [" + finding.code + "]\n";
    if (!finding.hint.empty()) {
        text += "    " + printable(finding.hint) + '\n';
    }
    return text;
}

std::string summary_text(const LintResult& result)
{
    return counted(result.files, "file") + ": " + counted(count(result.findings, Severity::error), "error") + ", " +
           counted(count(result.findings, Severity::warning), "warning") + ", " +
           counted(count(result.findings, Severity::note), "note") + '\n';
}

void print_json(const LintResult& result, std::ostream& out)
{
    Poco::JSON::Object::Ptr summary = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
    summary->set("files", Poco::UInt64{result.files});
    summary->set("errors", Poco::UInt64{count(result.findings, Severity::error)});
    summary->set("warnings", Poco::UInt64{count(result.findings, Severity::warning)});
    summary->set("notes", Poco::UInt64{count(result.findings, Severity::note)});
    auto root = admx_document_json();
    root->set("summary", summary);
    root->set("findings", admx_findings_json(result.findings));
    out << agent::json::text_of(root);
}

int print_codes(const Invocation& call)
{
    if (call.globals.json) {
        Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
        for (const auto& code : admx::finding_codes()) {
            Poco::JSON::Object::Ptr entry = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
            entry->set("code", std::string(code.code));
            entry->set("severity", std::string(to_string(code.severity)));
            entry->set("meaning", std::string(code.meaning));
            list->add(entry);
        }
        auto root = admx_document_json();
        root->set("codes", list);
        call.out << agent::json::text_of(root);
        return agent::number_of(ExitCode::ok);
    }
    Table table({"CODE", "SEVERITY", "MEANING"});
    for (const auto& code : admx::finding_codes()) {
        table.add({std::string(code.code), std::string(to_string(code.severity)), std::string(code.meaning)});
    }
    call.out << table.text(terminal_of(STDOUT_FILENO, call.globals).table_width);
    return agent::number_of(ExitCode::ok);
}

/// What stands below the level asked for is neither shown nor counted.
void keep_from(Diagnostics& findings, const std::string& level)
{
    findings.erase(std::remove_if(findings.begin(), findings.end(),
                                  [&](const Finding& finding) {
                                      return (level == "error" && finding.severity != Severity::error) ||
                                             (level == "warning" && finding.severity == Severity::note);
                                  }),
                   findings.end());
}

} // namespace

int run_admx_lint(const Invocation& call)
{
    if (flag(call, "codes")) {
        return print_codes(call);
    }
    const auto paths = list_option(call, "path");
    if (paths.empty()) {
        return report_failure(call, schema, {Errc::usage, "admx lint needs files or folders to check"});
    }
    auto result = lint(paths, list_option(call, "dir"));
    if (!result) {
        return report_failure(call, schema, result.error());
    }
    keep_from(result->findings, text_option(call, "level", "note"));
    if (call.globals.json) {
        print_json(*result, call.out);
    } else {
        const auto terminal = terminal_of(STDOUT_FILENO, call.globals);
        for (const auto& finding : result->findings) {
            call.out << fitted(finding_text(finding, terminal), terminal.table_width);
        }
        if (!call.globals.quiet) {
            call.out.flush(); // the findings come first where both go to one place
            call.err << summary_text(*result);
        }
    }
    return agent::number_of(count(result->findings, Severity::error) > 0 ? ExitCode::not_compliant : ExitCode::ok);
}

} // namespace gpseal::app
