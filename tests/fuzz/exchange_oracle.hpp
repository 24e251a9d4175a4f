#pragma once

// What must hold of every text that is imported, and of every registry.pol that is exported.

#include "fuzz_demand.hpp"

#include <gpseal/policy/exchange.hpp>

#include <cstdint>
#include <optional>
#include <span>

namespace gpseal::fuzz {

using policy::ExchangeFormat;

/// A .reg names a long key once for many values, a registry.pol with each: more than this takes seconds to write again.
inline constexpr std::size_t written_again = std::size_t{1} << 20;

/// Exports, and demands that a refusal is one that names an entry: an export that its own check stops is a bug.
inline void check_export(std::span<const policy::RegistryInstruction> entries, ExchangeFormat format)
{
    const auto text = policy::export_registry_policy(entries, format, {.file_name = "x", .policy_name = "p"});
    if (!text) {
        demand(format != ExchangeFormat::json, "JSON holds everything");
        demand(text.error().code == Errc::refused && text.error().message.starts_with("entry ") &&
                   text.error().where.starts_with("x@"),
               "a refused export names its entry");
        return;
    }
    const auto bytes = std::as_bytes(std::span(*text));
    demand(policy::guess_exchange_format(bytes) == format || entries.empty(), "an export is known by its content");
    const auto again = policy::import_registry_policy(bytes, format, {.file_name = "y"});
    demand(again && policy::serialize_registry_policy(again->entries) == policy::serialize_registry_policy(entries),
           "an export imports as the same registry.pol");
}

/// False: the text holds more than one registry.pol, and none was chosen.
inline bool check_import(std::span<const std::byte> bytes, ExchangeFormat format,
                         std::optional<policy::PolicyScope> scope)
{
    const auto imported = policy::import_registry_policy(bytes, format, {.file_name = "x", .scope = scope});
    if (!imported) {
        demand(!imported.error().message.empty() && imported.error().where.starts_with("x"),
               "a refused import says what and where");
        demand(imported.error().code != Errc::internal, "a refused import is no bug");
        return imported.error().code != Errc::usage;
    }
    const auto pol = policy::serialize_registry_policy(imported->entries);
    const auto parsed = policy::parse_registry_policy(pol, "pol");
    demand(parsed && policy::own(parsed->instructions) == imported->entries,
           "what is imported makes a registry.pol that holds it");
    if (pol.size() <= written_again) {
        check_export(parsed->instructions, format);
        check_export(parsed->instructions, ExchangeFormat::json);
    }
    return true;
}

/// Any bytes as a text of the format, and as a registry.pol to be written in it.
inline void check_exchange(const std::uint8_t* data, std::size_t size, ExchangeFormat format)
{
    const auto bytes = std::as_bytes(std::span(data, size));
    if (!check_import(bytes, format, std::nullopt)) {
        check_import(bytes, format, policy::PolicyScope::computer);
        check_import(bytes, format, policy::PolicyScope::user);
    }
    if (const auto pol = policy::parse_registry_policy(bytes, "x")) {
        check_export(pol->instructions, format);
    }
}

} // namespace gpseal::fuzz
