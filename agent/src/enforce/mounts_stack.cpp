#include "enforce/mounts_stack.hpp"

#include "enforce/file_edit.hpp"
#include "enforce/live_mounts.hpp"
#include "enforce/pam_mount.hpp"

namespace gpseal::agent {

using policy::EncryptionMandate;

namespace {

constexpr std::string_view pam_mount_file = "/etc/security/pam_mount.conf.xml";
constexpr std::string_view stack_name = "mounts";

/// What happens to the files.
enum class Course { leave, add, take_back };

Course course_of(const WantedState& wanted)
{
    switch (wanted.mandate) {
    case EncryptionMandate::required:
        return wanted.edit_mounts ? Course::add : Course::leave; // what was added once stays: nothing is loosened
    case EncryptionMandate::none:
        return Course::take_back;
    }
    return Course::leave;
}

TextEdit edit_for(Course course, MountFileKind kind)
{
    return [course, kind](std::string_view text) {
        return Result<std::string>(course == Course::add ? add_seal(kind, text) : take_back_seal(kind, text));
    };
}

EditedFile edited(const MountFile& file)
{
    return {.path = file.path, .limit = max_definition_file};
}

ConfiguredState definition_row(const std::string& file, const MountDefinition& definition, const WantedState& wanted)
{
    const bool required = wanted.mandate == EncryptionMandate::required;
    const bool lacks = required && definition.fault.has_value();
    return {.stack = std::string(stack_name),
            .target = file + ":" + std::to_string(definition.line) + " " + definition.what,
            .wanted = required ? "with seal" : "as the administrator set it",
            .found = definition.fault.value_or("with seal"),
            .drift = lacks,
            .guard_covers = lacks};
}

ConfiguredState unread_row(std::string target, std::string why)
{
    return {.stack = std::string(stack_name),
            .target = std::move(target),
            .wanted = "with seal",
            .found = "not looked at: " + std::move(why)};
}

ConfiguredState unknown_row(const std::string& target, const Error& error)
{
    return {.stack = std::string(stack_name),
            .target = target,
            .wanted = "with seal",
            .found = "unknown: " + describe(error),
            .known = false};
}

void add_rows(std::vector<ConfiguredState>& rows, const std::string& file,
              const Result<std::vector<MountDefinition>>& found, const WantedState& wanted)
{
    if (!found) {
        rows.push_back(unknown_row("cifs mounts in " + file, found.error()));
        return;
    }
    for (const auto& definition : *found) {
        rows.push_back(definition_row(file, definition, wanted));
    }
}

Result<std::vector<MountDefinition>> read_definitions(const MountFile& file)
{
    const auto text = read_text(file.path, max_definition_file);
    return text ? Result<std::vector<MountDefinition>>(mount_definitions(file.kind, *text)) : fail(text.error());
}

} // namespace

Result<StackPlan> MountsStack::plan(const WantedState& wanted)
{
    StackPlan plan;
    const auto course = course_of(wanted);
    for (const auto& file : course == Course::leave ? std::vector<MountFile>{} : find_mount_files(paths_).files) {
        auto change = plan_edit(edited(file), edit_for(course, file.kind), course == Course::take_back);
        if (!change) {
            return fail(change.error());
        }
        if (*change) {
            plan.changes.push_back(**std::move(change));
        }
    }
    return plan;
}

Result<void> MountsStack::apply(const WantedState& wanted, const std::optional<Loosening>& loosening)
{
    const auto planned = plan(wanted);
    if (!planned) {
        return fail(planned.error());
    }
    if (planned->loosens() && !loosening) {
        return fail(Errc::refused, "would take seal from mount definitions without leave to loosen",
                    planned->changes.front().target);
    }
    const auto course = course_of(wanted);
    Result<void> done;
    for (const auto& file : course == Course::leave ? std::vector<MountFile>{} : find_mount_files(paths_).files) {
        if (auto applied = apply_edit(edited(file), edit_for(course, file.kind)); !applied && done) {
            done = std::move(applied); // one file that cannot be written keeps no other from it
        }
    }
    return done;
}

std::vector<ConfiguredState> MountsStack::judge(const WantedState& wanted)
{
    auto rows = paths_.live() ? judge_live_mounts(wanted.mandate) : std::vector<ConfiguredState>{};
    const auto found = find_mount_files(paths_);
    for (const auto& file : found.files) {
        add_rows(rows, file.path.string(), read_definitions(file), wanted);
    }
    const auto pam = paths_.under(pam_mount_file);
    const auto xml = read_text(pam, max_definition_file);
    if (xml || xml.error().code != Errc::not_found) {
        add_rows(rows, pam.string(),
                 xml ? pam_mount_definitions(*xml, pam.native())
                     : Result<std::vector<MountDefinition>>(fail(xml.error())),
                 wanted);
    }
    for (const auto& unread : found.unread) {
        rows.push_back(unread_row(unread.what, unread.why));
    }
    return rows;
}

} // namespace gpseal::agent
