#include "enforce/cifs_flags.hpp"
#include "enforce/kernel_cifs_stack.hpp"
#include "enforce/modprobe_lines.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/compliance_report.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
namespace fs = std::filesystem;

namespace {

const WantedState required{.mandate = policy::EncryptionMandate::required};
const WantedState none{.mandate = policy::EncryptionMandate::none};
const Loosening leave{"test"};

/// A machine whose kernel is a folder.
struct Kernel {
    TemporaryFolder folder;
    RootedPaths paths{folder.path() / "root"};
    KernelPlaces places{.proc_cifs = folder.path() / "proc",
                        .boot_id = folder.path() / "boot_id",
                        .modules = folder.path() / "modules"};
    fs::path flags = places.proc_cifs / "SecurityFlags";
    fs::path lines = paths.under("/etc/modprobe.d/gpseal.conf");
    fs::path record = paths.state() / "kernel-cifs";

    explicit Kernel(const std::string& value = "0xc5\n")
    {
        spill(places.boot_id, "11111111-2222-3333-4444-555555555555\n");
        spill(places.modules, "nls_utf8 16384 1 - Live 0x0\ncifs 1540096 2 - Live 0x0\n");
        if (!value.empty()) {
            spill(flags, value);
        }
    }
    KernelCifsStack stack() { return {paths, places}; }
    [[nodiscard]] std::string found(const WantedState& wanted, std::size_t row = 0)
    {
        return stack().judge(wanted).at(row).found;
    }
    void start_again(const std::string& value)
    {
        spill(places.boot_id, "99999999-2222-3333-4444-555555555555\n");
        spill(flags, value);
    }
};

} // namespace

TEST_CASE("cifs flags: a record reads back, and every truncation and every changed byte of it is damage")
{
    const cifs_flags::Record record{.boot = "b-1", .before = 0xc5, .ours = cifs_flags::must_sign, .refused = true};
    const auto text = text_of(record);
    CHECK(cifs_flags::parse_record(text, "t") == record);
    for (std::size_t size = 0; size < text.size(); ++size) {
        CHECK(cifs_flags::parse_record(text.substr(0, size), "t").error().code == Errc::malformed);
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto changed = text;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        CHECK_FALSE(cifs_flags::parse_record(changed, "t"));
    }
}

TEST_CASE("cifs flags: numbers as the kernel shows them, and nothing else")
{
    CHECK(cifs_flags::parse("0xc5\n") == 0xc5);
    CHECK(cifs_flags::parse("0x400c5") == 0x400c5);
    CHECK(cifs_flags::text_of(0x400c5) == "0x400c5");
    CHECK(cifs_flags::text_of(0) == "0x0");
    for (const auto* text : {"", "0x", "197", "0xg", "0xc5 ", "0xc5\n\n", "0x100000000", "-0x1"}) {
        CHECK_FALSE(cifs_flags::parse(text));
    }
    CHECK_FALSE(cifs_flags::seals(0xc5));
    CHECK_FALSE(cifs_flags::seals(0x40000));
    CHECK(cifs_flags::seals(0x400c5));
}

TEST_CASE("cifs flags: what is asked comes and goes, and nothing of anybody else's")
{
    using namespace cifs_flags;
    const Record both{.boot = "b", .before = 0xc5, .ours = must_seal | must_sign};
    CHECK(settled(0x410c5, both, 0, must_seal) == 0x400c5);
    CHECK(settled(0x410c5, both, 0, must_sign) == 0x10c5);
    CHECK(settled(0x410c5, both, 0, 0) == 0xc5);
    CHECK(settled(0x410cd, both, 0, 0) == 0xcd); // somebody added Kerberos meanwhile
    const Record beside{.boot = "b", .before = 0x10c5, .ours = must_seal | must_sign}; // they signed before us
    CHECK(settled(0x410c5, beside, 0, 0) == 0x10c5);
    CHECK(settled(0x410cd, beside, 0, 0) == 0x10cd);
    CHECK(settled(0x410c5, {}, must_sign, 0) == 0x400c5); // by our line at load, and their own seal
    CHECK(settled(0x410c5, {}, 0, 0) == 0x410c5);
    const Record old{.boot = "b", .before = 0x85, .ours = must_seal | must_sign, .refused = true};
    CHECK(settled(0x1085, old, 0, must_seal | must_sign) == 0x1085);
    CHECK(settled(0x1085, old, 0, must_seal) == 0x85);
    CHECK(unmet(0x1085, must_seal | must_sign) == must_seal);
    CHECK(words_of(must_seal | must_sign) == "must seal, must sign");
    CHECK(words_of(0).empty());
}

