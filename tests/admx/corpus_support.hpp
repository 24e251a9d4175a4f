#pragma once

#include <gpseal/admx/policy_catalog.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace gpseal::tests {

/// The folder of real-world files: never committed, so it may not be there.
inline std::filesystem::path corpus_folder()
{
    const char* const named = std::getenv("GPSEAL_CORPUS");
    return named != nullptr ? std::filesystem::path(named) : std::filesystem::path(GPSEAL_DEFAULT_CORPUS);
}

inline std::vector<std::byte> bytes_of(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

} // namespace gpseal::tests
