// Every registry.pol fixture, alone and over a GPO that says enabled; and the damaged files of mutants.py with the
// verdicts of its own strict reader. Folders come from the environment, so that other sets run unchanged.

#include "test_data.hpp"

#include <gpseal/policy/encryption_mandate.hpp>

#include <Poco/JSON/Parser.h>

#include <fstream>
#include <iostream>
#include <string>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

std::optional<GroupPolicyObject> load(const std::filesystem::path& path)
{
    GroupPolicyObject gpo;
    gpo.identity.path = path.string();
    gpo.bytes = read_bytes(path);
    auto file = parse_registry_policy(gpo.bytes, gpo.identity.path);
    if (!file) {
        return std::nullopt;
    }
    gpo.registry = *std::move(file);
    return gpo;
}

std::string name_of(const PolicyDecision& decision)
{
    for (const auto& finding : decision.findings) {
        if (finding.code == "nonstandard_value") {
            return "enabled_nonstandard";
        }
    }
    return std::string(to_string(decision.state));
}

std::string verdict(const std::filesystem::path& file, const std::filesystem::path& below)
{
    std::vector<GroupPolicyObject> gpos;
    for (const auto& path : {below, file}) {
        if (path.empty()) {
            continue;
        }
        auto gpo = load(path);
        if (!gpo) {
            return "refused";
        }
        gpos.push_back(*std::move(gpo));
    }
    return name_of(decide_require_encryption(gpos));
}

std::string wanted(const Poco::JSON::Object& expected, const std::string& field)
{
    if (expected.getValue<std::string>("parse") != "ok") {
        return "refused"; // 'skip' is a bad signature: refused as well, the run is degraded
    }
    const auto state = expected.getValue<std::string>(field);
    return state == "type_error" ? "unrecognised" : state;
}

int run_fixtures(const std::filesystem::path& folder)
{
    std::ifstream in(folder / "expected.json");
    const auto all = Poco::JSON::Parser().parse(in).extract<Poco::JSON::Object::Ptr>();
    int wrong = 0;
    for (const auto& name : all->getNames()) {
        const auto& expected = *all->getObject(name);
        const auto file = folder / (name + ".pol");
        const auto alone = verdict(file, {});
        const auto over = verdict(file, folder / "p01_enabled.pol");
        if (alone != wanted(expected, "on_empty") || over != wanted(expected, "on_prior_enabled")) {
            std::cout << name << ": alone " << alone << ", over enabled " << over << '\n';
            ++wrong;
        }
    }
    std::cout << all->size() - static_cast<std::size_t>(wrong) << "/" << all->size() << " fixtures\n";
    return all->size() == 0 || wrong != 0 ? 1 : 0;
}

int run_mutants(const std::filesystem::path& folder)
{
    std::ifstream in(folder / "expected.jsonl");
    std::size_t count = 0;
    std::size_t wrong = 0;
    for (std::string line; std::getline(in, line); ++count) {
        const auto expected = Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
        const bool malformed = expected->getValue<std::string>("parse") == "malformed";
        const auto want = malformed ? std::string("refused") : expected->getValue<std::string>("state");
        const auto file = expected->getValue<std::string>("file");
        if (const auto got = verdict(folder / file, {}); got != want) {
            std::cout << file << ": " << got << ", expected " << want << '\n';
            ++wrong;
        }
    }
    std::cout << count - wrong << "/" << count << " mutants\n";
    return count == 0 || wrong != 0 ? 1 : 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return argc > 1 ? run_mutants(argv[1]) : run_fixtures(fixtures() / "registry-pol");
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