TEST_CASE("kernel cifs: flags and modprobe lines come, and go back byte for byte")
{
    Kernel kernel;
    auto stack = kernel.stack();
    CHECK(stack.plan(required)->changes.size() == 2);
    REQUIRE(stack.apply(required, std::nullopt));
    CHECK(slurp(kernel.flags) == "0x400c5\n");
    CHECK(modprobe_lines::state(slurp(kernel.lines)) == modprobe_lines::State::intact);
    CHECK(stack.plan(required)->changes.empty());
    const auto rows = stack.judge(required);
    REQUIRE(rows.size() == 2);
    CHECK_FALSE(rows[0].drift);
    CHECK_FALSE(rows[1].drift);

    CHECK(stack.plan(none)->loosens());
    CHECK(stack.apply(none, std::nullopt).error().code == Errc::refused);
    CHECK(slurp(kernel.flags) == "0x400c5\n");
    REQUIRE(stack.apply(none, leave));
    CHECK(slurp(kernel.flags) == "0xc5\n");
    CHECK_FALSE(fs::exists(kernel.lines));
    CHECK_FALSE(fs::exists(kernel.record));
    CHECK(stack.plan(none)->changes.empty());
}

TEST_CASE("kernel cifs: an administrator's own flags stay theirs, before and after")
{
    Kernel own("0x400c5\n");
    auto stack = own.stack();
    REQUIRE(stack.apply(required, std::nullopt));
    REQUIRE(stack.apply(none, leave));
    CHECK(slurp(own.flags) == "0x400c5\n");

    Kernel krb5("0x8009\n");
    auto other = krb5.stack();
    REQUIRE(other.apply(required, std::nullopt));
    CHECK(slurp(krb5.flags) == "0x48049\n");
    spill(krb5.flags, "0x85\n"); // they changed their mind meanwhile: drift under the mandate, theirs without one
    CHECK(other.judge(required).front().drift);
    REQUIRE(other.apply(none, leave));
    CHECK(slurp(krb5.flags) == "0x85\n");
}

TEST_CASE("kernel cifs: after a restart what our modprobe line set is taken back to the kernel's default")
{
    Kernel kernel("0x81\n");
    auto stack = kernel.stack();
    REQUIRE(stack.apply(required, std::nullopt));
    kernel.start_again("0x400c5\n");
    CHECK(stack.plan(required)->changes.empty());
    REQUIRE(stack.apply(required, std::nullopt));
    REQUIRE(stack.apply(none, leave));
    CHECK(slurp(kernel.flags) == "0xc5\n");
}

TEST_CASE("kernel cifs: signing comes by a policy of its own, and each goes without the other")
{
    Kernel kernel;
    auto stack = kernel.stack();
    const auto signs = [](WantedState wanted, policy::WorkstationNumber number) {
        wanted.workstation = SettledSettings{
            {.said = {.policy = policy::WorkstationPolicy::require_signing, .number = number}, .in_force = number}};
        return wanted;
    };
    REQUIRE(stack.apply(signs(none, 1), std::nullopt));
    CHECK(slurp(kernel.flags) == "0x10c5\n");
    CHECK(stack.judge(signs(none, 1)).front().wanted == "must sign");
    CHECK(modprobe_lines::demands_in(slurp(kernel.lines)) == cifs_flags::must_sign);
    REQUIRE(stack.apply(signs(required, 1), std::nullopt));
    CHECK(slurp(kernel.flags) == "0x410c5\n");
    CHECK(stack.plan(signs(required, 1))->changes.empty());
    for (const auto& row : stack.judge(signs(required, 1))) {
        CHECK_FALSE(row.drift);
    }

    auto unknown = required;
    unknown.workstation = std::nullopt; // what stands of it stays
    CHECK(stack.plan(unknown)->changes.empty());

    CHECK(stack.judge(signs(required, 0)).at(0).drift);
    CHECK(stack.judge(signs(required, 0)).at(1).drift);
    CHECK(stack.apply(signs(required, 0), std::nullopt).error().code == Errc::refused);
    REQUIRE(stack.apply(signs(required, 0), leave));
    CHECK(slurp(kernel.flags) == "0x400c5\n");
    CHECK(modprobe_lines::demands_in(slurp(kernel.lines)) == cifs_flags::must_seal);
    CHECK_FALSE(stack.judge(required).at(0).drift);

    REQUIRE(stack.apply(signs(required, 1), std::nullopt));
    kernel.start_again("0x410c5\n"); // by our lines
    CHECK(stack.plan(signs(required, 1))->changes.empty());
    REQUIRE(stack.apply(none, leave));
    CHECK(slurp(kernel.flags) == "0xc5\n");
    CHECK_FALSE(fs::exists(kernel.lines));
    CHECK_FALSE(fs::exists(kernel.record));
}

