#pragma once

#include <gpseal/agent/file_system.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace gpseal::agent {

/// When the look began that was applied last, kept in `/run/gpseal/look`: looks may end in another order than they
/// began in, and what an older one saw must not undo what a newer one did. Times are since boot, which nobody can set.
class LookOrder {
public:
    explicit LookOrder(const RootedPaths& paths) : file_(paths.run() / "look") {}

    /// Whether one that began later was applied already. Damaged, or of another boot, it is not there.
    [[nodiscard]] bool is_overtaken(std::chrono::nanoseconds began) const;
    [[nodiscard]] Result<void> note(std::chrono::nanoseconds began) const;

private:
    std::filesystem::path file_;
};

/// "began NUMBER\n": how gpseald tells gpseal-apply, in front of a policy record.
[[nodiscard]] std::string look_began_line(std::chrono::nanoseconds began);
/// Takes that line off; nullopt: there is none.
[[nodiscard]] std::optional<std::chrono::nanoseconds> take_look_began(std::string& message);
inline constexpr std::size_t look_began_max = 32; ///< bytes

} // namespace gpseal::agent
