// What mutants.py made of a registry.pol, through the service's whole way: a GPO folder, gpseal-fetch's record, and the
// cycle of gpseal-apply on a machine that has the mandate in force, and on one that has none. A malformed file changes
// neither, says which file, where and why, and the repaired one is applied by the next look, its version being the
// same.
//
// usage: test_agent_record_mutants FOLDER, as mutants.py writes it

#include "collect/policy_record.hpp"
#include "fakes.hpp"
#include "pol_builder.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/cycle.hpp>
#include <gpseal/agent/settle.hpp>

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <cstdlib>
#include <iostream>
#include <map>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

class Given : public PolicySource {
public:
    CollectedPolicy policy;
    [[nodiscard]] CollectedPolicy collect() override { return policy; }
};

/// What gpseal-fetch would print of this folder, as gpseal-apply reads it.
CollectedPolicy handed_over(const std::filesystem::path& folder)
{
    return decode_policy_record(encode_policy_record(FileSource({folder}, FolderTrust::vouched).collect())).value();
}

struct ServiceMachine {
    TemporaryFolder folder;
    std::vector<std::string> log;
    Given source;
    FakeStack samba{"samba", log};
    FakeStack guard{"guard", log};
    FakeProbe probe{guard};
    PolicyStore store{RootedPaths(folder.path())};

    CycleOutcome apply(const std::filesystem::path& gpo)
    {
        source.policy = handed_over(gpo);
        return run_cycle({RootedPaths(folder.path()), source, store, {&samba}, guard, probe}, {});
    }
    [[nodiscard]] bool enforced() const { return samba.protection == 2 && guard.protection == 2; }
    [[nodiscard]] bool open() const { return samba.protection == 0 && guard.protection == 0; }
};

class Trial {
public:
    Trial()
    {
        for (const auto* name : {"good", "off", "mutant"}) {
            spill(folder_.path() / name / "gpt.ini", "[General]\r\nVersion=3\r\n");
        }
        write_policy("good", 1);
        write_policy("off", 0);
        const auto now = std::chrono::system_clock::now();
        known_to_require_ = {handed_over(folder_.path() / "good").decision, now};
        known_to_require_nothing_ = {handed_over(folder_.path() / "off").decision, now};
        must(bound_.apply(folder_.path() / "good").code != ExitCode::stale && bound_.enforced(), "it is enforced");
        must(free_.apply(folder_.path() / "off").code != ExitCode::stale && free_.open(), "it is open");
    }

    void take(const std::filesystem::path& file, const Poco::JSON::Object& expected)
    {
        where_ = file.filename().string();
        std::filesystem::create_directories(pol("mutant").parent_path());
        std::filesystem::copy_file(file, pol("mutant"), std::filesystem::copy_options::overwrite_existing);
        if (expected.getValue<std::string>("parse") == "malformed") {
            take_malformed();
        } else {
            take_valid(expected.getValue<std::string>("state"));
        }
    }

    int end() const
    {
        std::cout << malformed_ << " malformed: " << loosened_ << " loosened, " << tightened_ << " tightened, "
                  << reasons_.size() << " different reasons; " << valid_ << " valid; " << broken_ << " broken claims\n";
        return malformed_ >= 7000 && valid_ > 0 && broken_ == 0 && loosened_ + tightened_ == 0 ? 0 : 1;
    }

private:
    [[nodiscard]] std::filesystem::path pol(const char* name) const
    {
        return folder_.path() / name / "Machine" / "Registry.pol";
    }
    void write_policy(const char* name, std::uint32_t value) const
    {
        const auto bytes = PolBuilder().require_encryption(value).bytes();
        spill(pol(name), {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    void must(bool holds, const char* claim)
    {
        if (!holds && ++broken_ <= 20) {
            std::cout << "BROKEN: " << where_ << ": not so: " << claim << '\n';
        }
    }

    void take_malformed()
    {
        ++malformed_;
        const auto policy = handed_over(folder_.path() / "mutant");
        must(!policy.complete(), "the look is not complete");
        for (const auto& standing : {known_to_require_, known_to_require_nothing_}) {
            const auto settled = settle(policy, standing, {}, std::chrono::system_clock::now());
            const bool was_required = standing.decision.mandate == policy::EncryptionMandate::required;
            const bool is_required = settled.policy.decision.mandate == policy::EncryptionMandate::required;
            loosened_ += settled.may_loosen || (was_required && !is_required) ? 1U : 0U;
            tightened_ += !was_required && is_required ? 1U : 0U;
            must(settled.health.status != HealthStatus::ok && !settled.health.reasons.empty(), "it says why");
        }
        const auto reason = policy.complete() ? "" : describe(policy.problems.front());
        must(reason.find("Registry.pol") != std::string::npos, "the file is named");
        ++reasons_[reason];
        if (malformed_ % 100 == 0) {
            whole_cycles();
        }
    }

    void whole_cycles()
    {
        for (auto* const machine : {&bound_, &free_}) {
            const auto outcome = machine->apply(folder_.path() / "mutant");
            must(outcome.code == ExitCode::stale, "exit code 5");
            must(outcome.changes.empty(), "nothing is changed");
        }
        must(bound_.enforced() && free_.open(), "it is as it was");
        must(free_.apply(folder_.path() / "good").code != ExitCode::stale && free_.enforced(), "repaired: applied");
        must(free_.apply(folder_.path() / "off").code != ExitCode::stale && free_.open(), "and the other way");
    }

    void take_valid(const std::string& state)
    {
        ++valid_;
        const auto settled =
            settle(handed_over(folder_.path() / "mutant"), known_to_require_, {}, std::chrono::system_clock::now());
        const bool may_end = state == "disabled" || state == "not_configured";
        must(settled.may_loosen == may_end, "what a valid file says is so");
        must((settled.policy.decision.mandate == policy::EncryptionMandate::required) != may_end,
             "and required or not");
    }

    TemporaryFolder folder_;
    ServiceMachine bound_; ///< the mandate is in force
    ServiceMachine free_;
    StandingPolicy known_to_require_;
    StandingPolicy known_to_require_nothing_;
    std::map<std::string, std::size_t> reasons_;
    std::string where_ = "before";
    std::size_t malformed_ = 0;
    std::size_t valid_ = 0;
    std::size_t loosened_ = 0;
    std::size_t tightened_ = 0;
    std::size_t broken_ = 0;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "usage: test_agent_record_mutants FOLDER\n";
        return 2;
    }
    if (std::filesystem::is_directory("/dev/shm")) {
        ::setenv("TMPDIR", "/dev/shm", 1); // thousands of runs, each of which syncs
    }
    const std::filesystem::path folder = argv[1];
    Trial trial;
    std::ifstream in(folder / "expected.jsonl");
    for (std::string line; std::getline(in, line);) {
        const auto expected = Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
        trial.take(folder / expected->getValue<std::string>("file"), *expected);
    }
    return trial.end();
}
