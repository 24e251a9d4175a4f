#include "admx_view.hpp"
#include "collect/admx_folder.hpp"
#include "command.hpp"
#include "terminal.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>

#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

namespace {

using agent::ExitCode;

constexpr std::string_view installed_folder = "/usr/share/gpseal/PolicyDefinitions";
constexpr std::size_t max_findings_shown = 20;

/// A command's failure as it is told: the sentence, the exit code, and what was found on the way.
struct Failure {
    ExitCode exit_code = ExitCode::malformed;
    std::string code;
    std::string message;
    std::string where;
    Diagnostics findings;
};

int tell(const Invocation& call, const Failure& failure)
{
    if (call.globals.json) {
        admx_error_json({failure.code, failure.message, failure.where}, failure.findings)->stringify(call.out, 2);
        call.out << '\n';
    }
    call.err << "gpseal: " << failure.message << '\n';
    return agent::number_of(failure.exit_code);
}

/// The catalogue, and everything worth saying about its files.
struct Loaded {
    admx::PolicyCatalog catalog;
    Diagnostics findings;
};

std::vector<std::filesystem::path> folders_of(const Invocation& call)
{
    if (call.options.count("dir") == 0) {
        return {call.globals.paths.under(installed_folder)};
    }
    const auto& names = call.options["dir"].as<std::vector<std::string>>();
    return {names.begin(), names.end()};
}

std::string language_of(const Invocation& call)
{
    return call.options.count("lang") == 0 ? "en-US" : call.options["lang"].as<std::string>();
}

Failure unreadable_folder(const Error& error, bool is_default)
{
    return {.exit_code = error.code == Errc::permission ? ExitCode::permission : ExitCode::malformed,
            .code = std::string(to_string(error.code)),
            .message =
                printable(describe(error)) + (is_default ? "; name the folder that holds the .admx files with --dir"
                                                         : "; --dir takes a folder that holds .admx files"),
            .where = error.where};
}

Failure nothing_loaded(const std::vector<std::filesystem::path>& folders, Diagnostics findings)
{
    std::string places;
    for (const auto& folder : folders) {
        places += (places.empty() ? "" : ", ") + printable(folder.string());
    }
    const auto bad = std::find_if(findings.begin(), findings.end(),
                                  [](const Finding& finding) { return finding.severity == Severity::error; });
    auto message = bad == findings.end() ? places + ": no .admx file there; give --dir the folder that holds them"
                                         : places + ": no .admx file could be loaded; the first one failed at " +
                                               printable(bad->where) + ": " + printable(bad->message);
    return {.code = "nothing_loaded", .message = std::move(message), .where = places, .findings = std::move(findings)};
}

tl::expected<Loaded, Failure> load(const Invocation& call)
{
    const auto folders = folders_of(call);
    admx::CatalogBuilder builder(language_of(call));
    Diagnostics findings;
    for (const auto& folder : folders) {
        auto found = agent::read_admx_folder(folder, builder);
        if (!found) {
            return tl::unexpected(unreadable_folder(found.error(), call.options.count("dir") == 0));
        }
        findings.insert(findings.end(), found->begin(), found->end());
    }
    auto catalog = std::move(builder).finish();
    findings.insert(findings.end(), catalog.findings().begin(), catalog.findings().end());
    const auto files = catalog.files();
    if (std::none_of(files.begin(), files.end(), [](const admx::SourceFile& file) {
            return file.kind == admx::FileKind::definitions && file.status != admx::FileStatus::refused;
        })) {
        return tl::unexpected(nothing_loaded(folders, std::move(findings)));
    }
    return Loaded{.catalog = std::move(catalog), .findings = std::move(findings)};
}

void warn(const Invocation& call, const Diagnostics& findings)
{
    if (call.globals.quiet || call.globals.json) {
        return; // JSON carries them
    }
    const auto shown = call.globals.verbosity > 0 ? findings.size() : std::min(findings.size(), max_findings_shown);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& finding = findings[i];
        call.err << "gpseal: " << to_string(finding.severity) << ": " << printable(finding.where) << ": "
                 << printable(finding.message);
        if (!finding.hint.empty()) {
            call.err << " (" << printable(finding.hint) << ')';
        }
        call.err << '\n';
    }
    if (shown < findings.size()) {
        call.err << "gpseal: " << findings.size() - shown << " more findings; -v shows all of them\n";
    }
}

/// A policy's page is no place for what is wrong with other files, unless they are missing altogether.
Diagnostics about(const Diagnostics& findings, const std::string& path)
{
    Diagnostics kept;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(kept), [&](const Finding& finding) {
        return finding.severity == Severity::error || finding.where == path || finding.where.starts_with(path + ':');
    });
    return kept;
}

Failure unknown_policy(const admx::PolicyCatalog& catalog, const std::string& name)
{
    std::string message = "no policy is called \"" + printable(name) + '"';
    const auto nearest = catalog.nearest_names(name, 5);
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        message += (i == 0 ? "; did you mean " : ", ") + ('"' + printable(nearest[i]) + '"');
    }
    return {.exit_code = ExitCode::usage,
            .code = "unknown_policy",
            .message = message + (nearest.empty() ? "; gpseal admx list shows all of them" : "?")};
}

Failure ambiguous_policy(const admx::PolicyCatalog& catalog, const std::string& name,
                         const std::vector<const admx::PolicyDefinition*>& candidates)
{
    std::string message =
        '"' + printable(name) + "\" means " + std::to_string(candidates.size()) + " policies; name one of them:";
    for (const auto* const policy : candidates) {
        message += "\n  " + printable(catalog.file_of(*policy).target_namespace) + ':' + printable(policy->name) +
                   "  (" + std::string(to_string(policy->policy_class)) + ", " + printable(policy->display_name) + ')';
    }
    return {.exit_code = ExitCode::usage, .code = "ambiguous_policy", .message = std::move(message)};
}

} // namespace

int run_admx_list(const Invocation& call)
{
    const auto loaded = load(call);
    if (!loaded) {
        return tell(call, loaded.error());
    }
    warn(call, loaded->findings);
    if (call.globals.json) {
        admx_list_json(loaded->catalog, loaded->findings)->stringify(call.out, 2);
        call.out << '\n';
    } else {
        call.out << admx_table(loaded->catalog, terminal_of(STDOUT_FILENO, call.globals).table_width);
    }
    return agent::number_of(ExitCode::ok);
}

int run_admx_show(const Invocation& call)
{
    if (call.options.count("name") == 0) {
        return tell(call,
                    {.exit_code = ExitCode::usage, .code = "usage", .message = "admx show needs a policy's name"});
    }
    const auto loaded = load(call);
    if (!loaded) {
        return tell(call, loaded.error());
    }
    const auto& name = call.options["name"].as<std::string>();
    const auto candidates = loaded->catalog.find(name);
    if (candidates.empty()) {
        return tell(call, unknown_policy(loaded->catalog, name));
    }
    if (candidates.size() > 1) {
        return tell(call, ambiguous_policy(loaded->catalog, name, candidates));
    }
    const auto& policy = *candidates.front();
    const auto findings = about(loaded->findings, loaded->catalog.file_of(policy).path);
    warn(call, findings);
    if (call.globals.json) {
        admx_show_json(loaded->catalog, policy, findings)->stringify(call.out, 2);
        call.out << '\n';
    } else {
        call.out << admx_page(loaded->catalog, policy, terminal_of(STDOUT_FILENO, call.globals).width);
    }
    return agent::number_of(ExitCode::ok);
}

} // namespace gpseal::app
