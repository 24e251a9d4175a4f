#pragma once

#include "domain_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::tests {

using namespace policy;

/// X says enabled, version 3, and was read before.
class WithX : public DomainBuilder {
public:
    WithX()
    {
        unit().gp_link = link_to("x");
        auto& gpo = this->gpo({.name = "x", .pol = "1", .version = 3, .gpt_version = 3});
        gpo.last_good = LastGoodCopy{.registry_pol = gpo.registry_pol, .version = {3, 3}};
    }

    GpoSnapshot& x() { return snapshot().gpos.front(); }
    void set_version(std::uint32_t directory, std::uint32_t sysvol)
    {
        x().attributes.version_number = std::to_string(directory);
        x().gpt_ini = file_with(bytes_of("[General]\r\nVersion=" + std::to_string(sysvol) + "\r\n"));
    }
    [[nodiscard]] PolicyDecision decide() const { return decide_require_encryption(resolve()); }
};

inline bool has(const DomainResult& result, std::string_view code)
{
    return std::any_of(result.findings.begin(), result.findings.end(),
                       [&](const Finding& finding) { return finding.code == code; });
}

inline void fail_file(FileSnapshot& file)
{
    file = {.status = FileStatus::failed, .problem = Error{Errc::io, "connection reset", "dc1"}};
}

/// Nothing follows from it: no GPO, no mandate, and never "not configured".
inline void check_unusable(const WithX& domain)
{
    const auto result = domain.resolve();
    CHECK(result.completeness == Completeness::unusable);
    CHECK(result.applied.empty());
    CHECK_FALSE(result.problems.empty());
    CHECK(domain.decide().state == PolicyState::unrecognised);
    CHECK_FALSE(domain.decide().mandate);
}

/// Still enabled, by what was read before; may tighten, never loosen.
inline void check_kept(const WithX& domain)
{
    const auto result = domain.resolve();
    CHECK(result.completeness == Completeness::degraded);
    CHECK(has(result, "last_good_copy"));
    CHECK(precedence(result) == std::vector<std::string>{"x"});
    CHECK(domain.decide().state == PolicyState::enabled);
}

/// Not known: X says nothing that counts, and nothing takes its word away either.
inline void check_unknown(const WithX& domain)
{
    CHECK(domain.resolve().completeness == Completeness::degraded);
    CHECK(domain.decide().state == PolicyState::unrecognised);
    CHECK_FALSE(domain.decide().mandate);
}

} // namespace gpseal::tests
