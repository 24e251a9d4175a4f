#include "exchange_files.hpp"

#include "call_options.hpp"
#include "source_file.hpp"

#include <sys/stat.h>

#include <ostream>

namespace gpseal::app {

namespace {

/// The process' mask; asking for it means setting it.
mode_t file_mode_mask()
{
    const auto mask = ::umask(S_IRWXG | S_IRWXO);
    ::umask(mask);
    return mask;
}

} // namespace

Result<void> write_target(const Invocation& call, const std::string& name, std::string_view content)
{
    if (name == standard_stream) {
        call.out << content;
        return {};
    }
    const auto present = agent::identify(name);
    if (!present) {
        return fail(present.error());
    }
    if (*present && !flag(call, "replace")) {
        return fail(Errc::refused, "is there already and was left as it is; --replace replaces it", name);
    }
    return agent::replace_file(name, content, {.mode = 0644U & ~file_mode_mask(), .expected = *present});
}

} // namespace gpseal::app
