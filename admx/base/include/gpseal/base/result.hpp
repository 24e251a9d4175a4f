#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace gpseal {

/// Why something failed. Branch on this; show `Error::message` and `Error::where`.
enum class Errc {
    usage,          ///< the caller's words make no sense
    io,             ///< the operating system said no (disk full, read-only, I/O error)
    malformed,      ///< bytes that do not have the structure they must have
    unsupported,    ///< well-formed, but not something we can act on
    limit_exceeded, ///< larger, deeper or more than a named limit
    not_found,      ///< the named thing is not there
    permission,     ///< the named thing is there and we may not touch it
    refused,        ///< a safety check of ours said no
    busy,           ///< another run holds what we need
    timeout,        ///< a deadline passed
    conflict,       ///< the thing changed under us; nothing was written
    internal,       ///< a bug
};

[[nodiscard]] std::string_view to_string(Errc code);

/// One failure: what went wrong, and where. `message` is one clause, lower case, without a full stop.
struct Error {
    Errc code = Errc::internal;
    std::string message;
    std::string where; ///< file, file@offset, host; may be empty

    bool operator==(const Error&) const = default;
};

/// "where: message", or the message alone when there is no place to name.
[[nodiscard]] std::string describe(const Error& error);

/// A value, or the reason why there is none.
template <typename T> using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string message, std::string where = {})
{
    return fail(Error{code, std::move(message), std::move(where)});
}

} // namespace gpseal
