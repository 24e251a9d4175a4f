#pragma once

#include <gpseal/agent/smb_client_stack.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace gpseal::agent {

/// One write is one setting. Errc::unsupported: the kernel does not know the value.
[[nodiscard]] Result<void> write_cifs_flags(const std::filesystem::path& file, std::uint32_t flags);

/// Such a write, before it is made. It loosens where a "must" becomes a "may".
[[nodiscard]] ConfigChange cifs_flags_change(const std::string& target, std::uint32_t before, std::uint32_t after);

} // namespace gpseal::agent
