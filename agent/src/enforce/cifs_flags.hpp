#pragma once

#include <gpseal/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// SecurityFlags of the kernel's SMB client (fs/smb/client/cifsglob.h). "Must seal" makes every mount seal what its
/// server can decrypt; it refuses nothing.
namespace gpseal::agent::cifs_flags {

inline constexpr std::uint32_t must_seal = 0x40040;
/// Without it "must seal" is "may seal", which is the kernel's default.
inline constexpr std::uint32_t must_seal_alone = 0x40000;

/// What was there before gpseal, in one start of the machine.
struct Record {
    std::string boot; ///< /proc/sys/kernel/random/boot_id
    std::uint32_t before = 0;
    bool refused = false; ///< this kernel knows no "must seal"

    bool operator==(const Record&) const = default;
};

[[nodiscard]] constexpr bool seals(std::uint32_t flags)
{
    return (flags & must_seal) == must_seal;
}

/// "0xc5", as the kernel shows it, with or without a newline; nullopt: no such number.
[[nodiscard]] std::optional<std::uint32_t> parse(std::string_view text);
[[nodiscard]] std::string text_of(std::uint32_t flags);

/// What the flags become when gpseal's say ends. `record`: of this start of the machine; `at_load`: our line for
/// modprobe is there. Nobody's flags but ours change: without either they stay.
[[nodiscard]] std::uint32_t restored(std::uint32_t flags, const std::optional<Record>& record, bool at_load);

/// `gpseal.kernel-cifs/1 SHA-256` of the second line, then `BOOT FLAGS set|refused`.
[[nodiscard]] std::string text_of(const Record& record);
/// Errc::malformed for anything that text_of() does not write.
[[nodiscard]] Result<Record> parse_record(std::string_view text, std::string_view origin);

} // namespace gpseal::agent::cifs_flags
