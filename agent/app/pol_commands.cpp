#include "command.hpp"
#include "error_output.hpp"
#include "policy_names.hpp"
#include "registry_text.hpp"
#include "source_file.hpp"
#include "template_folders.hpp"
#include "terminal.hpp"
#include "text_layout.hpp"

#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/exchange.hpp>
#include <gpseal/policy/registry_directive.hpp>
#include <gpseal/policy/registry_policy_file.hpp>

#include <unistd.h>

#include <optional>
#include <ostream>

namespace gpseal::app {

namespace {

constexpr std::string_view schema = "gpseal.pol/1";

/// What is shown: a file's entries, with the policies' names if templates were given.
struct Listing {
    std::string name;
    policy::RegistryPolicyFile file;
    std::optional<PolicyNames> policies;
};

std::string policy_of(const Listing& listing, const policy::RegistryInstruction& entry)
{
    return listing.policies->of(entry.key, policy::directive_of(entry).value_name);
}

void print_json(const Listing& listing, std::ostream& out)
{
    out << "{\"schema\":" << json_string(schema) << ",\"file\":" << json_string(listing.name) << ",\"entries\":[";
    const char* separator = "";
    for (const auto& entry : listing.file.instructions) {
        out << separator << '{' << policy::json_members(entry);
        if (listing.policies) {
            const auto policy = policy_of(listing, entry);
            out << ",\"policy\":" << (policy.empty() ? "null" : json_string(policy));
        }
        out << '}';
        separator = ",";
    }
    out << "]}\n";
}

void print_table(const Listing& listing, const Terminal& terminal, std::ostream& out)
{
    if (listing.file.instructions.empty()) {
        out << "no entries\n";
        return;
    }
    std::vector<std::string> headers{"KEY", "VALUE", "TYPE", "DATA"};
    if (listing.policies) {
        headers.insert(headers.begin(), "POLICY");
    }
    Table table(headers);
    for (const auto& entry : listing.file.instructions) {
        const auto text = text_of(entry);
        std::vector<std::string> cells{to_utf8(entry.key), text.value_name, text.type, ""};
        if (listing.policies) {
            cells.insert(cells.begin(), policy_of(listing, entry));
        }
        for (const auto& line : text.data) {
            cells.back() = line;
            table.add(cells);
            cells.assign(cells.size(), ""); // further lines of the data stand alone
        }
    }
    out << table.text(terminal.table_width);
}

tl::expected<std::optional<PolicyNames>, TemplateFailure> read_policies(const Invocation& call)
{
    if (call.options.count("admx") == 0) {
        return std::nullopt;
    }
    const auto loaded = load_templates(call, "admx");
    if (!loaded) {
        return tl::unexpected(loaded.error());
    }
    for (const auto& finding : loaded->findings) {
        if (finding.severity == Severity::error) { // a name may be missing for it; `admx list` tells the rest
            call.err << "gpseal: " << printable(finding.where + ": " + finding.message) << '\n';
        }
    }
    return std::optional<PolicyNames>(PolicyNames(loaded->catalog));
}

} // namespace

int run_pol_show(const Invocation& call)
{
    const auto& name = call.options["file"].as<std::string>();
    const auto bytes = read_source(name, policy::max_registry_policy_size);
    if (!bytes) {
        return report_failure(call, schema, bytes.error());
    }
    auto file = policy::parse_registry_policy(*bytes, source_name(name));
    if (!file) {
        return report_failure(call, schema, file.error());
    }
    auto policies = read_policies(call);
    if (!policies) {
        return tell(call, policies.error(), schema);
    }
    const Listing listing{source_name(name), *std::move(file), *std::move(policies)};
    if (call.globals.json) {
        print_json(listing, call.out);
    } else {
        print_table(listing, terminal_of(STDOUT_FILENO, call.globals), call.out);
    }
    return agent::number_of(agent::ExitCode::ok);
}

} // namespace gpseal::app
