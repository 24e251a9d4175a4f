#include "probe/controller_answers.hpp"

#include "probe/probe_loop.hpp"

#include <algorithm>
#include <iterator>

namespace gpseal::agent {

ControllerAnswer answer_of(const ServerReport& report, bool policy_source)
{
    ControllerAnswer answer{.host = report.server.name, .policy_source = policy_source, .reason = report.error};
    if (report.verdict != ServerVerdict::unknown) {
        answer.encrypts = report.verdict == ServerVerdict::works;
    }
    return answer;
}

std::vector<ControllerAnswer> ask_controllers(const std::vector<std::string>& hosts)
{
    std::vector<ServerEndpoint> servers;
    std::transform(hosts.begin(), hosts.end(), std::back_inserter(servers),
                   [](const std::string& host) { return ServerEndpoint{.name = host}; });
    std::vector<ControllerAnswer> answers(hosts.size());
    const auto asked = probe_servers(
        servers, {}, [&](std::size_t index, const ServerReport& report) { answers[index] = answer_of(report, true); });
    for (std::size_t i = 0; !asked && i < hosts.size(); ++i) {
        answers[i] = {.host = hosts[i], .policy_source = true, .reason = describe(asked.error())};
    }
    return answers;
}

} // namespace gpseal::agent
