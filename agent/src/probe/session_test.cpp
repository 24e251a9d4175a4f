#include "probe/session_test.hpp"

#include "probe/session_verdict.hpp"

#include <utility>

namespace gpseal::agent {

namespace {

/// nullopt when either is not known, or the counters were reset in between.
std::optional<std::uint64_t> growth(const std::optional<GuardRefusals>& before,
                                    const std::optional<GuardRefusals>& after, const SessionTrace& trace,
                                    std::uint16_t port)
{
    if (!before || !after) {
        return std::nullopt;
    }
    const auto first = (*before)(trace.addresses, port, trace.uid);
    const auto last = (*after)(trace.addresses, port, trace.uid);
    return last >= first ? std::optional(last - first) : std::nullopt;
}

} // namespace

EffectiveState test_session(const ProbeTarget& target, ProbeMethod method, const GuardLook& guard,
                            const std::function<SessionTrace()>& trace)
{
    const auto look = [&] { return guard ? guard() : std::nullopt; };
    const auto before = look();
    auto traced = trace();
    traced.evidence.guard_refusals = growth(before, look(), traced, target.port);
    auto verdict = judge_session(traced.evidence);
    return {.target = target,
            .method = method,
            .verdict = verdict.verdict,
            .dialect = std::move(verdict.dialect),
            .cipher = std::move(verdict.cipher),
            .is_signed = verdict.is_signed,
            .encrypted = verdict.verdict == ProbeVerdict::encrypted,
            .error = std::move(verdict.error),
            .at = std::chrono::system_clock::now()};
}

EffectiveState test_session(const ProbeTarget& target, ProbeMethod method, const Credentials& credentials,
                            const SessionTestSettings& settings)
{
    return test_session(target, method, settings.guard_refusals,
                        [&] { return trace_session(target, method, credentials, settings.limits); });
}

} // namespace gpseal::agent
