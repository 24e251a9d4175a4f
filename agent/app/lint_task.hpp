#pragma once

#include <gpseal/base/diagnostics.hpp>
#include <gpseal/base/result.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace gpseal::app {

struct LintResult {
    Diagnostics findings; ///< by file, line and column; each once, whatever languages it was met in
    std::size_t files = 0;
};

/// Checks ADMX and ADML files: the folders among `paths` whole, with the texts of every language, and the files among
/// them by themselves, read beside their neighbours. `beside` are folders whose files may be referred to and are not
/// checked. Fails where nothing could be read.
[[nodiscard]] Result<LintResult> lint(const std::vector<std::string>& paths, const std::vector<std::string>& beside);

} // namespace gpseal::app
