#pragma once

#include "program.hpp"

#include <sstream>
#include <string>
#include <vector>

namespace gpseal::tests {

struct Outcome {
    int code = 0;
    std::string out;
    std::string err;
};

/// gpseal as it is called, without a process of its own.
inline Outcome call(const std::vector<std::string>& arguments)
{
    std::ostringstream out;
    std::ostringstream err;
    const int code = app::run_program(arguments, out, err);
    return {code, out.str(), err.str()};
}

} // namespace gpseal::tests
