#pragma once

#include "command_table.hpp"

#include <gpseal/base/result.hpp>

#include <boost/program_options/variables_map.hpp>

#include <span>
#include <string>

namespace gpseal::app {

/// What a command line asks for.
struct ParsedLine {
    const CommandSpec* command = nullptr; ///< null: none was named, or only a group
    std::string group;                    ///< "pol" when only a group was named
    GlobalOptions globals;
    bool help = false;
    bool version = false;
    boost::program_options::variables_map options; ///< empty when help or version is asked for
};

/// Reads the arguments after the program's name against the command table. Global options stand anywhere, a command's
/// own after it; options are never abbreviated; `--` ends them. Errors are Errc::usage, one sentence that names the
/// argument and the nearest thing that exists. `--root` must be a folder that exists.
[[nodiscard]] Result<ParsedLine> parse_command_line(std::span<const std::string> arguments);

/// Whether `--json` stands on a line that may be wrong elsewhere: its errors go out as JSON, too.
[[nodiscard]] bool wants_json(std::span<const std::string> arguments);

} // namespace gpseal::app
