#pragma once

#include <gpseal/policy/domain_snapshot.hpp>
#include <gpseal/policy/gpt_ini.hpp>

#include <cstdint>
#include <optional>

// What one look says of a GPO's files: which it must have, of which versions, and whether they are whole.
namespace gpseal::agent {

[[nodiscard]] bool has_registry_policy(const policy::GpoSnapshot& gpo);
[[nodiscard]] bool has_security_settings(const policy::GpoSnapshot& gpo);

/// nullopt: it was not read, or is damaged.
[[nodiscard]] std::optional<policy::GptIni> gpt_of(const policy::GpoSnapshot& gpo);

/// Both halves; nullopt: the attribute is not there, or is no number.
[[nodiscard]] std::optional<std::uint32_t> directory_version(const policy::GpoSnapshot& gpo);

/// The computer's halves.
[[nodiscard]] policy::GpoVersion versions_of(const policy::GpoSnapshot& gpo);

/// Its Registry.pol is whole and well formed, or rightly not there: both versions are 0, so nobody ever edited it.
[[nodiscard]] bool has_sound_policy(const policy::GpoSnapshot& gpo);

[[nodiscard]] bool has_sound_template(const policy::GpoSnapshot& gpo);

/// Its Registry.pol is not there, although a version is not 0.
[[nodiscard]] bool lacks_policy(const policy::GpoSnapshot& gpo);

} // namespace gpseal::agent
