#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace gpseal::tests {

/// Exit code by which ctest knows a test that could not run.
inline constexpr int skipped = 77;

inline std::filesystem::path folder_from(const char* variable, const std::filesystem::path& otherwise)
{
    const char* const value = std::getenv(variable);
    return value != nullptr && *value != '\0' ? std::filesystem::path(value) : otherwise;
}

inline std::filesystem::path data_folder()
{
    return folder_from("GPSEAL_TEST_DATA", "tests/data");
}

/// Inputs of our own with the answer that is right.
inline std::filesystem::path fixtures()
{
    return folder_from("GPSEAL_FIXTURES", data_folder());
}

/// Other people's files; not in the repository.
inline std::filesystem::path corpus()
{
    return folder_from("GPSEAL_CORPUS", data_folder() / "../../../shared/corpus");
}

inline std::vector<std::byte> read_bytes(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const auto* const begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

} // namespace gpseal::tests
