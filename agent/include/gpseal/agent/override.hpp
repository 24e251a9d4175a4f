#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// What an override does to the mandate.
enum class OverrideEffect {
    open, ///< a client reads in the clear because of it
    held, ///< a client would, but the guard cuts it
    note, ///< nothing now: it may undo a setting later, or is not known to open anything
};

[[nodiscard]] std::string_view to_string(OverrideEffect effect);

/// Something on this machine by which clients pass over the machine's settings, or which undoes them.
struct Override {
    std::string code;                 ///< stable, such as "user_smb_conf"; agent/README.md lists them
    std::string where;                ///< a path, or "process 1234 (vlc)"
    std::optional<std::uint32_t> uid; ///< whose it is; nullopt: the machine's
    std::string what;                 ///< what it does, one clause
    std::string fix;                  ///< what closes it: a command, or what to ask of whom
    OverrideEffect effect = OverrideEffect::open;

    bool operator==(const Override&) const = default;
};

/// Of one kind no more are listed one by one; the last row counts the rest.
inline constexpr std::size_t max_overrides_of_a_kind = 32;

} // namespace gpseal::agent
