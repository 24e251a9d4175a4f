#pragma once

#include "command_table.hpp"

#include <gpseal/base/result.hpp>

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include <span>
#include <string>
#include <vector>

namespace gpseal::app {

/// One option as it stands on the line, or (with the positional's name) one argument.
struct GivenOption {
    std::string name;
    std::vector<std::string> values;
    bool positional = false;
};

/// Boost.Program_options, set up from the command table: the only place that calls it, and its exceptions end here.
class OptionParser {
public:
    /// The global options and those of `command`, which may be null.
    explicit OptionParser(const CommandSpec* command);

    /// Every value is one of its option's choices; arguments beyond the positional's are an error.
    [[nodiscard]] Result<std::vector<GivenOption>> parse(const std::vector<std::string>& arguments) const;

    /// The command's own options as typed values: bool for flags, string, vector<string>.
    [[nodiscard]] Result<boost::program_options::variables_map> store(const std::vector<GivenOption>& given) const;

private:
    const CommandSpec* command_;
    boost::program_options::options_description known_; ///< what may be written with dashes
    boost::program_options::options_description own_;   ///< what the command gets, its positional included
};

} // namespace gpseal::app
