#pragma once

#include <cstdlib>
#include <iostream>

namespace gpseal::fuzz {

inline void demand(bool holds, const char* claim)
{
    if (!holds) {
        std::cerr << "violated: " << claim << '\n';
        std::abort();
    }
}

} // namespace gpseal::fuzz
