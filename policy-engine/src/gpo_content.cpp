#include "gpo_content.hpp"

#include "gpo_doubts.hpp"

#include <gpseal/policy/encryption_mandate.hpp>
#include <gpseal/policy/extension_names.hpp>
#include <gpseal/policy/gpt_ini.hpp>

#include <array>
#include <utility>

namespace gpseal::policy {

namespace {

/// Why a file's bytes cannot be relied on; nullopt: they can.
std::optional<Error> problem_of(const FileSnapshot& file, const std::string& name)
{
    switch (file.status) {
    case FileStatus::not_read:
        return Error{Errc::not_found, "its " + name + " was not read", ""};
    case FileStatus::absent:
        return Error{Errc::not_found, "has no " + name + (file.path.empty() ? "" : ", looked for at " + file.path), ""};
    case FileStatus::failed:
        return Error{file.problem ? file.problem->code : Errc::io,
                     "its " + name + " could not be read" + (file.problem ? ": " + file.problem->message : "") +
                         (file.path.empty() ? "" : " (" + file.path + ")"),
                     ""};
    case FileStatus::read:
        break;
    }
    if (file.reported_size && *file.reported_size != file.content.size()) {
        return Error{Errc::malformed,
                     "its " + name + " has " + std::to_string(file.content.size()) + " bytes; the server said " +
                         std::to_string(*file.reported_size),
                     ""};
    }
    return std::nullopt;
}

/// The way to the files failed, not each of them: that is one thing to say.
bool failed_alike(const GpoSnapshot& snapshot)
{
    const auto& [one, other] = std::pair(snapshot.gpt_ini.problem, snapshot.registry_pol.problem);
    return snapshot.gpt_ini.status == FileStatus::failed && snapshot.registry_pol.status == FileStatus::failed && one &&
           other && one->message == other->message;
}

void read_gpt_ini(const GpoSnapshot& snapshot, GpoVerdict& verdict)
{
    if (failed_alike(snapshot)) {
        const auto& problem = *snapshot.gpt_ini.problem;
        verdict.doubt(problem.code, "its gpt.ini and Registry.pol could not be read: " + problem.message);
        return;
    }
    if (const auto problem = problem_of(snapshot.gpt_ini, "gpt.ini")) {
        verdict.doubt(problem->code, problem->message);
        return;
    }
    const auto gpt = parse_gpt_ini(snapshot.gpt_ini.content, "gpt.ini");
    if (!gpt) {
        verdict.doubt(gpt.error().code, "its gpt.ini " + gpt.error().message);
        return;
    }
    if (!gpt->whole && (snapshot.registry_pol.status == FileStatus::absent || !snapshot.gpt_ini.reported_size)) {
        verdict.doubt(Errc::malformed, "its gpt.ini may be cut off");
    }
    verdict.identity.version.sysvol = gpt->machine_version();
}

bool went_back(const std::optional<std::uint16_t>& before, const std::optional<std::uint16_t>& now)
{
    return before && now && *now < *before;
}

void compare_versions(const GpoSnapshot& snapshot, GpoVerdict& verdict)
{
    const auto& version = verdict.identity.version;
    if (version.directory && version.sysvol && version.directory != version.sysvol) {
        verdict.note("version_mismatch",
                     "its computer version is " + std::to_string(*version.directory) + " in the directory and " +
                         std::to_string(*version.sysvol) + " in SYSVOL; what SYSVOL holds counts",
                     "wait for replication, or check it");
    }
    if (snapshot.last_good && (went_back(snapshot.last_good->version.directory, version.directory) ||
                               went_back(snapshot.last_good->version.sysvol, version.sysvol))) {
        verdict.note("version_rollback", "its version is lower than it was before",
                     "was the GPO restored from a backup?");
    }
}

/// This run's registry.pol, or why it does not count.
std::optional<Error> judge_registry_pol(const GpoSnapshot& snapshot, const GpoVerdict& verdict)
{
    const auto& file = snapshot.registry_pol;
    if (const auto problem = problem_of(file, "Registry.pol")) {
        return problem;
    }
    const auto parsed = parse_registry_policy(file.content, "");
    if (parsed) {
        return std::nullopt;
    }
    const auto& [code, message, where] = parsed.error();
    return Error{code,
                 "its Registry.pol" + (file.path.empty() ? "" : " " + file.path) + " is damaged" +
                     (where.starts_with('@') ? " at byte " + where.substr(1) : "") + ": " + message +
                     "; save the GPO again in the Group Policy editor, or restore it from a backup",
                 verdict.label()};
}

bool is_empty(const GpoVersion& version)
{
    return version.directory == 0 && version.sysvol == 0;
}

/// Version 0 in one place alone is an edit that replication has not brought to the other.
void deny_empty(GpoVerdict& verdict)
{
    verdict.deny(DenyReason::empty, "its computer side is empty (version 0 in the directory and in SYSVOL)");
}

/// A Registry.pol that is not there is lag, of a GPO that was edited, but not for ever. That it had none before says
/// so of those versions alone: the next edit may have made one.
bool absence_counts(const GpoSnapshot& snapshot, const GpoVerdict& verdict)
{
    const auto& last = snapshot.last_good;
    const bool had_none =
        last && last->registry_pol.status == FileStatus::absent && last->version == verdict.identity.version;
    return had_none || snapshot.absent_runs >= max_absent_runs;
}

void use(const FileSnapshot& file, GpoContent& content)
{
    content.registry_pol = file.content;
    content.has_registry_pol = true;
    content.verdict.identity.pol_sha256 = file.sha256;
    if (!file.path.empty()) {
        content.verdict.identity.path = file.path;
    }
}

[[nodiscard]] bool use_last_good(const GpoSnapshot& snapshot, GpoContent& content)
{
    if (!snapshot.last_good || snapshot.last_good->registry_pol.status != FileStatus::read ||
        !parse_registry_policy(snapshot.last_good->registry_pol.content, "")) {
        return false;
    }
    use(snapshot.last_good->registry_pol, content);
    content.verdict.identity.version = snapshot.last_good->version;
    content.verdict.note("last_good_copy", "what an earlier run read of it counts until it can be read again", "");
    return true;
}

/// A file cut off between two entries looks whole: only the size that the server told before proves that it is.
bool proven_whole(const FileSnapshot& file, GpoVerdict& verdict)
{
    if (!file.reported_size) {
        verdict.doubt(Errc::unsupported, "its Registry.pol may be cut off: the server did not say how long it is");
    }
    return file.reported_size.has_value();
}

void choose_registry_pol(const GpoSnapshot& snapshot, GpoContent& content)
{
    auto& verdict = content.verdict;
    if (snapshot.registry_pol.status == FileStatus::absent && absence_counts(snapshot, verdict)) {
        return;
    }
    if (const auto problem = judge_registry_pol(snapshot, verdict)) {
        if (!failed_alike(snapshot)) { // else it is said already
            verdict.problems.push_back(
                {problem->code, problem->message, problem->where.empty() ? verdict.label() : problem->where});
        }
        (void)use_last_good(snapshot, content); // without one the GPO says nothing
    } else if (proven_whole(snapshot.registry_pol, verdict) || !use_last_good(snapshot, content)) {
        use(snapshot.registry_pol, content);
    }
}

/// Security settings have no last good copy: where they cannot be read, the run is degraded, and what is in force
/// stays.
void read_security_template(const GpoSnapshot& snapshot, GpoContent& content)
{
    const auto& file = snapshot.security_template;
    auto& verdict = content.verdict;
    if (!names_extension(snapshot.attributes.machine_extension_names, security_extension) ||
        file.status == FileStatus::absent || file.status == FileStatus::not_read) {
        return;
    }
    if (const auto problem = problem_of(file, "GptTmpl.inf")) {
        verdict.doubt(problem->code, problem->message);
        return;
    }
    auto parsed = parse_security_template(file.content, file.path);
    if (!parsed) {
        verdict.doubt(parsed.error().code, "its GptTmpl.inf is damaged: " + parsed.error().message);
        return;
    }
    if (!file.reported_size) {
        verdict.doubt(Errc::unsupported, "its GptTmpl.inf may be cut off: the server did not say how long it is");
    }
    content.security = *std::move(parsed);
}

} // namespace

PolicyState state_alone(const GpoContent& content)
{
    std::array<GroupPolicyObject, 1> alone;
    if (content.has_registry_pol) {
        alone[0].registry = parse_registry_policy(content.registry_pol, "").value_or(RegistryPolicyFile{});
    }
    return switch_state(resolve_value(alone, require_encryption_key, require_encryption_value).value);
}

GpoContent judge_files(GpoVerdict verdict, const GpoSnapshot& snapshot)
{
    GpoContent content{.verdict = std::move(verdict)};
    auto& judged = content.verdict;
    read_gpt_ini(snapshot, judged);
    compare_versions(snapshot, judged);
    if (is_empty(judged.identity.version)) {
        deny_empty(judged);
        return content;
    }
    choose_registry_pol(snapshot, content);
    read_security_template(snapshot, content);
    judge_wmi_filter(snapshot, content);
    judge_missing_path(snapshot, content);
    return content;
}

GpoContent judge_security_alone(GpoVerdict verdict, const GpoSnapshot& snapshot)
{
    GpoContent content{.verdict = std::move(verdict)};
    read_gpt_ini(snapshot, content.verdict); // a folder that is not there says nothing, not "no settings"
    compare_versions(snapshot, content.verdict);
    if (is_empty(content.verdict.identity.version)) {
        deny_empty(content.verdict);
        return content;
    }
    read_security_template(snapshot, content);
    if (content.security) {
        content.verdict.denied.reset(); // it applies, with what it has
        content.verdict.detail.clear();
    }
    if (has_wmi_filter(snapshot.attributes.wql_filter.value_or(""))) {
        content.filtered = true;
        note_filter(content.verdict);
        content.verdict.deny(DenyReason::wmi_filter, "its WMI filter cannot be evaluated here; its security settings "
                                                     "count where they are stricter");
    }
    judge_missing_path(snapshot, content);
    return content;
}

} // namespace gpseal::policy
