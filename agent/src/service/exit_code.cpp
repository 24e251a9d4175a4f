#include <gpseal/agent/exit_code.hpp>

#include <algorithm>

namespace gpseal::agent {

namespace {

constexpr std::array by_weight{
    ExitCode::usage, ExitCode::malformed, ExitCode::internal,    ExitCode::permission,
    ExitCode::busy,  ExitCode::refused,   ExitCode::not_applied, ExitCode::not_compliant,
    ExitCode::stale, ExitCode::unknown,   ExitCode::ok,
};
static_assert(by_weight.size() == all_exit_codes.size());

} // namespace

std::string_view meaning_of(ExitCode code)
{
    switch (code) {
    case ExitCode::ok:
        return "done, compliant, nothing to change";
    case ExitCode::not_compliant:
        return "not compliant, findings, or changes pending";
    case ExitCode::usage:
        return "the command line makes no sense";
    case ExitCode::malformed:
        return "input unreadable or malformed; file, offset and reason are named";
    case ExitCode::unknown:
        return "unknown: not proven";
    case ExitCode::stale:
        return "stale or degraded: a source was unreadable, the last known good is kept";
    case ExitCode::permission:
        return "no permission";
    case ExitCode::not_applied:
        return "could not be applied or written, or applied but not effective";
    case ExitCode::refused:
        return "refused by a safety check";
    case ExitCode::busy:
        return "busy or timed out";
    case ExitCode::internal:
        return "internal error";
    }
    return "internal error";
}

ExitCode exit_code_of(Errc code)
{
    switch (code) {
    case Errc::usage:
        return ExitCode::usage;
    case Errc::malformed:
    case Errc::unsupported:
    case Errc::limit_exceeded:
    case Errc::not_found:
        return ExitCode::malformed;
    case Errc::io:
    case Errc::conflict:
        return ExitCode::not_applied;
    case Errc::permission:
        return ExitCode::permission;
    case Errc::refused:
        return ExitCode::refused;
    case Errc::busy:
    case Errc::timeout:
        return ExitCode::busy;
    case Errc::internal:
        return ExitCode::internal;
    }
    return ExitCode::internal;
}

ExitCode worst(ExitCode a, ExitCode b)
{
    return *std::find_if(by_weight.begin(), by_weight.end(), [&](ExitCode code) { return code == a || code == b; });
}

} // namespace gpseal::agent
