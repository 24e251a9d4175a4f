// What comes out where WMI filters are not evaluated, against a model that tries every outcome of every filter.

#include "domain_with_x.hpp"

#include <gpseal/policy/security_settings.hpp>

#include <chrono>
#include <random>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;
using Policy = WorkstationPolicy;

namespace {

const std::string filter = "[corp.example;{D02B1F72-3407-48AE-BA88-E8213C6761F1};0]";
const std::string both_extensions = "[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]"
                                    "[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]";

struct Entry {
    std::string key;
    std::string name;
    std::uint32_t number = 0;
    std::string names; ///< of a directive, instead of the number
};

struct ModelGpo {
    std::vector<Entry> entries;
    std::string inf; ///< empty: it has none
    bool filtered = false;
};

class Dice {
public:
    explicit Dice(unsigned seed) : random_(seed) {}
    std::size_t upto(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(random_); }
    bool one_in(std::size_t count) { return upto(count - 1) == 0; }
    template <typename List> const auto& of(const List& list) { return list[upto(std::size(list) - 1)]; }

private:
    std::mt19937 random_;
};

constexpr std::string_view parent = R"(Software\Policies\Microsoft\Windows)";
constexpr std::string_view paths = R"(Software\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths)";
constexpr std::string_view parameters = R"(System\CurrentControlSet\Services\LanmanWorkstation\Parameters)";

Entry random_entry(Dice& dice)
{
    const std::string key(PolBuilder::key);
    const std::string names[] = {"MinSmb2Dialect", "AllowInsecureGuestAuth", "BlockNTLM", "MaxSmb2Dialect",
                                 "minsmb2dialect"};
    const std::uint32_t numbers[] = {0, 1, 0x202, 0x300, 0x311, 0x311, 7};
    switch (dice.upto(9)) {
    case 0:
        return {key, "**del." + dice.of(names), 0, " "};
    case 1:
        return {key, "**DelVals.", 0, " "};
    case 2:
        return {key, "**DeleteValues", 0, dice.of(names) + ";BlockNTLM"};
    case 3:
        return {std::string(parent), "**DeleteKeys", 0, dice.one_in(2) ? "LanmanWorkstation" : "Other"};
    case 4:
    case 5:
        return {key, "**soft." + dice.of(names), dice.of(numbers), ""};
    case 6:
        return {std::string(paths), R"(\\)" + std::to_string(dice.upto(3)) + R"(\x)", 1, ""};
    case 7:
        return {std::string(parameters), "RequireSecuritySignature", static_cast<std::uint32_t>(dice.upto(1)), ""};
    default:
        return {key + (dice.one_in(5) ? "\\" : ""), dice.of(names), dice.of(numbers), ""};
    }
}

std::vector<ModelGpo> random_gpos(Dice& dice)
{
    std::vector<ModelGpo> gpos(1 + dice.upto(5));
    for (auto& gpo : gpos) {
        gpo.filtered = dice.one_in(2);
        for (auto i = dice.upto(4); i > 0; --i) {
            gpo.entries.push_back(random_entry(dice));
        }
        if (dice.one_in(3)) {
            gpo.inf = "[Registry Values]\r\n";
            for (auto i = dice.upto(2); i > 0; --i) {
                gpo.inf += "MACHINE\\" + std::string(parameters) + "\\RequireSecuritySignature=4," +
                           std::to_string(dice.upto(1)) + "\r\n";
            }
        }
    }
    return gpos;
}

PolBuilder pol_of(const std::vector<Entry>& entries)
{
    PolBuilder pol;
    for (const auto& entry : entries) {
        if (entry.names.empty()) {
            pol.dword(entry.key, entry.name, entry.number);
        } else {
            pol.sz(entry.key, entry.name, entry.names);
        }
    }
    return pol;
}

/// The first has the highest precedence. `passing`: which filters let their GPO pass; nullopt: nobody knows.
DomainBuilder domain_of(const std::vector<ModelGpo>& gpos, std::optional<unsigned> passing)
{
    DomainBuilder domain;
    std::string links;
    for (std::size_t i = 0; i < gpos.size(); ++i) {
        if (passing && gpos[i].filtered && (*passing >> i & 1U) == 0) {
            continue;
        }
        const auto name = "g" + std::to_string(i);
        links = link_to(name) + links;
        auto& gpo = domain.gpo(
            {.name = name, .extensions = both_extensions, .wmi_filter = gpos[i].filtered && !passing ? filter : ""});
        gpo.registry_pol = file_with(pol_of(gpos[i].entries).bytes(), name + ".pol");
        if (!gpos[i].inf.empty()) {
            gpo.security_template = file_with(bytes_of(gpos[i].inf), name + ".inf");
        }
    }
    domain.domain().gp_link = links;
    return domain;
}

/// What Windows asks for: the more, the stricter; nullopt: it has no meaning.
std::optional<int> asked(Policy policy, const WorkstationPolicies& decided)
{
    const auto* const setting = find(decided.settings, policy);
    if (setting != nullptr && !setting->number) {
        return std::nullopt;
    }
    if (policy == Policy::insecure_guests) {
        return setting == nullptr ? 0 : *setting->number == 0 ? 1 : -1;
    }
    return setting == nullptr ? 0 : *setting->number;
}

} // namespace

