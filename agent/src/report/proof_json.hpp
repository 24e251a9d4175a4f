#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/base/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

inline constexpr std::string_view proof_schema = "gpseal.proof/1";

/// One thing that was looked at, as it was at the moment of the report.
struct Exhibit {
    std::string what;                ///< "smb.conf", "guard table"…
    std::string from;                ///< the file's path, or the command
    std::optional<std::string> text; ///< its bytes; nullopt: see `problem`
    std::string problem;             ///< why there are none; or a remark on how they were got
};

/// A moment's proof for an auditor: the report and what it was made of, each with its size and SHA-256. JSON, ending in
/// a newline. Bytes that are not UTF-8 are replaced in the text and `exact` is false; hash and size are the original's.
/// An error where the report would not be in it.
[[nodiscard]] Result<std::string> proof_to_json(const ComplianceReport& report, const std::vector<Exhibit>& exhibits,
                                                std::string_view version);

} // namespace gpseal::agent
