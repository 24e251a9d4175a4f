#include "root_check.hpp"

#include <unistd.h>

#include <string>
#include <utility>

namespace gpseal::app {

namespace {

bool lacks_root(const Invocation& call)
{
    return call.globals.paths.live() && ::geteuid() != 0;
}

Error needs_root(std::string_view what)
{
    return {Errc::permission, std::string(what) + " needs root: run it with sudo", {}};
}

} // namespace

Result<void> require_root(const Invocation& call, std::string_view what)
{
    if (lacks_root(call)) {
        return fail(needs_root(what));
    }
    return agent::check_root(call.globals.paths);
}

Error explained(const Invocation& call, std::string_view what, Error error)
{
    return error.code == Errc::permission && lacks_root(call) ? needs_root(what) : std::move(error);
}

} // namespace gpseal::app