TEST_CASE("wmi filter: each policy is the strictest of every outcome of every filter, for random GPOs")
{
    for (unsigned seed = 0; seed < 200; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        const auto gpos = random_gpos(dice);
        auto unknown = domain_of(gpos, std::nullopt);
        auto none_passes = domain_of(gpos, 0);
        const auto found = decide_workstation_policies(unknown.snapshot());
        const auto base = decide_workstation_policies(none_passes.snapshot());
        for (const auto policy :
             {Policy::min_dialect, Policy::insecure_guests, Policy::block_ntlm, Policy::require_signing}) {
            CAPTURE(info_of(policy).id);
            auto wanted = asked(policy, base);
            for (unsigned passing = 1; wanted && passing < 1U << gpos.size(); ++passing) {
                auto domain = domain_of(gpos, passing);
                wanted =
                    std::max(*wanted, asked(policy, decide_workstation_policies(domain.snapshot())).value_or(*wanted));
            }
            CHECK(asked(policy, found) == wanted);
        }
        for (const auto policy : {Policy::max_dialect, Policy::hardened_paths}) { // no value is the stricter
            CAPTURE(info_of(policy).id);
            const auto* const one = find(found.settings, policy);
            const auto* const other = find(base.settings, policy);
            REQUIRE((one == nullptr) == (other == nullptr));
            CHECK((one == nullptr || *one == *other));
        }
    }
}

TEST_CASE("workstation policies: what is told of a domain without filters is what the files say, entry by entry")
{
    for (unsigned seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        auto gpos = random_gpos(dice);
        std::vector<GroupPolicyObject> files; // lowest precedence first
        for (std::size_t i = gpos.size(); i-- > 0;) {
            gpos[i].filtered = false;
            gpos[i].inf.clear();
            files.push_back(make_gpo("g" + std::to_string(i), pol_of(gpos[i].entries)));
            files.back().identity.path += ".pol";
        }
        auto domain = domain_of(gpos, std::nullopt);
        CHECK(decide_workstation_policies(domain.snapshot()) == decide_workstation_policies(files));
    }
}

TEST_CASE("wmi filter: the mandate is required where a filtered deletion lets a soft value above it take hold")
{
    const auto soft = Entry{std::string(PolBuilder::key), "**soft.RequireEncryption", 1, ""};
    const auto off = Entry{std::string(PolBuilder::key), "RequireEncryption", 0, ""};
    const auto del = Entry{std::string(PolBuilder::key), "**del.RequireEncryption", 0, " "};
    const auto state = [](const std::vector<ModelGpo>& gpos) {
        return decide_require_encryption(domain_of(gpos, std::nullopt).resolve()).state;
    };
    CHECK(state({{{soft}, "", false}, {{del}, "", true}, {{off}, "", false}}) == PolicyState::enabled);
    CHECK(state({{{soft}, "", true}, {{del}, "", true}, {{off}, "", false}}) == PolicyState::enabled);
    CHECK(state({{{off}, "", false}, {{soft}, "", false}, {{del}, "", true}}) == PolicyState::disabled);
    CHECK(state({{{soft}, "", false}, {{off}, "", false}, {{del}, "", true}}) == PolicyState::disabled);
    CHECK(state({{{del}, "", true}, {{off}, "", false}}) == PolicyState::disabled);
}

TEST_CASE("wmi filter: a thousand GPOs with long files are decided in a moment")
{
    DomainBuilder domain;
    PolBuilder many;
    for (int i = 0; i < 300; ++i) {
        many.dword(PolBuilder::key, "v" + std::to_string(i), 1);
    }
    many.dword(PolBuilder::key, "MinSmb2Dialect", 0x311);
    const auto bytes = many.bytes();
    std::string links;
    for (int i = 0; i < 1000; ++i) {
        const auto name = "g" + std::to_string(i);
        links += link_to(name);
        domain.gpo({.name = name, .wmi_filter = i % 2 == 0 ? filter : ""}).registry_pol = file_with(bytes, name);
    }
    domain.domain().gp_link = links;
    const auto began = std::chrono::steady_clock::now();
    const auto decided = decide_workstation_policies(domain.snapshot());
    const auto took = std::chrono::steady_clock::now() - began;
    CHECK(find(decided.settings, Policy::min_dialect)->number == smb3_11);
    MESSAGE(std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
    CHECK(took < std::chrono::seconds(10)); // it was two minutes, and a sanitizer takes its time
}
