#include "output_file.hpp"

#include "call_options.hpp"
#include "error_output.hpp"
#include "source_file.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/utf.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <ostream>
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

std::string output_name(const Invocation& call)
{
    const auto name = text_option(call, "out", "");
    return name == standard_stream ? std::string() : name;
}

Result<void> write_output(const Invocation& call, std::string_view text, mode_t mode)
{
    const auto name = output_name(call);
    if (name.empty()) {
        call.out << text;
        return {};
    }
    if (auto written = agent::replace_file(name, text, {.mode = mode, .refuse_foreign = true}); !written) {
        return written;
    }
    if (!call.globals.json && !call.globals.quiet) {
        call.out << "Wrote " << printable(name) << '\n';
    }
    return {};
}

std::string output_format(const Invocation& call, std::initializer_list<std::string_view> known)
{
    if (const auto asked = text_option(call, "format")) {
        return *asked;
    }
    if (call.globals.json) {
        return "json";
    }
    auto ending = ascii_lower(std::filesystem::path(output_name(call)).extension().string());
    ending = ending == ".htm" ? ".html" : ending;
    const auto* const found = std::find_if(known.begin(), known.end(),
                                           [&](std::string_view each) { return '.' + std::string(each) == ending; });
    return found == known.end() ? "text" : std::string(*found);
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
