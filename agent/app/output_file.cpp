#include "output_file.hpp"

#include "call_options.hpp"
#include "error_output.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace gpseal::app {

Result<void> check_output(const std::string& name)
{
    if (name.empty()) {
        return {};
    }
    auto folder = std::filesystem::path(name).parent_path();
    folder = folder.empty() ? "." : folder;
    if (::access(folder.c_str(), W_OK | X_OK) != 0) {
        const auto why = std::error_code(errno, std::generic_category());
        return fail(why == std::errc::permission_denied ? Errc::permission : Errc::io,
                    "cannot make a file in its folder: " + why.message(), name);
    }
    struct stat info {};
    if (::stat(name.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
        return fail(Errc::io, S_ISDIR(info.st_mode) ? "is a folder, not a file" : "is not a regular file", name);
    }
    return {};
}

int fail_output(const Invocation& call, std::string_view schema, Error error)
{
    if (error.code != Errc::permission) {
        error.code = Errc::io;
    }
    (void)report_failure(call, schema, error);
    return number_of(error.code == Errc::permission ? agent::ExitCode::permission : agent::ExitCode::not_applied);
}

Result<void> check_format(const Invocation& call)
{
    const auto format = text_option(call, "format", "json");
    if (call.globals.json && format != "json") {
        return fail(Errc::usage, "--json and --format " + format + " ask for two formats; leave one out");
    }
    return {};
}

} // namespace gpseal::app
