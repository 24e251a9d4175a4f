#pragma once

#include "report/result_json.hpp"
#include "terminal.hpp"

#include <string>

namespace gpseal::app {

/// The resultant set for a person: who was asked, what applies and what does not, with the reason.
[[nodiscard]] std::string result_text(const agent::ResultView& view, const Terminal& terminal);

} // namespace gpseal::app
