#include "enforce/samba_stack.hpp"
#include "enforce/smb_conf_block.hpp"
#include "fake_machine.hpp"
#include "service/journal.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using policy::EncryptionMandate;

namespace {

constexpr std::string_view key = PolBuilder::key;
const std::string plain = "[global]\n\tworkgroup = X\n[data]\n\tpath = /srv\n";

/// Writes smb.conf; what Samba reads in it is for tests/e2e to say.
class WritingSamba : public SambaStack {
public:
    using SambaStack::SambaStack;
    [[nodiscard]] std::vector<ConfiguredState> judge(const WantedState& wanted) override
    {
        (void)wanted;
        return {};
    }
};

/// A cycle on fakes, but for smb.conf, which is a real file.
struct Member {
    TemporaryFolder folder;
    RootedPaths paths{folder.path()};
    std::vector<std::string> log;
    FakeSource source;
    WritingSamba samba{paths};
    FakeStack guard{"guard", log};
    FakeProbe probe{guard};
    PolicyStore store{paths};
    CycleOptions options;

    Member() { spill(paths.smb_conf(), plain); }

    CycleOutcome run(const PolBuilder& pol)
    {
        source.problems.clear();
        source.pols = {pol.bytes()};
        return again();
    }
    CycleOutcome run_in_part(const PolBuilder& pol)
    {
        source.pols = {pol.bytes()};
        source.problems = {{Errc::not_found, "is not there", "gpo"}};
        return again();
    }
    CycleOutcome again() { return run_cycle(services(), options); }
    Services services() { return {paths, source, store, {&samba}, guard, probe}; }

    [[nodiscard]] std::string text() const { return slurp(paths.smb_conf()); }
    [[nodiscard]] smb_conf_block::Settings held() const { return smb_conf_block::held_settings(text()); }
    [[nodiscard]] std::string value(std::string_view name) const
    {
        for (const auto& setting : held()) {
            if (setting.name == name) {
                return setting.value;
            }
        }
        return {};
    }
};

} // namespace

TEST_CASE("workstation cycle: dialects and ciphers stand in smb.conf without a mandate, and go byte for byte")
{
    Member member;
    (void)member.run(PolBuilder()
                         .dword(key, "MinSmb2Dialect", 770)
                         .dword(key, "MaxSmb2Dialect", 785)
                         .multi_sz(key, "CipherSuiteOrder", {"AES_256_GCM", "AES_128_CCM"}));
    const smb_conf_block::Settings wanted = {{smb_conf_block::setting_names[2], "SMB3_02"},
                                             {smb_conf_block::setting_names[3], "SMB3_02"},
                                             {smb_conf_block::setting_names[4], "SMB3_11"},
                                             {smb_conf_block::setting_names[5], "SMB3_11"},
                                             {smb_conf_block::setting_names[6], "AES-256-GCM, AES-128-CCM"}};
    CHECK(member.held() == wanted);
    CHECK(member.guard.protection == 0);
    const auto again = member.run(PolBuilder().dword(key, "MinSmb2Dialect", 770));
    CHECK(again.changes.size() == 1);
    CHECK(member.held().size() == 2);
    const auto gone = member.run(PolBuilder());
    CHECK(gone.changes.at(0).loosens);
    CHECK(member.text() == plain);
}

TEST_CASE("workstation cycle: the mandate's floor wins over a weaker minimum, and a stricter one raises it")
{
    Member member;
    (void)member.run(PolBuilder().require_encryption(1).dword(key, "MinSmb2Dialect", 528));
    CHECK(member.value("client min protocol") == "SMB3_00");
    (void)member.run(PolBuilder().require_encryption(1).dword(key, "MinSmb2Dialect", 785));
    CHECK(member.value("client min protocol") == "SMB3_11");
    (void)member.run(PolBuilder().require_encryption(1));
    CHECK(member.held() == smb_conf_block::mandate_settings());
}

