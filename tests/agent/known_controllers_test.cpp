#include "collect/known_controllers.hpp"
#include "collect/snapshot_store.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

/// "CL1$@CORP.EXAMPLE" with a key of zeros, in the file format 0x0502 of MIT Kerberos.
void save_machine_keytab(const std::filesystem::path& file)
{
    const auto number = [](std::uint32_t value, int bytes) {
        std::string text;
        for (int i = bytes - 1; i >= 0; --i) {
            text += static_cast<char>((value >> (8 * i)) & 0xffU);
        }
        return text;
    };
    const auto counted = [&](const std::string& text) {
        return number(static_cast<std::uint32_t>(text.size()), 2) + text;
    };
    const auto entry = number(1, 2) + counted("CORP.EXAMPLE") + counted("CL1$") + number(1, 4) + number(0, 4) +
                       number(1, 1) + number(17, 2) + counted(std::string(16, '\0'));
    spill(file, "\x05\x02" + number(static_cast<std::uint32_t>(entry.size()), 4) + entry);
}

} // namespace

TEST_CASE("known controllers: on a machine that has joined no domain nobody is asked")
{
    const TemporaryFolder folder;
    bool asked = false;
    const auto known = known_controllers(RootedPaths(folder.path()), [&](const std::string&) {
        asked = true;
        return Result<std::vector<SrvRecord>>();
    });
    REQUIRE(known);
    CHECK_FALSE(*known);
    CHECK_FALSE(asked);
}

TEST_CASE("known controllers: the one that the kept policy came from comes first, then those of DNS, each once")
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "etc");
    save_machine_keytab(folder.path() / "etc/krb5.keytab");
    const RootedPaths paths(folder.path());
    const auto srv = [](const std::string&) {
        return Result<std::vector<SrvRecord>>({{0, 0, 389, "dc1.corp.example"}, {0, 0, 389, "DC2.corp.example"}});
    };
    const auto hosts = [&] { return known_controllers(paths, srv).value().value(); };
    CHECK(hosts().policy_source.empty());
    CHECK(hosts().domain == "corp.example");
    CHECK(hosts().hosts.size() == 2);

    KeptSnapshot kept;
    kept.snapshot.taken_at = "2026-11-23T00:00:00Z";
    kept.snapshot.domain = "corp.example";
    kept.snapshot.domain_controller = "dc2.corp.example";
    REQUIRE(SnapshotStore(paths).save(kept));
    CHECK(hosts().policy_source == "dc2.corp.example");
    CHECK(hosts().hosts == std::vector<std::string>{"dc2.corp.example", "dc1.corp.example"});

    const auto silent = known_controllers(paths, [](const std::string&) -> Result<std::vector<SrvRecord>> {
        return fail(Errc::io, "no DNS server answered");
    });
    CHECK(silent.value()->hosts == std::vector<std::string>{"dc2.corp.example"});
    CHECK(silent.value()->problem);
}
