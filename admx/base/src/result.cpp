#include <gpseal/base/diagnostics.hpp>
#include <gpseal/base/result.hpp>

namespace gpseal {

std::string_view to_string(Errc code)
{
    switch (code) {
    case Errc::usage:
        return "usage";
    case Errc::io:
        return "io";
    case Errc::malformed:
        return "malformed";
    case Errc::unsupported:
        return "unsupported";
    case Errc::limit_exceeded:
        return "limit_exceeded";
    case Errc::not_found:
        return "not_found";
    case Errc::permission:
        return "permission";
    case Errc::refused:
        return "refused";
    case Errc::busy:
        return "busy";
    case Errc::timeout:
        return "timeout";
    case Errc::conflict:
        return "conflict";
    case Errc::internal:
        return "internal";
    }
    return "internal";
}

std::string describe(const Error& error)
{
    return error.where.empty() ? error.message : error.where + ": " + error.message;
}

std::string_view to_string(Severity severity)
{
    switch (severity) {
    case Severity::note:
        return "note";
    case Severity::warning:
        return "warning";
    case Severity::error:
        return "error";
    }
    return "error";
}

} // namespace gpseal
