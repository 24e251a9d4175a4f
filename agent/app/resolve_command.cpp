#include "call_options.hpp"
#include "collect/gpo_comments.hpp"
#include "command.hpp"
#include "error_output.hpp"
#include "report_text.hpp"
#include "resolve_policies.hpp"
#include "resolved_policy.hpp"
#include "source_file.hpp"
#include "text_layout.hpp"
#include "workstation_text.hpp"

#include <gpseal/agent/policy_source.hpp>
#include <gpseal/base/utf.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace gpseal::app {

using agent::ExitCode;
using policy::GroupPolicyObject;

namespace {

/// Planning is strict where a refresh is patient: the first file that cannot be read ends it.
Result<std::vector<GroupPolicyObject>> load(const Invocation& call)
{
    std::vector<GroupPolicyObject> gpos;
    const auto files = list_option(call, "pol");
    if (auto checked = check_sources(files); !checked) {
        return fail(checked.error());
    }
    for (const auto& name : files) {
        auto gpo = read_source(name, policy::max_registry_policy_size).and_then([&](std::vector<std::byte> bytes) {
            return agent::registry_policy_of(std::move(bytes), source_name(name));
        });
        if (!gpo) {
            return fail(gpo.error());
        }
        gpos.push_back(*std::move(gpo));
    }
    std::vector<Error> doubts;
    for (const auto& name : list_option(call, "gpo")) {
        auto gpo = agent::read_gpo_folder(name, doubts, side_of(call));
        if (!gpo) {
            return fail(gpo.error());
        }
        gpos.push_back(*std::move(gpo));
    }
    for (const auto& doubt : call.globals.quiet ? std::vector<Error>{} : doubts) {
        call.err << "gpseal: warning: " << printable(describe(doubt)) << '\n';
    }
    return gpos;
}

/// The comments of every GPO; one that cannot be read is said, and changes nothing.
std::vector<admx::PolicyComments> load_comments(const Invocation& call)
{
    std::vector<admx::PolicyComments> all(list_option(call, "pol").size()); // a bare file has none
    const auto tell_of = [&](const std::string& what) {
        if (!call.globals.quiet) {
            call.err << "gpseal: warning: " << printable(what) << '\n';
        }
    };
    for (const auto& name : list_option(call, "gpo")) {
        auto comments = agent::read_gpo_comments(name, side_of(call));
        if (!comments) {
            tell_of(describe(comments.error()) + "; its comments are not shown");
        }
        all.push_back(comments ? *std::move(comments) : admx::PolicyComments());
        for (const auto& finding : all.back().findings) {
            tell_of(finding.where + ": " + finding.message);
        }
    }
    return all;
}

} // namespace

int run_resolve(const Invocation& call)
{
    if (side_of(call) == agent::PolicySide::user && !wants_policies(call)) {
        return report_failure(
            call, agent::report_schema,
            {Errc::usage, "--side user goes with --all or --policy: Require Encryption is a policy of computers", ""});
    }
    if (call.options.count("snapshot") != 0) {
        return run_resolve_snapshot(call);
    }
    const auto gpos = load(call);
    if (!gpos) {
        return report_failure(call, agent::report_schema, gpos.error());
    }
    if (wants_policies(call)) {
        return print_policies(call, *gpos, load_comments(call));
    }
    const auto policy = resolved_policy(*gpos);
    if (call.globals.json) {
        call.out << agent::to_json(policy);
    } else {
        const auto terminal = terminal_of(1, call.globals);
        call.out << fitted(policy_text(policy, terminal) + workstation_text(policy.workstation, terminal),
                           terminal.table_width);
        if (call.globals.verbosity > 0) {
            call.out << fitted(history_text(policy.decision, terminal), terminal.table_width);
        }
    }
    return number_of(ExitCode::ok);
}

} // namespace gpseal::app
