#pragma once

#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace gpseal::tests {

/// Compares a text whole with tests/golden/NAME; GPSEAL_UPDATE_GOLDEN=1 writes it there instead.
inline void check_golden(const std::string& name, const std::string& text)
{
    const char* data = std::getenv("GPSEAL_TEST_DATA");
    REQUIRE_MESSAGE(data != nullptr, "GPSEAL_TEST_DATA names tests/data; ctest sets it");
    const auto file = std::filesystem::path(data).parent_path() / "golden" / name;
    const char* update = std::getenv("GPSEAL_UPDATE_GOLDEN");
    if (update != nullptr && std::string(update) == "1") {
        spill(file, text);
    }
    CHECK_MESSAGE(text == slurp(file), name, " differs; GPSEAL_UPDATE_GOLDEN=1 rewrites it. It is now:\n", text);
}

} // namespace gpseal::tests
