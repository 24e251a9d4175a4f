#include "command.hpp"
#include "error_output.hpp"
#include "registry_text.hpp"
#include "terminal.hpp"
#include "text_layout.hpp"

#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/registry_policy_file.hpp>

#include <unistd.h>

#include <ostream>

namespace gpseal::app {

namespace {

constexpr std::string_view schema = "gpseal.pol/1";

void print_json(const policy::RegistryPolicyFile& file, const std::string& name, std::ostream& out)
{
    out << "{\"schema\":" << json_string(schema) << ",\"file\":" << json_string(name) << ",\"entries\":[";
    const char* separator = "";
    for (const auto& entry : file.instructions) {
        out << separator << "{\"key\":" << json_string(to_utf8(entry.key))
            << ",\"value\":" << json_string(to_utf8(entry.value_name))
            << ",\"type\":" << static_cast<std::uint32_t>(entry.type) << ",\"size\":" << entry.data.size()
            << ",\"data\":" << json_string(hex_of(entry.data)) << ",\"offset\":" << entry.offset << '}';
        separator = ",";
    }
    out << "]}\n";
}

void print_table(const policy::RegistryPolicyFile& file, const Terminal& terminal, std::ostream& out)
{
    if (file.instructions.empty()) {
        out << "no entries\n";
        return;
    }
    Table table({"KEY", "VALUE", "TYPE", "DATA"});
    for (const auto& entry : file.instructions) {
        const auto text = text_of(entry);
        table.add({to_utf8(entry.key), text.value_name, text.type, text.data.front()});
        for (std::size_t i = 1; i < text.data.size(); ++i) {
            table.add({"", "", "", text.data[i]});
        }
    }
    out << table.text(terminal.table_width);
}

} // namespace

int run_pol_show(const Invocation& call)
{
    const auto& name = call.options["file"].as<std::string>();
    const auto bytes = agent::read_file(name, policy::max_registry_policy_size);
    if (!bytes) {
        return report_failure(call, schema, bytes.error());
    }
    const auto file = policy::parse_registry_policy(*bytes, name);
    if (!file) {
        return report_failure(call, schema, file.error());
    }
    if (call.globals.json) {
        print_json(*file, name, call.out);
    } else {
        print_table(*file, terminal_of(STDOUT_FILENO, call.globals), call.out);
    }
    return agent::number_of(agent::ExitCode::ok);
}

} // namespace gpseal::app
