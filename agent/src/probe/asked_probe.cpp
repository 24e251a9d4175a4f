#include "probe/asked_probe.hpp"

#include <gpseal/agent/child_process.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gpseal::agent {

namespace {

/// What it takes of its own accord (3 s at most for the canary and for settings, 25 s with a resolver that answers for
/// the rest), and its start.
constexpr std::chrono::seconds quick_patience{10};
constexpr std::chrono::seconds patience{30};

} // namespace

template <typename T>
Result<T> AskedProbe::ask_for(const ProbeQuestion& question, std::chrono::seconds wait, UniqueFd packets)
{
    auto record = encode_probe_question(question);
    if (!record) {
        return fail(record.error());
    }
    auto answer = part_.ask_for<T>({*std::move(record), std::move(packets)}, wait, decode_probe_answer);
    return answer ? Result<T>(std::move(answer->said)) : fail(answer.error());
}

CanaryResult AskedProbe::canary()
{
    auto canary = ask_for<CanaryResult>(AskCanary{}, quick_patience);
    if (!canary) {
        canary = CanaryResult{.refused = std::nullopt, .detail = describe(canary.error())};
    }
    canary->at = std::chrono::system_clock::now();
    return *std::move(canary);
}

EffectiveState AskedProbe::connect(const ProbeTarget& target, ProbeMethod method, const Credentials& credentials)
{
    return test_session(target, method, guard_, [&] {
        auto packets = packets_(target.port);
        auto trace = packets
                         ? ask_for<SessionTrace>(AskSession{target, method, credentials}, patience, *std::move(packets))
                         : Result<SessionTrace>(fail(packets.error()));
        return trace ? *std::move(trace)
                     : SessionTrace{.evidence = {.client = fail(trace.error()), .wire = fail(trace.error())}};
    });
}

SettingsOfUser AskedProbe::settings(const std::filesystem::path& smb_conf)
{
    auto user = ask_for<SettingsOfUser>(AskSettings{smb_conf.string()}, quick_patience);
    return user ? *std::move(user) : SettingsOfUser{.uid = unprivileged_uid, .settings = fail(user.error())};
}

std::vector<ControllerAnswer> AskedProbe::ask_controllers(const std::vector<std::string>& hosts)
{
    auto answers = ask_for<std::vector<ControllerAnswer>>(AskControllers{hosts}, patience);
    const auto same = [](const ControllerAnswer& answer, const std::string& host) { return answer.host == host; };
    if (answers && std::equal(answers->begin(), answers->end(), hosts.begin(), hosts.end(), same)) {
        return *std::move(answers);
    }
    const auto why = answers ? std::string("gpseal-probe answers for other hosts") : describe(answers.error());
    std::vector<ControllerAnswer> unknown;
    std::transform(hosts.begin(), hosts.end(), std::back_inserter(unknown), [&](const std::string& host) {
        return ControllerAnswer{.host = host, .policy_source = true, .encrypts = std::nullopt, .reason = why};
    });
    return unknown;
}

} // namespace gpseal::agent
