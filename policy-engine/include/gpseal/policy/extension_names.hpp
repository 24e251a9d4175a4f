#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/guid.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// The client-side extension that reads registry.pol ([MS-GPREG] 1.9).
inline constexpr std::string_view registry_extension = "{35378EAC-683F-11D2-A89A-00C04FBBCFA2}";
/// The one that reads GptTmpl.inf ([MS-GPSB] 1.9).
inline constexpr std::string_view security_extension = "{827D319E-6EAC-11D2-A4EA-00C04F79F83A}";

/// gPCMachineExtensionNames, `[{CSE}{TOOL}…]…`: the extensions that have something to do for a GPO.
struct ExtensionNames {
    std::vector<Guid> extensions; ///< those that a client processes
    /// The first one that is smaller than the one before it: a client stops there ([MS-GPOL] 2.2.4).
    std::optional<Guid> out_of_sequence;

    [[nodiscard]] bool contains(std::string_view guid) const;
};

inline constexpr std::size_t max_extension_names_size = std::size_t{64} << 10;

/// Space stands for nothing; anything else that is no `[{CSE}…]` is an error.
[[nodiscard]] Result<ExtensionNames> parse_extension_names(std::string_view text);

/// Whether a GPO with these gPCMachineExtensionNames has something for the extension to do.
[[nodiscard]] bool names_extension(const std::optional<std::string>& machine_extension_names, std::string_view guid);

/// gPCWQLFilter, `[domain;{GUID};0]`: whether the GPO has a WMI filter.
[[nodiscard]] bool has_wmi_filter(std::string_view text);

} // namespace gpseal::policy
