#include "template_folders.hpp"

#include "admx_view.hpp"
#include "call_options.hpp"
#include "collect/admx_folder.hpp"
#include "report/json_value.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/resultant_policies.hpp>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <vector>

namespace gpseal::app {

namespace {

using agent::ExitCode;

constexpr std::string_view installed_folder = "/usr/share/gpseal/PolicyDefinitions";
constexpr std::size_t max_findings_shown = 20;
constexpr std::size_t max_candidates_shown = 20;

std::vector<std::filesystem::path> folders_of(const Invocation& call, const char* option)
{
    if (call.options.count(option) == 0) {
        return {call.globals.paths.under(installed_folder)};
    }
    std::vector<std::filesystem::path> folders;
    for (const auto& name : list_option(call, option)) {
        if (std::none_of(folders.begin(), folders.end(),
                         [&](const std::filesystem::path& other) { return agent::is_same_folder(other, name); })) {
            folders.emplace_back(name);
        }
    }
    return folders;
}

std::string_view primary_of(std::string_view language)
{
    return language.substr(0, language.find('-'));
}

std::string language_of(const Invocation& call)
{
    auto language = text_option(call, "lang", "en-US");
    std::replace(language.begin(), language.end(), '_', '-');
    return language;
}

/// Says once which language stands in for one that was asked for and is not there; another region of it is no news.
void tell_of_other_language(const Invocation& call, const std::string& wanted, const admx::PolicyCatalog& catalog)
{
    std::vector<std::string> there;
    for (const auto& file : catalog.files()) {
        if (file.kind != admx::FileKind::resources || file.status == admx::FileStatus::refused) {
            continue;
        }
        if (equals_icase(primary_of(file.language), primary_of(wanted))) {
            return;
        }
        if (std::find(there.begin(), there.end(), file.language) == there.end()) {
            there.push_back(file.language);
        }
    }
    std::string names;
    for (const auto& language : there) {
        names += (names.empty() ? "" : " and ") + printable(language);
    }
    call.err << "gpseal: note: there are no texts in " << printable(wanted)
             << (names.empty() ? " and no others either; names are shown as the ADMX files refer to them"
                               : "; they are shown in " + names)
             << '\n';
}

TemplateFailure unreadable_folder(const Error& error, bool is_default, const std::string& option)
{
    return {.exit_code = error.code == Errc::permission ? ExitCode::permission : ExitCode::malformed,
            .code = std::string(to_string(error.code)),
            .message = printable(describe(error)) +
                       (is_default ? "; name the folder that holds the .admx files with --" + option
                                   : "; --" + option + " takes a folder that holds .admx files"),
            .where = error.where};
}

TemplateFailure nothing_loaded(const std::vector<std::filesystem::path>& folders, Diagnostics findings,
                               const std::string& option)
{
    std::string places;
    for (const auto& folder : folders) {
        places += (places.empty() ? "" : ", ") + printable(folder.string());
    }
    const auto bad = std::find_if(findings.begin(), findings.end(),
                                  [](const Finding& finding) { return finding.severity == Severity::error; });
    auto message = bad == findings.end() ? places +
                                               ": no .admx file there; bring a PolicyDefinitions folder (of SYSVOL or "
                                               "C:\\Windows) and name it by --" +
                                               option
                                         : places + ": no .admx file could be loaded; the first one failed at " +
                                               printable(bad->where) + ": " + printable(bad->message);
    return {.code = "nothing_loaded", .message = std::move(message), .where = places, .findings = std::move(findings)};
}

TemplateFailure unknown_policy(const admx::PolicyCatalog& catalog, const std::string& name)
{
    std::string message = "no policy is called \"" + printable(name) + '"';
    const auto nearest = catalog.nearest_names(name, 3);
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        message += (i == 0 ? "; did you mean " : ", ") + ('"' + printable(nearest[i]) + '"');
    }
    return {.exit_code = ExitCode::usage,
            .code = "unknown_policy",
            .message =
                message + (nearest.empty() ? "; gpseal admx search finds policies by any words of theirs" : "?")};
}

/// A policy among others of its name: where an administrator finds it, and what means it alone.
std::string candidate_line(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy)
{
    return printable(policy::category_below_templates(catalog, policy)) + '\\' + printable(policy.display_name) +
           "  (" + std::string(to_string(policy.policy_class)) + ", " +
           printable(catalog.file_of(policy).target_namespace) + "::" + printable(policy.name) + ')';
}

TemplateFailure ambiguous_policy(const admx::PolicyCatalog& catalog, const std::string& name,
                                 const std::vector<const admx::PolicyDefinition*>& candidates)
{
    std::vector<std::string> lines;
    std::transform(candidates.begin(), candidates.end(), std::back_inserter(lines),
                   [&](const auto* policy) { return candidate_line(catalog, *policy); });
    std::sort(lines.begin(), lines.end());
    std::string message = '"' + printable(name) + "\" means " + std::to_string(lines.size()) +
                          " policies; name one by its path or by its NAMESPACE::NAME:";
    const auto shown = std::min(lines.size(), max_candidates_shown);
    for (std::size_t i = 0; i < shown; ++i) {
        message += "\n  " + lines[i];
    }
    if (shown < lines.size()) {
        message += "\n  and " + std::to_string(lines.size() - shown) + " more; gpseal admx search shows all of them";
    }
    return {.exit_code = ExitCode::usage, .code = "ambiguous_policy", .message = std::move(message)};
}

/// Windows does not load its file.
TemplateFailure left_out(const admx::PolicyCatalog& catalog, const std::string& name,
                         const admx::PolicyDefinition& policy)
{
    const auto& path = catalog.file_of(policy).path;
    return {.exit_code = ExitCode::usage,
            .code = "policy_left_out",
            .message = '"' + printable(name) + "\" is left out: an earlier file has the namespace of " +
                       printable(path) + ", so Windows does not load this one; give it a namespace of its own",
            .where = path};
}

} // namespace

