#pragma once

#include "fakes.hpp"
#include "pol_builder.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/cycle.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace gpseal::tests {

/// A machine made of fakes; the state folder is real.
struct Machine {
    TemporaryFolder folder;
    std::vector<std::string> log;
    FakeSource source;
    FakeStack samba{"samba", log};
    FakeStack kernel{"kernel-cifs", log, FakeStack::Part::not_there};
    FakeStack guard{"guard", log};
    FakeProbe probe{guard};
    agent::PolicyStore store{agent::RootedPaths(folder.path())};
    agent::CycleOptions options;

    agent::CycleOutcome run()
    {
        log.clear();
        return agent::run_cycle(services(), options);
    }
    agent::CycleOutcome verify() { return agent::run_verify(services(), options); }
    Result<agent::ComplianceReport> status() { return agent::current_status(services(), options); }
    agent::CycleOutcome revert() { return agent::run_revert(services(), options, agent::RevertScope::stacks); }
    void policy(std::uint32_t value)
    {
        source.problems.clear();
        source.pols = {PolBuilder().require_encryption(value).bytes()};
    }
    void lose_source()
    {
        source.pols.clear();
        source.problems = {{Errc::not_found, "is not there", "gpo"}};
    }

private:
    agent::Services services()
    {
        return {agent::RootedPaths(folder.path()), source, store, {&samba, &kernel}, guard, probe};
    }
};

} // namespace gpseal::tests
