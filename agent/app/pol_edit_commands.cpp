#include "call_options.hpp"
#include "command.hpp"
#include "error_output.hpp"
#include "pol_call.hpp"
#include "pol_diff.hpp"
#include "pol_file.hpp"
#include "raw_value.hpp"
#include "report/json_value.hpp"
#include "template_folders.hpp"
#include "terminal.hpp"

#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/policy_edit.hpp>

#include <unistd.h>

#include <algorithm>
#include <functional>
#include <ostream>

namespace gpseal::app {

namespace {

namespace json = agent::json;
using agent::ExitCode;
using policy::RegistryEntries;

/// A value's name as the line gives it; pol show writes the key's default value as "(default)", too.
std::string value_name(const Invocation& call)
{
    const auto name = text_option(call, "value", "");
    return equals_icase(name, "(default)") ? std::string() : name;
}

Result<std::string> key_of(const Invocation& call)
{
    return parse_registry_key(text_option(call, "key", ""), side_of_file(call, text_option(call, "file", "")));
}

Result<std::string> new_key_of(const Invocation& call)
{
    auto key = key_of(call);
    if (key) {
        if (auto checked = check_new_key(*key); !checked) {
            return fail(checked.error());
        }
    }
    return key;
}

/// Options that mean something beside --key alone.
Result<void> check_no_value_options(const Invocation& call)
{
    std::string names;
    for (const auto* const option : {"value", "type", "data"}) {
        names += given(call, option) ? (names.empty() ? "--" : ", --") + std::string(option) : "";
    }
    if (!names.empty()) {
        return fail(Errc::usage, names + " with --policy would do nothing: a value goes with --key, and a policy's own "
                                         "with --element");
    }
    return {};
}

int usage(const Invocation& call, std::string message)
{
    return report_failure(call, pol_schema, {Errc::usage, std::move(message), {}});
}

/// What an edit makes of a file's entries.
using Edit = std::function<Result<RegistryEntries>(const RegistryEntries&)>;

/// What a finished edit did, or would do.
struct Done {
    std::string file;
    bool changed = false;
    bool written = false;
    bool is_missing = false; ///< there was no such file
    PolDiff diff;
};

void print(const Invocation& call, const admx::PolicyCatalog& catalog, const Done& done)
{
    if (call.globals.json) {
        auto root = json::object();
        json::set(root, "schema", pol_schema);
        json::set(root, "file", done.file);
        root->set("changed", done.changed);
        root->set("written", done.written);
        set_diff(*root, catalog, done.diff);
        call.out << json::text_of(root);
        return;
    }
    call.out << diff_text(catalog, done.diff, terminal_of(STDOUT_FILENO, call.globals));
    if (!call.globals.quiet) {
        call.err << "gpseal: " << printable(done.file) << ": "
                 << (done.written      ? "written"
                     : done.changed    ? "would be changed; nothing was written"
                     : done.is_missing ? "there is no such file, and so nothing to take out"
                                       : "nothing to change")
                 << '\n';
    }
}

/// Opens, edits, and writes what changed. The diff is in terms of `catalog`. What takes something out makes no file.
int edit_file(const Invocation& call, const admx::PolicyCatalog& catalog, admx::PolicyClass side, bool may_be_made,
              const Edit& edit)
{
    Done done{.file = text_option(call, "file", ""), .diff = {}};
    const auto file = PolFile::open(done.file);
    if (!file) {
        return report_failure(call, pol_schema, file.error());
    }
    auto edited = edit(file->entries());
    if (!edited) {
        return report_failure(call, pol_schema, edited.error());
    }
    done.changed = *edited != file->entries() || (file->is_new() && may_be_made);
    done.is_missing = file->is_new();
    if (done.changed && !flag(call, "dry-run")) {
        if (auto written = file->write(*edited); !written) {
            return report_failure(call, pol_schema, written.error());
        }
        done.written = true;
    }
    const EntriesImage before(file->entries());
    const EntriesImage after(*std::move(edited));
    done.diff = pol_diff(catalog, side, before.image, after.image);
    print(call, catalog, done);
    return agent::number_of(ExitCode::ok);
}

Result<std::vector<policy::ElementInput>> element_inputs(const Invocation& call)
{
    std::vector<policy::ElementInput> inputs;
    for (const auto& word : list_option(call, "element")) {
        const auto equals = word.find('=');
        if (equals == std::string::npos || equals == 0) {
            return fail(Errc::usage, "--element takes ID=VALUE, not \"" + word + '"');
        }
        inputs.push_back({word.substr(0, equals), word.substr(equals + 1)});
    }
    return inputs;
}

policy::PolicyState state_named(const std::string& word)
{
    return word == "enabled"    ? policy::PolicyState::enabled
           : word == "disabled" ? policy::PolicyState::disabled
                                : policy::PolicyState::not_configured;
}

/// A policy's class must be able to stand where the line says it goes.
Result<admx::PolicyClass> side_for(const Invocation& call, const admx::PolicyDefinition& definition)
{
    const auto wanted = wanted_class(call);
    if (wanted && !policy::applies_to(definition, *wanted)) {
        return fail(Errc::usage, std::string(definition.name) + " is a policy of class " +
                                     std::string(to_string(definition.policy_class)) + ", not " +
                                     std::string(to_string(*wanted)));
    }
    if (definition.policy_class != admx::PolicyClass::both) {
        return definition.policy_class;
    }
    return side_of_file(call, text_option(call, "file", ""));
}

/// A GPO's folders say which side reads them: a policy of the other one has no effect there, one of both always has.
void warn_of_other_side(const Invocation& call, const admx::PolicyDefinition& definition, admx::PolicyClass side)
{
    const auto folder = std::filesystem::path(text_option(call, "file", "")).parent_path().filename().string();
    const bool is_user = side == admx::PolicyClass::user;
    const auto* const other = is_user ? "Machine" : "User";
    if (!equals_icase(folder, other) || call.globals.quiet) {
        return;
    }
    if (definition.policy_class == admx::PolicyClass::both) {
        call.err << "gpseal: warning: a file in a folder " << other << " sets policies for "
                 << (is_user ? "computers" : "users") << ", whatever --class says\n";
    } else {
        call.err << "gpseal: warning: a policy of class " << to_string(side) << " has no effect in a folder " << other
                 << '\n';
    }
}

/// `pol set` and `pol unset` of a policy.
int edit_policy(const Invocation& call, const policy::PolicyWish& wish)
{
    const auto loaded = load_templates(call, "admx");
    if (!loaded) {
        return tell(call, loaded.error(), pol_schema);
    }
    warn_of_errors(call, loaded->findings);
    const auto found = find_one_policy(loaded->catalog, text_option(call, "policy", ""), wanted_class(call));
    if (!found) {
        return tell(call, found.error(), pol_schema);
    }
    const auto& definition = **found;
    const auto side = side_for(call, definition);
    if (!side) {
        return report_failure(call, pol_schema, side.error());
    }
    warn_of_other_side(call, definition, *side);
    const auto presentation = loaded->catalog.presentation_of(definition);
    const bool unsets = wish.state == policy::PolicyState::not_configured;
    const auto edit = [&](const RegistryEntries& entries) -> Result<RegistryEntries> {
        auto edited = policy::set_policy(
            {definition, presentation ? &*presentation : nullptr, policy::neighbours_of(loaded->catalog, definition)},
            wish, entries);
        if (edited && unsets && policy::state_in(definition, *edited) != policy::PolicyState::not_configured) {
            call.err << "gpseal: warning: " << printable(definition.display_name) << " still reads as "
                     << to_string(policy::state_in(definition, *edited))
                     << ", by entries of other policies in the same key, which stay\n";
        }
        return edited;
    };
    return edit_file(call, loaded->catalog, *side, !unsets, edit);
}

/// `pol set` and `pol unset` of a value.
int edit_value(const Invocation& call, bool may_be_made, const Edit& edit)
{
    const auto loaded = templates_if_given(call);
    if (!loaded) {
        return tell(call, loaded.error(), pol_schema);
    }
    return edit_file(call, loaded->catalog, side_of_file(call, text_option(call, "file", "")), may_be_made, edit);
}

} // namespace

int run_pol_set(const Invocation& call)
{
    if (!given(call, "key")) {
        if (auto checked = check_no_value_options(call); !checked) {
            return report_failure(call, pol_schema, checked.error());
        }
        if (!given(call, "state")) {
            return usage(call, "--policy needs --state enabled, disabled or not-configured");
        }
        const auto elements = element_inputs(call);
        if (!elements) {
            return report_failure(call, pol_schema, elements.error());
        }
        return edit_policy(call, {state_named(text_option(call, "state", "")), *elements});
    }
    if (given(call, "state") || given(call, "element")) {
        return usage(call, "--state and --element go with --policy; a value has --type and --data");
    }
    if (!given(call, "value")) {
        return usage(call, "--key needs --value; (default) is the key's default value");
    }
    const auto entry = new_key_of(call).and_then([&](const std::string& key) {
        return parse_raw_value({key, value_name(call), text_option(call, "type", ""), list_option(call, "data")});
    });
    if (!entry) {
        return report_failure(call, pol_schema, entry.error());
    }
    return edit_value(call, true, [&](const RegistryEntries& entries) -> Result<RegistryEntries> {
        return policy::set_value(entries, *entry);
    });
}

int run_pol_unset(const Invocation& call)
{
    if (!given(call, "key")) {
        if (given(call, "value")) {
            return usage(call, "--value with --policy would do nothing: it goes with --key; leave it out to take out "
                               "the policy");
        }
        return edit_policy(call, {policy::PolicyState::not_configured, {}});
    }
    if (!given(call, "value")) {
        return usage(call, "--key needs --value; (default) is the key's default value");
    }
    const auto key = key_of(call);
    if (!key) {
        return report_failure(call, pol_schema, key.error());
    }
    return edit_value(call, false, [&](const RegistryEntries& entries) -> Result<RegistryEntries> {
        return policy::unset_value(entries, *key, value_name(call));
    });
}

} // namespace gpseal::app
