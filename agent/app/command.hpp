#pragma once

#include <gpseal/agent/file_system.hpp>

#include <boost/program_options/variables_map.hpp>

#include <filesystem>
#include <iosfwd>

namespace gpseal::app {

enum class ColorMode { automatic, always, never };

/// The options that every command understands (DESIGN.md section 5).
struct GlobalOptions {
    bool json = false;
    ColorMode color = ColorMode::automatic;
    bool quiet = false;
    unsigned verbosity = 0;
    std::filesystem::path config; ///< empty: the default place under `paths`
    agent::RootedPaths paths;
};

/// One call of one command. Results go to `out`, messages and progress to `err`.
struct Invocation {
    GlobalOptions globals;
    boost::program_options::variables_map options; ///< the command's own options and positional arguments
    std::ostream& out;
    std::ostream& err;
};

/// Returns the process' exit code (DESIGN.md section 5).
using CommandFunction = int (*)(const Invocation&);

// One function a command; the table in command_table.cpp names their options and gives them their help.
int run_resolve(const Invocation& call);
int run_resolve_snapshot(const Invocation& call); ///< run_resolve with --snapshot
int run_pol_show(const Invocation& call);
int run_pol_set(const Invocation& call);
int run_pol_unset(const Invocation& call);
int run_pol_diff(const Invocation& call);
int run_pol_export(const Invocation& call);
int run_pol_import(const Invocation& call);
int run_admx_list(const Invocation& call);
int run_admx_show(const Invocation& call);
int run_admx_lint(const Invocation& call);
int run_admx_search(const Invocation& call);
int run_refresh(const Invocation& call);
int run_verify(const Invocation& call);
int run_probe(const Invocation& call);
int run_impact(const Invocation& call);
int run_doctor(const Invocation& call);
int run_report(const Invocation& call);
int run_status(const Invocation& call);
int run_snapshot(const Invocation& call);
int run_result(const Invocation& call);
int run_history(const Invocation& call);
int run_revert(const Invocation& call);
int run_release(const Invocation& call);
int run_get(const Invocation& call);
int run_set(const Invocation& call);
int run_unset(const Invocation& call);

} // namespace gpseal::app
