// Real registry.pol files: the well-formed ones give the entries that the reference figures name and survive a round
// trip byte by byte; the others are refused with their class and an offset within the faulty entry.

#include "test_data.hpp"

#include <gpseal/policy/encryption_mandate.hpp>

#include <Poco/DigestEngine.h>
#include <Poco/JSON/Parser.h>
#include <Poco/SHA2Engine.h>

#include <fstream>
#include <iostream>
#include <string>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

void update(Poco::SHA2Engine& hash, std::span<const std::byte> bytes)
{
    hash.update(bytes.data(), bytes.size());
}

std::string entries_sha256(const RegistryPolicyFile& file)
{
    Poco::SHA2Engine hash(Poco::SHA2Engine::SHA_256);
    const std::array<std::byte, 2> nul{};
    for (const auto& each : file.instructions) {
        update(hash, each.key);
        update(hash, nul);
        update(hash, each.value_name);
        update(hash, nul);
        const std::array<std::uint32_t, 2> numbers{static_cast<std::uint32_t>(each.type),
                                                   static_cast<std::uint32_t>(each.data.size())};
        update(hash, std::as_bytes(std::span(numbers)));
        update(hash, each.data);
    }
    return Poco::DigestEngine::digestToHex(hash.digest());
}

/// The refusal's words for a class of the reference figures.
std::string_view words_of(const std::string& status)
{
    if (status == "empty") {
        return "the file is empty";
    }
    if (status == "short_header") {
        return "ends inside its 8-byte header";
    }
    if (status.rfind("bad_version", 0) == 0) {
        return "bad version";
    }
    return status == "malformed" ? "entry " : "bad signature"; // a Git LFS pointer is text: a bad signature
}

std::string check_good(const std::vector<std::byte>& bytes, const Poco::JSON::Object& facts)
{
    const auto file = parse_registry_policy(bytes, "x");
    if (!file) {
        return describe(file.error());
    }
    if (file->instructions.size() != facts.getValue<std::size_t>("entries")) {
        return "another number of entries";
    }
    if (entries_sha256(*file) != facts.getValue<std::string>("entries_sha256")) {
        return "other entries";
    }
    return serialize_registry_policy(file->instructions) == bytes ? "" : "the round trip is not identical";
}

std::string check_bad(const std::vector<std::byte>& bytes, const std::string& status, const Poco::JSON::Object& facts)
{
    const auto file = parse_registry_policy(bytes, "x");
    if (file) {
        return "was accepted";
    }
    if (file.error().message.find(words_of(status)) == std::string::npos) {
        return "another class: " + describe(file.error());
    }
    const auto offset = std::stoul(file.error().where.substr(2));
    if (facts.has("error_entry_offset") && offset < facts.getValue<std::size_t>("error_entry_offset")) {
        return "an offset before the faulty entry: " + describe(file.error());
    }
    return offset <= bytes.size() ? "" : "an offset beyond the file";
}

int run(const std::filesystem::path& folder)
{
    std::ifstream in(folder / "facts.json");
    const auto root = Poco::JSON::Parser().parse(in).extract<Poco::JSON::Object::Ptr>();
    const auto files = root->getObject("shared")->getObject("pol");
    std::size_t good = 0;
    std::size_t bad = 0;
    std::size_t wrong = 0;
    for (const auto& name : files->getNames()) {
        const auto& facts = *files->getObject(name);
        const auto status = facts.getValue<std::string>("status");
        const auto bytes = read_bytes(folder / name);
        ++(status == "ok" ? good : bad);
        const auto problem = status == "ok" ? check_good(bytes, facts) : check_bad(bytes, status, facts);
        if (!problem.empty()) {
            std::cout << name << ": " << problem << '\n';
            ++wrong;
        }
    }
    std::cout << good << " well-formed and " << bad << " damaged files, " << wrong << " wrong\n";
    return good == 0 || wrong != 0 ? 1 : 0;
}

} // namespace

int main()
{
    const auto folder = corpus();
    if (!std::filesystem::exists(folder / "facts.json")) {
        std::cout << "SKIPPED: no corpus in " << folder << "; GPSEAL_CORPUS names it\n";
        return skipped;
    }
    try {
        return run(folder);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
