#include "collect/known_controllers.hpp"
#include "collect/left_tickets.hpp"
#include "collect/machine_name.hpp"
#include "collect/snapshot_store.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

/// Accounts of CORP.EXAMPLE with keys of zeros, in the file format 0x0502 of MIT Kerberos.
void save_machine_keytab(const std::filesystem::path& file, const std::vector<std::string>& accounts = {"CL1$"})
{
    std::filesystem::create_directories(file.parent_path());
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
    std::string text = "\x05\x02";
    for (const auto& account : accounts) {
        const auto entry = number(1, 2) + counted("CORP.EXAMPLE") + counted(account) + number(1, 4) + number(0, 4) +
                           number(1, 1) + number(17, 2) + counted(std::string(16, '\0'));
        text += number(static_cast<std::uint32_t>(entry.size()), 4) + entry;
    }
    spill(file, text);
}

KeptSnapshot kept_from(const std::string& controller)
{
    KeptSnapshot kept;
    kept.snapshot.taken_at = "2026-11-23T00:00:00Z";
    kept.snapshot.domain = "corp.example";
    kept.snapshot.domain_controller = controller;
    return kept;
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

    REQUIRE(SnapshotStore(paths).save(kept_from("dc2.corp.example")));
    CHECK(hosts().policy_source == "dc2.corp.example");
    CHECK(hosts().hosts == std::vector<std::string>{"dc2.corp.example", "dc1.corp.example"});

    const auto silent = known_controllers(paths, [](const std::string&) -> Result<std::vector<SrvRecord>> {
        return fail(Errc::io, "no DNS server answered");
    });
    CHECK(silent.value()->hosts == std::vector<std::string>{"dc2.corp.example"});
    CHECK(silent.value()->problem);
}

TEST_CASE("known controllers: without a keytab of this machine those of the kept policy's domain are named")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    REQUIRE(SnapshotStore(paths).save(kept_from("dc2.corp.example")));
    std::vector<std::string> asked;
    const auto srv = [&](const std::string& name) {
        asked.push_back(name);
        return Result<std::vector<SrvRecord>>({{0, 0, 389, "dc1.corp.example"}});
    };
    const std::vector<std::string> both = {"dc2.corp.example", "dc1.corp.example"};
    CHECK(known_controllers(paths, srv).value().value().hosts == both);
    CHECK(asked == std::vector<std::string>{"_ldap._tcp.dc._msdcs.corp.example"});
    save_machine_keytab(folder.path() / "etc/krb5.keytab");
    spill(folder.path() / "etc/hostname", "ws17\n");
    CHECK(known_controllers(paths, srv).value().value().hosts == both); // another computer's keytab

    spill(folder.path() / "var/lib/gpseal/domain", "damaged");
    CHECK_FALSE(known_controllers(paths, srv)); // said, not silent
}

TEST_CASE("machine identity: the account of this machine's name, never another computer's")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    const auto keytab = folder.path() / "etc/krb5.keytab";
    const auto called = [&](const char* host) { spill(folder.path() / "etc/hostname", host); };
    save_machine_keytab(keytab, {"CL1$"});
    CHECK(machine_identity(paths).value().account == "CL1$"); // nothing tells the name, and there is no choice
    save_machine_keytab(keytab, {"WS99$", "host/cl1.corp.example", "CL1$", "CL1$"});
    CHECK(machine_identity(paths).error().code == Errc::refused);
    called("cl1.corp.example\n");
    CHECK(machine_identity(paths).value().account == "CL1$");
    called("ws98\n");
    const auto other = machine_identity(paths);
    REQUIRE_FALSE(other);
    CHECK(other.error().code == Errc::refused);
    CHECK(other.error().message.find("is of WS99$ and 1 more, and this machine is called ws98") != std::string::npos);

    std::filesystem::create_directories(folder.path() / "etc/samba");
    spill(folder.path() / "etc/samba/smb.conf", "[global]\n\tNetBIOS Name = Cl1\n[homes]\n\tnetbios name = WS99\n");
    CHECK(machine_identity(paths).value().account == "CL1$");
    spill(folder.path() / "etc/samba/smb.conf", "");
    save_machine_keytab(keytab, {"WEB-FRONTEND-PR$"});
    called("web-frontend-production\n"); // cut to 15 characters
    CHECK(machine_identity(paths).value().account == "WEB-FRONTEND-PR$");
    save_machine_keytab(keytab, {"WEB-FRONTEND-P$", "WEB-FRONTEND-PR$", "WEB-FRONTEND-PRODUCTION$"});
    CHECK(machine_identity(paths).value().account == "WEB-FRONTEND-PRODUCTION$");
    save_machine_keytab(keytab, {"WEB-FRONTEND-P$"});
    CHECK_FALSE(machine_identity(paths));
}

TEST_CASE("netbios name: the last word of the global section")
{
    CHECK_FALSE(netbios_name_of(""));
    CHECK_FALSE(netbios_name_of("[global]\n; netbios name = A\n[share]\nnetbios name = B\n"));
    CHECK_FALSE(netbios_name_of("[global]\nnetbios name =\n"));
    CHECK(netbios_name_of("netbios name = A\n") == "A");
    CHECK(netbios_name_of("[global]\nnetbiosname=A\n[x]\n[Global]\nNETBIOS  NAME = \\\n B \n") == "B");
}

TEST_CASE("left tickets: those of processes that are gone go, all else stays")
{
    const TemporaryFolder folder;
    const auto run = folder.path();
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(0);
    }
    REQUIRE(child > 0);
    const auto dead = std::to_string(child);
    const auto own = std::to_string(::getpid());
    spill(run / ("krb5cc." + own), "");
    spill(run / ("krb5cc." + dead), "");
    remove_left_tickets(run);
    CHECK(std::filesystem::exists(run / ("krb5cc." + dead))); // not reaped: the number is not free
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);

    std::filesystem::create_symlink("/etc/passwd", run / ("krb5." + dead + ".conf"));
    std::filesystem::create_directory(run / "krb5cc.999999999");
    const std::vector<std::string> others = {"krb5cc.", "krb5cc.x",      "krb5cc.-1",  "krb5cc." + dead + "x",
                                             "lock",    "krb5cc." + own, "krb5..conf", "krb5.0.conf"};
    for (const auto& name : others) {
        spill(run / name, "");
    }
    remove_left_tickets(run);
    CHECK_FALSE(std::filesystem::exists(run / ("krb5cc." + dead)));
    CHECK(std::filesystem::is_symlink(run / ("krb5." + dead + ".conf")));
    CHECK(std::filesystem::exists(run / "krb5cc.999999999"));
    for (const auto& name : others) {
        CAPTURE(name);
        CHECK(std::filesystem::exists(run / name));
    }
    std::filesystem::remove(run / ("krb5." + dead + ".conf"));
    spill(run / ("krb5." + dead + ".conf"), "");
    remove_left_tickets(run);
    CHECK_FALSE(std::filesystem::exists(run / ("krb5." + dead + ".conf")));
}