TEST_CASE("workstation cycle: a maximum that cannot encrypt is refused, exit 8, and the mandate stands")
{
    Member member;
    const auto outcome = member.run(PolBuilder().require_encryption(1).dword(key, "MaxSmb2Dialect", 528));
    CHECK(outcome.code == ExitCode::refused);
    CHECK(outcome.report.verdict.result == ComplianceResult::fail);
    CHECK(outcome.report.verdict.reasons.at(0).find("needs SMB 3.0 or later") != std::string::npos);
    CHECK(member.held() == smb_conf_block::mandate_settings());
    CHECK(member.guard.protection == 2);
    const auto again = member.again();
    CHECK(again.code == ExitCode::refused);
    CHECK(again.changes.empty());
    member.options.dry_run = true; // with nothing left to change it foretells the same
    CHECK(member.again().code == ExitCode::refused);
}

TEST_CASE("workstation cycle: what could not be read loosens nothing, whatever the mandate")
{
    for (const bool mandate : {false, true}) {
        Member member;
        auto pol = PolBuilder().dword(key, "MinSmb2Dialect", 785).dword(key, "BlockNTLM", 1);
        (void)member.run(mandate ? pol.require_encryption(1) : pol);
        const auto before = member.text();
        (void)member.run_in_part(PolBuilder());
        CHECK(member.text() == before);
        (void)member.run_in_part(PolBuilder().dword(key, "MinSmb2Dialect", 514));
        CHECK(member.text() == before);
        (void)member.run(PolBuilder());
        CHECK(member.text() == plain);
    }
}

TEST_CASE("workstation cycle: drift is mended without asking anybody")
{
    Member member;
    (void)member.run(PolBuilder().dword(key, "MinSmb2Dialect", 785));
    const auto before = member.text();
    spill(member.paths.smb_conf(), plain);
    member.options.repair = true;
    (void)member.run_in_part(PolBuilder());
    CHECK(member.text() == before);
}

TEST_CASE("workstation cycle: what a run that saw a part made stricter stays so")
{
    Member member;
    (void)member.run(PolBuilder().dword(key, "MinSmb2Dialect", 768));
    (void)member.run_in_part(PolBuilder().dword(key, "MinSmb2Dialect", 785));
    CHECK(member.value("client min protocol") == "SMB3_11");
    (void)member.run_in_part(PolBuilder());
    CHECK(member.value("client min protocol") == "SMB3_11");
    (void)member.run(PolBuilder().dword(key, "MinSmb2Dialect", 768));
    CHECK(member.value("client min protocol") == "SMB3_00");
}

TEST_CASE("workstation cycle: with last known good lost, what stands of other policies stays, and is no mandate")
{
    Member member;
    (void)member.run(PolBuilder().dword(key, "MaxSmb2Dialect", 785));
    const auto before = member.text();
    REQUIRE(member.store.clear());
    const auto outcome = member.run_in_part(PolBuilder());
    CHECK(member.text() == before);
    CHECK(outcome.report.policy.decision.mandate != EncryptionMandate::required);
}

TEST_CASE("workstation cycle: a release takes back the mandate and leaves the other policies")
{
    Member member;
    const auto pol = PolBuilder().require_encryption(1).dword(key, "MinSmb2Dialect", 785);
    (void)member.run(pol);
    member.options.release.release = Release{.until = std::chrono::system_clock::now() + std::chrono::hours(1)};
    (void)member.run(pol);
    CHECK(member.value("client smb encrypt").empty());
    CHECK(member.value("client min protocol") == "SMB3_11");
    CHECK(member.guard.protection == 0);
}

TEST_CASE("workstation cycle: revert takes back everything, byte for byte")
{
    Member member;
    (void)member.run(PolBuilder().require_encryption(1).dword(key, "MinSmb2Dialect", 785).dword(key, "BlockNTLM", 1));
    CHECK(member.text() != plain);
    (void)run_revert(member.services(), {}, RevertScope::stacks);
    CHECK(member.text() == plain);
}

TEST_CASE("workstation cycle: signing is required where the security template says so, with no mandate by it")
{
    Member member;
    constexpr std::string_view parameters = R"(System\CurrentControlSet\Services\LanmanWorkstation\Parameters)";
    (void)member.run(PolBuilder().dword(parameters, "RequireSecuritySignature", 1));
    CHECK(member.held() == smb_conf_block::Settings{{smb_conf_block::setting_names[1], "required"}});
    (void)member.run(PolBuilder().dword(parameters, "RequireSecuritySignature", 0));
    CHECK(member.text() == plain);
}

