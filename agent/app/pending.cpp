// Commands whose own files are not merged yet; each one's definition here goes when its file comes.

#include "command.hpp"

#include <gpseal/agent/exit_code.hpp>

#include <ostream>

namespace gpseal::app {

namespace {

int not_in_this_build(const Invocation& call)
{
    call.err << "gpseal: not in this build\n";
    return agent::number_of(agent::ExitCode::internal);
}

} // namespace

int run_admx_list(const Invocation& call)
{
    return not_in_this_build(call);
}

int run_admx_show(const Invocation& call)
{
    return not_in_this_build(call);
}

int run_refresh(const Invocation& call)
{
    return not_in_this_build(call);
}

int run_verify(const Invocation& call)
{
    return not_in_this_build(call);
}

int run_report(const Invocation& call)
{
    return not_in_this_build(call);
}

int run_status(const Invocation& call)
{
    return not_in_this_build(call);
}

int run_revert(const Invocation& call)
{
    return not_in_this_build(call);
}

} // namespace gpseal::app
