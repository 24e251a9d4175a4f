#include "call_options.hpp"
#include "command.hpp"
#include "error_output.hpp"
#include "exchange_files.hpp"
#include "source_file.hpp"
#include "template_folders.hpp"

#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/exchange.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

namespace gpseal::app {

namespace {

using policy::ExchangeFormat;
using policy::PolicyScope;

constexpr std::string_view schema = "gpseal.exchange/1";

std::optional<PolicyScope> scope_option(const Invocation& call)
{
    const auto text = text_option(call, "scope");
    return text ? std::optional(*text == "user" ? PolicyScope::user : PolicyScope::computer) : std::nullopt;
}

std::optional<ExchangeFormat> format_option(const Invocation& call)
{
    const auto name = text_option(call, "format");
    return name ? policy::exchange_format_of(*name) : std::nullopt;
}

std::optional<ExchangeFormat> format_of_name(const std::string& file)
{
    constexpr std::array<std::pair<std::string_view, ExchangeFormat>, 4> extensions{{
        {".txt", ExchangeFormat::lgpo_text},
        {".reg", ExchangeFormat::reg_file},
        {".PolicyRules", ExchangeFormat::policy_rules},
        {".json", ExchangeFormat::json},
    }};
    const auto extension = std::filesystem::path(file).extension().string();
    const auto* const found = std::find_if(extensions.begin(), extensions.end(),
                                           [&](const auto& each) { return equals_icase(each.first, extension); });
    return found == extensions.end() ? std::nullopt : std::optional(found->second);
}

Error usage(std::string message)
{
    return {Errc::usage, std::move(message), {}};
}

/// With --json what is printed must be JSON, so that is the format of an export that is printed.
Result<ExchangeFormat> export_format(const Invocation& call, const std::string& out)
{
    const bool printed = out == "-";
    const auto asked = format_option(call);
    const auto format = asked ? asked : printed && call.globals.json ? ExchangeFormat::json : format_of_name(out);
    if (!format) {
        return fail(usage("name the format: --format lgpo, reg, policyrules or json"));
    }
    if (printed && call.globals.json && format != ExchangeFormat::json) {
        return fail(usage("with --json only JSON is printed; write another format to a file with --out"));
    }
    return *format;
}

/// The scope whose folder a file lies in; nullopt: in neither.
std::optional<PolicyScope> scope_of_folder(const std::string& file)
{
    const auto folder = std::filesystem::path(file).parent_path().filename().string();
    return equals_icase(folder, "User")      ? std::optional(PolicyScope::user)
           : equals_icase(folder, "Machine") ? std::optional(PolicyScope::computer)
                                             : std::nullopt;
}

/// A GPO has its registry.pol files in folders Machine and User.
PolicyScope scope_of_path(const std::string& file)
{
    return scope_of_folder(file).value_or(PolicyScope::computer);
}

/// A GPO's folders say whom a registry.pol is for, whatever the text said that it was made of.
void warn_of_other_folder(const std::string& out, std::optional<PolicyScope> scope, Diagnostics& findings)
{
    const auto folder = scope_of_folder(out);
    if (!scope || !folder || *scope == *folder) {
        return;
    }
    const bool is_user = *scope == PolicyScope::user;
    findings.push_back({Severity::warning, "other_folder",
                        std::string("the settings are for ") + (is_user ? "users" : "computers") +
                            ", and a file in a folder " + (is_user ? "Machine" : "User") + " is applied to " +
                            (is_user ? "computers" : "users"),
                        "", out});
}

struct Exchanged {
    std::string out;
    ExchangeFormat format = ExchangeFormat::json;
    std::size_t entries = 0;
    Diagnostics findings;
};

void print_findings(const Diagnostics& findings, std::ostream& out)
{
    const char* separator = "";
    for (const auto& finding : findings) {
        out << separator << "{\"severity\":" << json_string(to_string(finding.severity))
            << ",\"code\":" << json_string(finding.code) << ",\"message\":" << json_string(finding.message)
            << ",\"where\":" << json_string(finding.where) << '}';
        separator = ",";
    }
}

/// What was written, unless the content itself went to standard output.
int tell(const Invocation& call, const Exchanged& done)
{
    warn(call, done.findings);
    if (done.out != "-" && call.globals.json) {
        call.out << "{\"schema\":" << json_string(schema) << ",\"out\":" << json_string(done.out)
                 << ",\"format\":" << json_string(to_string(done.format)) << ",\"entries\":" << done.entries
                 << ",\"findings\":[";
        print_findings(done.findings, call.out);
        call.out << "]}\n";
    } else if (done.out != "-" && !call.globals.quiet) {
        call.out << "Wrote " << printable(done.out) << ": " << done.entries
                 << (done.entries == 1 ? " entry" : " entries") << '\n';
    }
    return agent::number_of(agent::ExitCode::ok);
}

Result<Exchanged> export_file(const Invocation& call)
{
    const auto& name = call.options["file"].as<std::string>();
    const auto out = text_option(call, "out").value_or("-");
    const auto format = export_format(call, out);
    if (!format) {
        return fail(format.error());
    }
    const auto bytes = read_source(name, policy::max_registry_policy_size);
    if (!bytes) {
        return fail(bytes.error());
    }
    const auto file = policy::parse_registry_policy(*bytes, source_name(name));
    if (!file) {
        return fail(file.error());
    }
    const auto text = policy::export_registry_policy(
        file->instructions, *format,
        {.scope = scope_option(call).value_or(scope_of_path(name)),
         .file_name = source_name(name),
         .policy_name =
             text_option(call, "policy-name").value_or(std::filesystem::path(source_name(name)).filename().string())});
    if (!text) {
        return fail(text.error());
    }
    if (auto written = write_target(call, out, *text); !written) {
        return fail(written.error());
    }
    return Exchanged{out, *format, file->instructions.size(), {}};
}

Result<ExchangeFormat> import_format(const Invocation& call, std::span<const std::byte> bytes, const std::string& where)
{
    const auto asked = format_option(call);
    const auto format = asked ? asked : policy::guess_exchange_format(bytes);
    if (!format && policy::parse_registry_policy(bytes, where)) {
        return fail(Errc::usage, "is a registry.pol already; gpseal pol export makes text of it", where);
    }
    if (!format) {
        return fail(Errc::usage, "does not show its format; name it with --format lgpo, reg, policyrules or json",
                    where);
    }
    return *format;
}

/// The library does not know how a command line chooses.
Error with_hint(Error error)
{
    if (error.code == Errc::usage) {
        error.message += " (--scope, --policy-name)";
    }
    return error;
}

Result<Exchanged> import_file(const Invocation& call)
{
    const auto& name = call.options["source"].as<std::string>();
    const auto& out = call.options["out"].as<std::string>();
    if (out == "-" && (call.globals.json || ::isatty(STDOUT_FILENO) != 0)) {
        return fail(usage("a registry.pol is neither JSON nor text for a terminal; name a file with --out"));
    }
    const auto bytes = read_source(name, policy::max_exchange_size);
    if (!bytes) {
        return fail(bytes.error());
    }
    const auto format = import_format(call, *bytes, source_name(name));
    if (!format) {
        return fail(format.error());
    }
    auto imported = policy::import_registry_policy(
        *bytes, *format,
        {.file_name = source_name(name), .scope = scope_option(call), .policy_name = text_option(call, "policy-name")});
    if (!imported) {
        return fail(with_hint(imported.error()));
    }
    const auto pol = policy::serialize_registry_policy(imported->entries);
    const std::string_view content(reinterpret_cast<const char*>(pol.data()), pol.size());
    if (auto written = write_target(call, out, content); !written) {
        return fail(written.error());
    }
    warn_of_other_folder(out, imported->scope, imported->findings);
    return Exchanged{out, *format, imported->entries.size(), std::move(imported->findings)};
}

} // namespace

int run_pol_export(const Invocation& call)
{
    const auto done = export_file(call);
    return done ? tell(call, *done) : report_failure(call, schema, done.error());
}

int run_pol_import(const Invocation& call)
{
    const auto done = import_file(call);
    return done ? tell(call, *done) : report_failure(call, schema, done.error());
}

} // namespace gpseal::app