TEST_CASE("workstation cycle: the audit policy makes the guard watch without a mandate, and cut with one")
{
    Member member;
    const auto audit = PolBuilder().dword(key, "AuditServerDoesNotSupportEncryption", 1);
    const auto outcome = member.run(audit);
    CHECK(member.guard.protection == 1);
    CHECK(outcome.report.verdict.result == ComplianceResult::not_applicable);
    CHECK(outcome.code == ExitCode::ok);
    (void)member.run(PolBuilder().require_encryption(1).dword(key, "AuditServerDoesNotSupportEncryption", 1));
    CHECK(member.guard.protection == 2);
    (void)member.run(audit);
    CHECK(member.guard.protection == 1);
    (void)member.run_in_part(PolBuilder());
    CHECK(member.guard.protection == 1);
    member.options.guard = GuardMode::off;
    (void)member.run(audit);
    CHECK(member.guard.protection == 0);
}

TEST_CASE("workstation cycle: the report comes back with the policies, and last known good holds them")
{
    Member member;
    const auto outcome =
        member.run(PolBuilder().require_encryption(1).dword(key, "MinSmb2Dialect", 785).dword(key, "EnableSMBQUIC", 1));
    const auto text = to_json(outcome.report);
    const auto back = report_from_json(text, "x");
    REQUIRE(back);
    CHECK(back->policy.workstation == outcome.report.policy.workstation);
    CHECK(text.find("\"reach\": \"not_held\"") != std::string::npos);
    const auto kept = member.store.load();
    REQUIRE(kept);
    CHECK((*kept)->workstation == outcome.report.policy.workstation);
}

TEST_CASE("workstation cycle: history names the policy that changed and its GPO, and the mandate's where that did")
{
    Member member;
    const auto last = [&] {
        const auto journal = read_journal(member.paths).value();
        const auto& entry = journal.entries.back();
        return entry.gpo + ": " + entry.reason;
    };
    const auto minimum = PolBuilder().dword(key, "MinSmb2Dialect", 785).dword(key, "EnableSMBQUIC", 1);
    (void)member.run(minimum);
    const auto gpo = member.again().report.policy.workstation.value().at(0).said.gpo;
    REQUIRE(!gpo.empty());
    CHECK(last() == gpo + ": Mandate the minimum version of SMB: SMB 3.1.1");
    (void)member.run(PolBuilder().dword(key, "MinSmb2Dialect", 770));
    CHECK(last() == gpo + ": Mandate the minimum version of SMB: SMB 3.0.2");
    (void)member.run(PolBuilder());
    CHECK(last() == ": Mandate the minimum version of SMB: not configured");
    (void)member.run(PolBuilder().require_encryption(1).dword(key, "MinSmb2Dialect", 785));
    CHECK(last() == gpo + ": enabled");
    (void)member.run(PolBuilder().require_encryption(1).dword(key, "MinSmb2Dialect", 770));
    CHECK(last() == gpo + ": Mandate the minimum version of SMB: SMB 3.0.2");
}

TEST_CASE("workstation cycle: history credits each policy to its GPO, also of what was reverted and comes back")
{
    Member member;
    const auto last = [&] {
        const auto journal = read_journal(member.paths).value();
        const auto& entry = journal.entries.back();
        return entry.gpo + ": " + entry.reason;
    };
    const std::string both = ": Mandate the minimum version of SMB: SMB 3.0.2 by GPO 'gpo0'; "
                             "Block NTLM (LM, NTLM, NTLMv2): enabled by GPO 'gpo1'";
    member.source.pols = {PolBuilder().dword(key, "MinSmb2Dialect", 770).bytes(),
                          PolBuilder().dword(key, "BlockNTLM", 1).bytes()};
    (void)member.again();
    CHECK(last() == both);
    (void)run_revert(member.services(), {}, RevertScope::stacks);
    (void)member.again();
    CHECK(last() == both);
    (void)member.run(PolBuilder().require_encryption(1));
    (void)member.run(PolBuilder());
    CHECK(last() == ": no GPO configures it");
}
