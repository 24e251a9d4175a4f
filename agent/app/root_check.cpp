#include "root_check.hpp"

#include <unistd.h>

#include <string>

namespace gpseal::app {

Result<void> require_root(const Invocation& call, std::string_view what)
{
    if (call.globals.paths.live() && ::geteuid() != 0) {
        return fail(Errc::permission, std::string(what) + " needs root: run it with sudo");
    }
    return agent::check_root(call.globals.paths);
}

} // namespace gpseal::app
