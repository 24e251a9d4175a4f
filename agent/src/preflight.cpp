#include <gpseal/agent/preflight.hpp>

#include <algorithm>

namespace gpseal::agent {

namespace {

bool cannot(const ControllerAnswer& answer)
{
    return answer.encrypts == false;
}

} // namespace

std::string_view to_string(PreflightResult result)
{
    switch (result) {
    case PreflightResult::passed:
        return "passed";
    case PreflightResult::unknown:
        return "unknown";
    case PreflightResult::warned:
        return "warned";
    case PreflightResult::stopped:
        return "stopped";
    }
    return "stopped";
}

bool cuts_off_policy(std::span<const ControllerAnswer> answers)
{
    const bool source = std::any_of(answers.begin(), answers.end(), [](const ControllerAnswer& answer) {
        return answer.policy_source && cannot(answer);
    });
    return source || (!answers.empty() && std::all_of(answers.begin(), answers.end(), cannot));
}

PreflightSection judge_preflight(std::span<const ControllerAnswer> answers, Preflight mode)
{
    PreflightSection section;
    for (const auto& answer : answers) {
        if (cannot(answer)) {
            section.reasons.push_back("domain controller " + answer.host + " cannot encrypt (" + answer.reason +
                                      "), and policy is read from it");
        } else if (!answer.encrypts) {
            section.reasons.push_back("whether domain controller " + answer.host +
                                      " can encrypt is not known: " + answer.reason);
        }
    }
    if (cuts_off_policy(answers)) {
        section.result = mode == Preflight::stop ? PreflightResult::stopped : PreflightResult::warned;
    } else {
        section.result = section.reasons.empty() ? PreflightResult::passed : PreflightResult::unknown;
    }
    return section;
}

} // namespace gpseal::agent
