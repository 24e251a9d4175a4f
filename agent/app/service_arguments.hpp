#pragma once

#include <gpseal/base/result.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::app {

/// What gpseald and the programs that it starts are told.
struct ServiceArguments {
    std::optional<std::filesystem::path> config;
    std::optional<std::filesystem::path> programs; ///< gpseald: where the other two are
    bool help = false;
    bool version = false;
};

[[nodiscard]] Result<ServiceArguments> parse_service_arguments(const std::vector<std::string>& arguments);

/// One sentence on standard error, and its exit code.
int fail_service(const char* program, const Error& error);

} // namespace gpseal::app
