#pragma once

#include "service/sha256.hpp"

#include <gpseal/agent/connection_probe.hpp>
#include <gpseal/agent/policy_source.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gpseal::tests {

/// A stack whose protection is a number: 0 nothing, 1 watching, 2 in force. Logs what is done to it.
class FakeStack : public agent::SmbClientStack {
public:
    enum class Part { there, not_there }; ///< not_there: nothing to set, as of a client that is not installed

    FakeStack(std::string name, std::vector<std::string>& log, Part is = Part::there)
        : part(is), name_(std::move(name)), log_(log)
    {
    }

    Part part;
    int protection = 0;
    std::optional<Error> apply_fails;
    std::optional<Error> plan_fails;

    [[nodiscard]] std::string_view name() const override { return name_; }

    [[nodiscard]] Result<agent::StackPlan> plan(const agent::WantedState& wanted) override
    {
        if (plan_fails) {
            return fail(*plan_fails);
        }
        agent::StackPlan plan;
        if (level(wanted) != protection) {
            plan.changes.push_back({name_, "diff", level(wanted) < protection});
        }
        return plan;
    }

    [[nodiscard]] Result<void> apply(const agent::WantedState& wanted,
                                     const std::optional<agent::Loosening>& loosening) override
    {
        if (apply_fails) {
            return fail(*apply_fails);
        }
        if (level(wanted) < protection && !loosening) {
            return fail(Errc::refused, "would loosen", name_);
        }
        if (level(wanted) != protection) {
            protection = level(wanted);
            log_.push_back(name_ + " " + std::to_string(protection));
        }
        return {};
    }

    [[nodiscard]] std::vector<agent::ConfiguredState> judge(const agent::WantedState& wanted) override
    {
        const auto word = [](int stage) { return stage == 2 ? "enforce" : stage == 1 ? "audit" : "off"; };
        if (part == Part::not_there) {
            return {};
        }
        return {{name_, name_, word(level(wanted)), word(protection), true, level(wanted) != protection}};
    }

private:
    [[nodiscard]] int level(const agent::WantedState& wanted) const
    {
        if (name_ == "guard") {
            const auto mode = agent::guard_mode(wanted);
            if (mode == agent::GuardMode::off && !wanted.workstation && protection == 1) {
                return 1; // the other policies are not known: who watches stays
            }
            return mode == agent::GuardMode::enforce ? 2 : mode == agent::GuardMode::audit ? 1 : 0;
        }
        return wanted.mandate == policy::EncryptionMandate::none || part == Part::not_there ? 0 : 2;
    }

    std::string name_;
    std::vector<std::string>& log_;
};

class FakeSource : public agent::PolicySource {
public:
    std::vector<std::vector<std::byte>> pols; ///< one GPO each
    std::vector<Error> problems;
    std::vector<std::string> controllers;
    Diagnostics findings;
    std::optional<std::chrono::nanoseconds> began; ///< of a look that others made

    [[nodiscard]] agent::CollectedPolicy collect() override
    {
        std::vector<policy::GroupPolicyObject> gpos;
        for (const auto& pol : pols) {
            policy::GroupPolicyObject gpo;
            gpo.bytes = pol;
            gpo.identity.name = gpo.identity.path = "gpo" + std::to_string(gpos.size());
            gpo.registry = policy::parse_registry_policy(gpo.bytes, gpo.identity.path).value();
            gpo.identity.pol_sha256 = agent::sha256_hex(gpo.bytes);
            gpos.push_back(std::move(gpo));
        }
        auto collected = agent::decide(gpos);
        collected.problems = problems;
        collected.controllers = controllers;
        collected.findings = findings;
        collected.began = began;
        return collected;
    }
};

/// Sees plaintext unless the guard is in force.
class FakeProbe : public agent::ConnectionProbe {
public:
    explicit FakeProbe(const FakeStack& guard) : guard_(guard) {}

    [[nodiscard]] agent::CanaryResult canary() override
    {
        return {.refused = guard_.protection == 2, .detail = "fake", .at = {}};
    }
    [[nodiscard]] agent::EffectiveState connect(const agent::ProbeTarget& target, agent::ProbeMethod method,
                                                const agent::Credentials& credentials) override
    {
        (void)credentials;
        return {.target = target, .method = method, .verdict = verdict, .at = {}};
    }

    [[nodiscard]] std::vector<agent::ControllerAnswer> ask_controllers(const std::vector<std::string>& hosts) override
    {
        ++asked;
        std::vector<agent::ControllerAnswer> answers;
        for (const auto& host : hosts) {
            answers.push_back({.host = host, .policy_source = true, .encrypts = controllers_encrypt, .reason = "fake"});
        }
        return answers;
    }

    agent::ProbeVerdict verdict = agent::ProbeVerdict::encrypted;
    std::optional<bool> controllers_encrypt = true;
    int asked = 0; ///< how often domain controllers were

private:
    const FakeStack& guard_;
};

} // namespace gpseal::tests
