// Any bytes as a CMTX file.

#include "catalog_oracle.hpp"

#include <gpseal/admx/policy_comments.hpp>
#include <gpseal/base/utf.hpp>

using namespace gpseal;

namespace {

void check(const admx::PolicyComments& read)
{
    for (const auto& comment : read.comments) {
        fuzz::demand(!comment.policy.empty(), "a comment says on which policy it is");
        fuzz::demand(valid_utf8(comment.text) == comment.text, "a text is UTF-8");
        const auto* const found = read.of(comment.policy_namespace, comment.policy);
        fuzz::demand(found != nullptr && found <= &comment, "the first comment on a policy is found");
    }
    for (const auto& finding : read.findings) {
        fuzz::demand(finding.severity != Severity::error, "a file with an error is refused");
        fuzz::demand(finding.where.starts_with("F/comment.cmtx"), "a finding says where");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto read = admx::read_comments({"F/comment.cmtx", fuzz::bytes_of(data, size)});
    if (!read) {
        fuzz::demand(!read.error().message.empty() && read.error().where.starts_with("F/comment.cmtx"),
                     "a refusal says what and where");
        return 0;
    }
    check(*read);
    const auto again = admx::read_comments({"F/comment.cmtx", fuzz::bytes_of(data, size)});
    fuzz::demand(again && again->comments == read->comments && again->findings == read->findings,
                 "the same bytes read the same way");
    return 0;
}