TEST_CASE("kernel cifs: not loaded is not applicable, and the lines are there for when it is")
{
    Kernel kernel("");
    auto stack = kernel.stack();
    REQUIRE(stack.apply(required, std::nullopt));
    CHECK(kernel.found(required) == "not applicable: cifs is not loaded");
    CHECK(kernel.found(required, 1) == "intact");
    REQUIRE(stack.apply(none, leave));
    CHECK_FALSE(fs::exists(kernel.lines));
}

TEST_CASE("kernel cifs: a kernel that knows no must-seal is told apart, and is no failure")
{
    Kernel odd("197\n");
    CHECK_FALSE(odd.stack().judge(required).front().known);

    Kernel old("0x85\n");
    spill(old.record,
          text_of(cifs_flags::Record{"11111111-2222-3333-4444-555555555555", 0x85, cifs_flags::must_seal, true}));
    auto stack = old.stack();
    CHECK(stack.plan(required)->changes.size() == 1);
    REQUIRE(stack.apply(required, std::nullopt));
    CHECK(slurp(old.flags) == "0x85\n");
    CHECK(stack.plan(required)->changes.empty());
    const auto row = stack.judge(required).front();
    CHECK(row.drift);
    CHECK(row.guard_covers);
    CHECK(row.found.find("no \"must seal\"") != std::string::npos);
}

TEST_CASE("kernel cifs: another's lines in our file stay, and cifs built into the kernel is told")
{
    Kernel kernel;
    spill(kernel.lines, "options cifs enable_gcm_256=1\n");
    auto stack = kernel.stack();
    REQUIRE(stack.apply(required, std::nullopt));
    spill(kernel.places.modules, "cifs_arc4 16384 0 - Live 0x0\n"); // there, and no module
    const auto row = stack.judge(required).at(1);
    CHECK(row.drift);
    CHECK(row.guard_covers);
    REQUIRE(stack.apply(none, leave));
    CHECK(slurp(kernel.lines) == "options cifs enable_gcm_256=1\n");
}

TEST_CASE("kernel cifs: where another line says how cifs is loaded, ours may not be obeyed")
{
    Kernel kernel;
    auto stack = kernel.stack();
    REQUIRE(stack.apply(required, std::nullopt));
    spill(kernel.paths.under("/lib/modprobe.d/vendor.conf"), "# x\ninstall cifs /bin/true\n");
    const auto row = stack.judge(required).at(1);
    CHECK(row.drift);
    CHECK(row.guard_covers);
    CHECK(row.found.ends_with("/lib/modprobe.d/vendor.conf:2"));
}

TEST_CASE("kernel cifs: under another root the running kernel is not looked at")
{
    TemporaryFolder folder;
    KernelCifsStack stack{RootedPaths(folder.path())};
    REQUIRE(stack.apply(required, std::nullopt));
    const auto rows = stack.judge(required);
    CHECK(rows[0].found == "not looked at under --root");
    CHECK(rows[1].found == "intact");
    CHECK(fs::exists(folder.path() / "etc/modprobe.d/gpseal.conf"));
    REQUIRE(stack.apply(none, leave));
    CHECK_FALSE(fs::exists(folder.path() / "etc/modprobe.d/gpseal.conf"));
}
