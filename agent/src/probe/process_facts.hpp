#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the kernel's own files say of a process (proc(5)): bytes in, values out. Names, arguments and environment are
// the process' to choose.
namespace gpseal::agent {

/// Field 22 of /proc/PID/stat, in clock ticks since the machine started. The name in field 2 may hold anything, also
/// blanks and brackets.
[[nodiscard]] std::optional<std::uint64_t> start_ticks(std::string_view stat);

/// Field 2 of /proc/PID/stat, without its brackets; empty: there is none.
[[nodiscard]] std::string_view process_name(std::string_view stat);

/// The path of the first file in /proc/PID/maps whose name is `library` or begins with it and a dot, such as
/// "libsmbclient.so"; empty: none is mapped.
[[nodiscard]] std::string_view mapped_library(std::string_view maps, std::string_view library);

/// The value of a variable in /proc/PID/environ, the first one as for getenv(3); nullopt: not set.
[[nodiscard]] std::optional<std::string_view> environment_value(std::string_view environ, std::string_view name);

/// The first option of one of Samba's client programs that sets its own configuration against the machine's, as it
/// stands in /proc/PID/cmdline; empty: none, or another program.
[[nodiscard]] std::string_view overriding_option(std::string_view cmdline);

} // namespace gpseal::agent
