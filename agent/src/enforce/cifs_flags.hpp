#pragma once

#include <gpseal/base/result.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// SecurityFlags of the kernel's SMB client (fs/smb/client/cifsglob.h). "Must seal" makes every mount seal what its
/// server can decrypt; it refuses nothing. "Must sign" refuses a server that does not sign.
namespace gpseal::agent::cifs_flags {

inline constexpr std::uint32_t must_seal = 0x40040;
inline constexpr std::uint32_t must_sign = 0x1001;
/// What gpseal sets, in the order in which it does: a kernel that refuses one has taken those before.
inline constexpr std::array demands = {must_sign, must_seal};

/// The bits without which "must" is "may", which is the kernel's default.
[[nodiscard]] constexpr std::uint32_t must_alone(std::uint32_t wish)
{
    return wish & 0x41000U;
}

/// What was there before gpseal, in one start of the machine.
struct Record {
    std::string boot; ///< /proc/sys/kernel/random/boot_id
    std::uint32_t before = 0;
    std::uint32_t ours = must_seal; ///< whole demands
    bool refused = false;           ///< this kernel knows no "must seal"

    bool operator==(const Record&) const = default;
};

[[nodiscard]] constexpr bool seals(std::uint32_t flags)
{
    return (flags & must_seal) == must_seal;
}

/// "0xc5", as the kernel shows it, with or without a newline; nullopt: no such number.
[[nodiscard]] std::optional<std::uint32_t> parse(std::string_view text);
[[nodiscard]] std::string text_of(std::uint32_t flags);

/// What the flags become when all that gpseal asks is `wish`, which may be more or less than before. `record`: of this
/// start of the machine; `at_load`: what our line for modprobe asks. Nobody's flags but ours go.
[[nodiscard]] std::uint32_t settled(std::uint32_t flags, const std::optional<Record>& record, std::uint32_t at_load,
                                    std::uint32_t wish);

/// The demands that `flags` do not meet.
[[nodiscard]] std::uint32_t unmet(std::uint32_t flags, std::uint32_t wish);

/// "must seal, must sign"; "" for none.
[[nodiscard]] std::string words_of(std::uint32_t wish);

/// `gpseal.kernel-cifs/2 SHA-256` of the second line, then `BOOT FLAGS OURS set|refused`.
[[nodiscard]] std::string text_of(const Record& record);
/// Errc::malformed for anything that text_of() does not write.
[[nodiscard]] Result<Record> parse_record(std::string_view text, std::string_view origin);

} // namespace gpseal::agent::cifs_flags
