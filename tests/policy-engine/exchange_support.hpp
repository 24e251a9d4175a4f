#pragma once

#include "test_data.hpp"

#include <gpseal/policy/exchange.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::tests {

inline constexpr std::array exchange_formats{policy::ExchangeFormat::lgpo_text, policy::ExchangeFormat::reg_file,
                                             policy::ExchangeFormat::policy_rules, policy::ExchangeFormat::json};

inline Result<policy::ImportedPolicy> import_text(std::string_view text, policy::ExchangeFormat format,
                                                  policy::ImportOptions options = {})
{
    options.file_name = "x";
    return policy::import_registry_policy(std::as_bytes(std::span(text)), format, options);
}

inline std::string message_of(const Result<policy::ImportedPolicy>& result)
{
    return result ? "accepted" : describe(result.error());
}

/// The export of one entry as the format shows it, or why there is none.
inline std::string export_one(const policy::RegistryEntry& entry, policy::ExchangeFormat format)
{
    const auto view = policy::view_of(entry);
    const auto text = policy::export_registry_policy(std::span(&view, 1), format, {.file_name = "x"});
    return text ? *text : describe(text.error());
}

} // namespace gpseal::tests
