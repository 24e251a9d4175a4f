// Oracle: what is read is written and read again as the same, byte for byte; and a result is complete only where
// nothing in the snapshot tells of a failure that could matter.

#include <gpseal/agent/domain_snapshot_json.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace gpseal;

void require(bool held)
{
    if (!held) {
        std::abort();
    }
}

void check_result(const policy::DomainSnapshot& snapshot)
{
    using policy::Completeness;
    const auto result = policy::resolve_domain(snapshot);
    const bool list_failed = !snapshot.problems.empty() || snapshot.site_status == policy::SiteStatus::failed;
    require(!list_failed || result.completeness == Completeness::unusable);
    require((result.completeness == Completeness::complete) == result.problems.empty());
    require(result.completeness != Completeness::unusable || result.applied.empty());
    const auto decision = policy::decide_require_encryption(result);
    require(result.completeness == Completeness::complete || decision.mandate != policy::EncryptionMandate::none);
    // nobody is both read from disk and denied by the directory
    for (const auto& dn : policy::gpos_to_read(snapshot)) {
        const auto all = policy::linked_gpos(snapshot);
        require(std::find(all.begin(), all.end(), dn) != all.end());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    const auto snapshot = agent::snapshot_from_json(json, "fuzz");
    if (!snapshot) {
        return 0;
    }
    const auto written = agent::to_json(*snapshot);
    const auto again = agent::snapshot_from_json(written, "again");
    require(again && agent::to_json(*again) == written);
    check_result(*snapshot);
    return 0;
}
