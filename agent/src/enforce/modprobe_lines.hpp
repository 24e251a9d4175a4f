#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// gpseal's lines in modprobe.d: how cifs is loaded, so that its flags hold before the first packet of the first mount.
/// Bytes in, bytes out; the lines carry marks of their own and are described in agent/README.md.
namespace gpseal::agent::modprobe_lines {

enum class State { absent, intact, damaged };

[[nodiscard]] std::string_view to_string(State state);

/// Our lines for these demands (cifs_flags.hpp) at the top, every other line behind them. Idempotent. No demand, no
/// lines.
[[nodiscard]] std::string insert(std::string_view text, std::uint32_t demands);
/// All but our lines: remove(insert(x, d)) == x for every x that holds none.
[[nodiscard]] std::string remove(std::string_view text);
/// Damaged: ours are there, and not as insert() writes them for any demands.
[[nodiscard]] State state(std::string_view text);
/// What our lines, damaged ones too, ask for.
[[nodiscard]] std::uint32_t demands_in(std::string_view text);

/// The first line, counted from 1, by which somebody else says how cifs is loaded (modprobe.d(5), `install`); nullopt:
/// nobody does.
[[nodiscard]] std::optional<std::size_t> foreign_install(std::string_view text);

} // namespace gpseal::agent::modprobe_lines
