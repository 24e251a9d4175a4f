#pragma once

#include "probe/server_use.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace gpseal::app {

inline constexpr std::string_view impact_schema = "gpseal.impact/1";

/// A server that is used, and what it answered.
struct ImpactRow {
    agent::UsedServer used;
    agent::ServerReport report;
};

/// One line, one object, with its line feed.
[[nodiscard]] std::string impact_json(const ImpactRow& row);

/// Headers, a line a server.
[[nodiscard]] std::string impact_table(std::span<const ImpactRow> rows, std::size_t width);

} // namespace gpseal::app
