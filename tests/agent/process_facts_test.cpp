#include "probe/process_facts.hpp"
#include "probe/process_overrides.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gpseal::agent;
using std::chrono::milliseconds;

namespace {

const std::string stat_line = "1234 (a) (b c) S 1 1234 1234 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 1 2 3\n";
const std::string maps = "7f0-7f1 rw-p 00000000 00:00 0 \n"
                         "7f1-7f2 r--p 00000000 08:01 9  /opt/libsmbclient.so.d/other.so\n"
                         "7f2-7f3 r--p 00000000 08:01 7  /opt/my app/libsmbclient.so.0.7.0 (deleted)\n";

std::string zeroed(std::string text)
{
    for (auto& c : text) {
        c = c == '|' ? '\0' : c;
    }
    return text;
}

} // namespace

TEST_CASE("process facts: a name with brackets and blanks does not move the fields behind it")
{
    CHECK(process_name(stat_line) == "a) (b c");
    CHECK(start_ticks(stat_line) == 987654);
    CHECK_FALSE(start_ticks("1234 (x) S 1 2"));
    CHECK_FALSE(start_ticks(""));
}

TEST_CASE("process facts: a library is known by its file's name, not by a folder's")
{
    CHECK(mapped_library(maps, "libsmbclient.so") == "/opt/my app/libsmbclient.so.0.7.0 (deleted)");
    CHECK(mapped_library(maps, "libsmb.so").empty());
    CHECK(mapped_library("7f0-7f1 r--p 0 08:01 7 /x/libsmbclient.sorry\n", "libsmbclient.so").empty());
}

TEST_CASE("process facts: the first variable of a name counts, and a longer name is another one")
{
    const auto environ = zeroed("XHOME=/no|HOMES=/no|HOME=/yes|HOME=/no|EMPTY=|");
    CHECK(environment_value(environ, "HOME") == "/yes");
    CHECK(environment_value(environ, "EMPTY") == "");
    CHECK_FALSE(environment_value(environ, "OTHER"));
}

TEST_CASE("process facts: options that pass over smb.conf are known, of Samba's clients only")
{
    CHECK(overriding_option(zeroed("/usr/bin/smbclient|//a/b|-s|/dev/null|")) == "-s");
    CHECK(overriding_option(zeroed("smbclient|//a/b|-s/dev/null|")) == "-s/dev/null");
    CHECK(overriding_option(zeroed("net|--configfile=/x|ads|info|")) == "--configfile=/x");
    CHECK(overriding_option(zeroed("rpcclient|--client-protection=sign|x|")) == "--client-protection=sign");
    CHECK(overriding_option(zeroed("smbclient|--client-protection=encrypt|//a/b|")).empty());
    CHECK(overriding_option(zeroed("sort|-s|x|")).empty());
    CHECK(overriding_option("").empty());
}

TEST_CASE("process facts: every truncation is read within its bounds, and gives nothing that the whole does not")
{
    for (std::size_t size = 0; size < stat_line.size(); ++size) {
        const auto part = stat_line.substr(0, size);
        const auto ticks = start_ticks(part);
        CHECK((!ticks || std::to_string(987654).starts_with(std::to_string(*ticks))));
        (void)process_name(part);
    }
    for (std::size_t size = 0; size < maps.size(); ++size) {
        const auto path = mapped_library(std::string_view(maps).substr(0, size), "libsmbclient.so");
        CHECK((path.empty() || maps.find(path) != std::string::npos));
    }
    const auto environ = zeroed("A=1|HOME=/home/ann|B=2|");
    const auto command = zeroed("smbclient|//a/b|--option=x=y|");
    for (std::size_t size = 0; size < command.size(); ++size) {
        const auto value = environment_value(std::string_view(environ).substr(0, size), "HOME");
        CHECK((!value || std::string_view("/home/ann").starts_with(*value)));
        const auto option = overriding_option(std::string_view(command).substr(0, size));
        CHECK(std::string_view("--option=x=y").starts_with(option));
    }
}

TEST_CASE("process overrides: who loaded libsmbclient before smb.conf was written is stale, who came later is not")
{
    const ClientProcess early{.pid = 7, .uid = 1000, .name = "vlc", .started = milliseconds(500), .library = "/l.so"};
    auto late = early;
    late.started = milliseconds(1500);
    CHECK(overrides_of({{early, late}}, milliseconds(1000)).size() == 1);
    CHECK(overrides_of({{early}}, std::nullopt).empty());
    auto boxed = late;
    boxed.own_files = true;
    const auto found = overrides_of({{boxed}}, milliseconds(1000));
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "own_files");
    CHECK(found[0].where == "process 7 (vlc)");
    CHECK(found[0].uid == 1000);
}

TEST_CASE("process overrides: SMB_CONF_PATH that names the machine's own file overrides nothing")
{
    ClientProcess process{.pid = 7, .name = "sh", .smb_conf_path = "/etc/samba/smb.conf"};
    CHECK(overrides_of({{process}}, std::nullopt).empty());
    process.smb_conf_path = "";
    CHECK(overrides_of({{process}}, std::nullopt).size() == 1);
}

TEST_CASE("process overrides: what may not be looked at is told")
{
    const auto found = overrides_of({{}, 7}, std::nullopt);
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "processes_not_seen");
    CHECK(found[0].where == "7 processes");
    CHECK(found[0].effect == OverrideEffect::note);
}
