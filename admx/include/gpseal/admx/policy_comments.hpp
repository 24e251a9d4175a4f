#pragma once

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/diagnostics.hpp>
#include <gpseal/base/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

// What administrators wrote beside the policies of a GPO: its comment.cmtx.

/// A comment on one policy. Texts are valid UTF-8 and otherwise untrusted.
struct PolicyComment {
    std::string policy_namespace; ///< empty: the file declares no such prefix, and a finding says so
    std::string policy;           ///< its name in that namespace
    std::string text;             ///< line breaks are LF; empty where the file lacks the string it names

    bool operator==(const PolicyComment&) const = default;
};

struct PolicyComments {
    std::vector<PolicyComment> comments; ///< in file order
    Diagnostics findings;

    /// The first comment on a policy, names compared without regard to case; null: none.
    [[nodiscard]] const PolicyComment* of(std::string_view policy_namespace, std::string_view policy) const;
};

/// Reads a CMTX file, within the bounds that hold for ADMX files. An error, with its place, only where the file as a
/// whole is refused; a comment that cannot be read is a finding, and the rest is read.
[[nodiscard]] Result<PolicyComments> read_comments(Document document);

} // namespace gpseal::admx