tl::expected<LoadedTemplates, TemplateFailure> load_templates(const Invocation& call, const char* option,
                                                              std::string_view about)
{
    const auto folders = folders_of(call, option);
    admx::CatalogBuilder builder(language_of(call));
    Diagnostics findings;
    for (const auto& folder : folders) {
        // what another folder defines is not known yet while this one is read
        auto found = agent::read_admx_folder(folder, builder, folders.size() == 1 ? about : std::string_view());
        if (!found) {
            return tl::unexpected(unreadable_folder(found.error(), call.options.count(option) == 0, option));
        }
        findings.insert(findings.end(), found->begin(), found->end());
    }
    auto catalog = std::move(builder).finish();
    findings.insert(findings.end(), catalog.findings().begin(), catalog.findings().end());
    const auto files = catalog.files();
    if (std::none_of(files.begin(), files.end(), [](const admx::SourceFile& file) {
            return file.kind == admx::FileKind::definitions && file.status != admx::FileStatus::refused;
        })) {
        return tl::unexpected(nothing_loaded(folders, std::move(findings), option));
    }
    if (given(call, "lang") && !call.globals.quiet) {
        tell_of_other_language(call, language_of(call), catalog);
    }
    return LoadedTemplates{.catalog = std::move(catalog), .findings = std::move(findings)};
}

tl::expected<const admx::PolicyDefinition*, TemplateFailure>
find_one_policy(const admx::PolicyCatalog& catalog, const std::string& name, std::optional<admx::PolicyClass> side)
{
    auto candidates = catalog.find(name);
    if (candidates.empty()) {
        return tl::unexpected(unknown_policy(catalog, name));
    }
    if (side) {
        const auto kept =
            std::stable_partition(candidates.begin(), candidates.end(), [&](const admx::PolicyDefinition* each) {
                return each->policy_class == *side || each->policy_class == admx::PolicyClass::both;
            });
        if (kept != candidates.begin()) { // where none has that side, the caller says so for the one that is there
            candidates.erase(kept, candidates.end());
        }
    }
    if (candidates.size() > 1) {
        return tl::unexpected(ambiguous_policy(catalog, name, candidates));
    }
    if (candidates.front()->shadowed) {
        return tl::unexpected(left_out(catalog, name, *candidates.front()));
    }
    return candidates.front();
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

void warn_of_errors(const Invocation& call, const Diagnostics& findings)
{
    Diagnostics errors;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(errors),
                 [](const Finding& finding) { return finding.severity == Severity::error; });
    warn(call, errors);
}

int tell(const Invocation& call, const TemplateFailure& failure, std::string_view schema)
{
    if (call.globals.json) {
        call.out << agent::json::text_of(
            admx_error_json({failure.code, failure.message, failure.where, std::string(schema)}, failure.findings));
    }
    call.err << "gpseal: " << failure.message << '\n';
    return agent::number_of(failure.exit_code);
}

} // namespace gpseal::app
