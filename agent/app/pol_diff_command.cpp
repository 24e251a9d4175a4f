#include "call_options.hpp"
#include "error_output.hpp"
#include "pol_call.hpp"
#include "pol_diff.hpp"
#include "pol_file.hpp"
#include "report/json_value.hpp"
#include "source_file.hpp"
#include "terminal.hpp"

#include <gpseal/agent/exit_code.hpp>

#include <unistd.h>

#include <ostream>

namespace gpseal::app {

namespace json = agent::json;
using agent::ExitCode;

int run_pol_diff(const Invocation& call)
{
    const auto names = list_option(call, "file");
    if (names.size() != 2) {
        return report_failure(call, pol_schema,
                              {Errc::usage, "pol diff compares two files, not " + std::to_string(names.size()), {}});
    }
    if (auto checked = check_sources(names); !checked) {
        return report_failure(call, pol_schema, checked.error());
    }
    auto before = read_entries(names[0]);
    auto after = before ? read_entries(names[1]) : before;
    if (!before || !after) {
        return report_failure(call, pol_schema, before ? after.error() : before.error());
    }
    const auto loaded = templates_if_given(call);
    if (!loaded) {
        return tell(call, loaded.error(), pol_schema);
    }
    warn_of_errors(call, loaded->findings);
    const EntriesImage a(*std::move(before));
    const EntriesImage b(*std::move(after));
    const auto diff = pol_diff(loaded->catalog, side_of_file(call, names[0]), a.image, b.image);
    if (call.globals.json) {
        auto root = json::object();
        json::set(root, "schema", pol_schema);
        root->set("files", json::array(names));
        root->set("same", diff.empty());
        set_diff(*root, loaded->catalog, diff);
        call.out << json::text_of(root);
    } else {
        call.out << diff_text(loaded->catalog, diff, terminal_of(STDOUT_FILENO, call.globals));
    }
    if (diff.empty() && a.entries != b.entries && !call.globals.quiet) {
        call.err << "gpseal: the same settings, in another order or spelling\n";
    }
    return agent::number_of(diff.empty() ? ExitCode::ok : ExitCode::not_compliant);
}

} // namespace gpseal::app
