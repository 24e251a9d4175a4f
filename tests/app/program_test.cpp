#include "error_output.hpp"
#include "golden.hpp"
#include "pol_builder.hpp"
#include "registry_text.hpp"
#include "run_program.hpp"
#include "standard_streams.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <ostream>
#include <vector>

using namespace gpseal;
using namespace gpseal::app;
using namespace gpseal::tests;

namespace {

/// A fixture by a name that is the same on every machine.
Outcome run_pol_show_on(const std::string& fixture, const std::vector<std::string>& more = {})
{
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(std::filesystem::path(std::getenv("GPSEAL_TEST_DATA")) / "registry-pol");
    std::vector<std::string> arguments{"pol", "show", fixture};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto outcome = call(arguments);
    std::filesystem::current_path(before);
    return outcome;
}

} // namespace

TEST_CASE("program: without a command it helps; a group alone is not a command")
{
    CHECK(call({}).code == 0);
    CHECK(call({}).out == call({"help"}).out);
    CHECK(call({"--help"}).out == call({"help"}).out);
    CHECK(call({"resolve", "--help"}).out == call({"help", "resolve"}).out);
    CHECK(call({"pol", "--help"}).out == call({"help", "pol"}).out);
    CHECK(call({"pol"}).code == 2);
    CHECK(call({"pol"}).out.empty());
    CHECK(call({"help", "nothing"}).code == 2);
    CHECK(call({"help", "--format", "bash", "pol"}).code == 2);
    CHECK(call({"--version"}).out == std::string("gpseal ") + program_version + "\n");
}

TEST_CASE("program: with --json a wrong line is answered in JSON, and by a sentence for people")
{
    const auto outcome = call({"resolve", "--json", "--polx"});
    CHECK(outcome.code == 2);
    CHECK(outcome.out == R"({"schema":"gpseal.error/1","error":{"code":"usage","message":"unknown option '--polx'; )"
                         R"(did you mean '--pol'?","where":""}})"
                         "\n");
    CHECK(outcome.err.starts_with("gpseal: unknown option '--polx'"));
    CHECK(call({"--json"}).code == 2);
    CHECK(call({"--json"}).out.starts_with("{"));
    CHECK(call({"help", "--json"}).out.starts_with("{"));
    CHECK(call({"--json", "--version"}).out.starts_with("{"));
}

TEST_CASE("json: strings are always well-formed")
{
    CHECK(json_string("a\"b\\c\n\x01\x7f") == R"("a\"b\\c\n\u0001\u007f")");
    CHECK(json_string("bad\xff\xc3") == "\"bad\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(json_string("\xF0\x9F\x94\x92") == "\"\xF0\x9F\x94\x92\"");
}

TEST_CASE("pol show: entries and directives in words")
{
    std::string all;
    for (const char* name : {"p01_enabled.pol", "p04_header_only.pol", "p16_key_only.pol", "p17_default_value.pol",
                             "p18_qword.pol", "p21_dword_size2.pol", "p27_type_0x104.pol", "p33_set_then_del.pol",
                             "p34_delvals.pol", "p36_deletevalues_list.pol", "p38_deletekeys.pol", "p40_soft.pol",
                             "p42_securekey.pol", "p43_unknown_directive.pol", "p48_lone_surrogate.pol"}) {
        const auto outcome = run_pol_show_on(name);
        CHECK(outcome.code == 0);
        CHECK(outcome.err.empty());
        all += "== " + std::string(name) + '\n' + outcome.out;
    }
    check_golden("pol-show.txt", all);
}

TEST_CASE("pol show: JSON has every field of every entry")
{
    const auto outcome = run_pol_show_on("p33_set_then_del.pol", {"--json"});
    CHECK(outcome.code == 0);
    check_golden("pol-show.json", outcome.out);
    CHECK(run_pol_show_on("p04_header_only.pol", {"--json"}).out ==
          "{\"schema\":\"gpseal.pol/1\",\"file\":\"p04_header_only.pol\",\"entries\":[]}\n");
}

TEST_CASE("pol show: with templates every entry has its policy's name, and what no policy writes has none")
{
    const TemporaryFolder folder;
    PolBuilder pol;
    pol.dword(R"(SOFTWARE\policies\example\client)", "REQUIRE", 1)
        .sz(R"(Software\Policies\Example\Client)", "**del.Require", " ")
        .dword(R"(Software\Policies\Example\Box)", "Box", 0)
        .sz(R"(Software\Policies\Example\Servers)", "17", "any name belongs to the list")
        .dword(R"(Software\Policies\Example\Client)", "Nobody's", 1);
    const auto bytes = pol.bytes();
    const auto file = folder.path() / "Registry.pol";
    spill(file, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    const auto templates = std::string(std::getenv("GPSEAL_TEST_DATA")) + "/admx/PolicyDefinitions";

    const auto table = call({"pol", "show", file.string(), "--admx", templates});
    CHECK(table.code == 0);
    check_golden("pol-show-policies.txt", table.out);
    const auto json = call({"pol", "show", file.string(), "--admx", templates, "--json"});
    CHECK(json.out.find("\"policy\":\"Require Sealing\"") != std::string::npos);
    CHECK(json.out.find("\"policy\":null") != std::string::npos);
    CHECK(call({"pol", "show", file.string(), "--admx", "/nowhere"}).code == 3);
}

TEST_CASE("pol show: a malformed file is one sentence with file, offset and entry, and exit 3")
{
    const auto outcome = run_pol_show_on("p08_truncated.pol");
    CHECK(outcome.code == 3);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "gpseal: p08_truncated.pol@164: entry 1: the size says 4 bytes of data, but only 1 are left "
                         "in the file\n");
    const auto json = run_pol_show_on("p08_truncated.pol", {"--json"});
    CHECK(json.code == 3);
    CHECK(json.out.starts_with(R"({"schema":"gpseal.pol/1","error":{"code":"malformed","message":"entry 1: )"));
    CHECK(run_pol_show_on("nowhere.pol").code == 3);
    CHECK(run_pol_show_on(".").code == 3);
}

TEST_CASE("registry text: data of every type, and no more of it than a person reads")
{
    using policy::RegistryType;
    const auto lines = [](RegistryType type, const std::string& data) {
        return data_lines(type, std::as_bytes(std::span(data)));
    };
    using Lines = std::vector<std::string>;
    CHECK(lines(RegistryType::dword, std::string("\x01\0\0\0", 4)) == Lines{"1 (0x00000001)"});
    CHECK(lines(RegistryType::dword_big_endian, std::string("\0\0\0\x02", 4)) == Lines{"2 (0x00000002)"});
    CHECK(lines(RegistryType::qword, std::string(8, '\xff')) == Lines{"18446744073709551615 (0xffffffffffffffff)"});
    CHECK(lines(RegistryType::dword, "") == Lines{"(no data)"});
    CHECK(lines(RegistryType::dword, "\x01") == Lines{"01 (1 byte)"});
    CHECK(lines(RegistryType::sz, to_utf16le("text") + std::string(2, '\0')) == Lines{"text"});
    CHECK(lines(RegistryType::sz, "odd") == Lines{"6f6464 (3 bytes)"});
    CHECK(lines(RegistryType::multi_sz, to_utf16le(std::string("a\0b\0\0", 5))) == Lines{"a", "b"});
    CHECK(lines(RegistryType::binary, std::string(65, '\xab'))[0].ends_with("ab\u2026 (65 bytes)"));
    CHECK(lines(RegistryType::multi_sz, to_utf16le(std::string(5000, '\0')) + to_utf16le("x")).size() == 257);
    CHECK(lines(RegistryType::sz, to_utf16le(std::string(5000, 'x')))[0].size() == 256 + 3);
}

TEST_CASE("streams: a full disk and a closed output are noticed")
{
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    REQUIRE(full >= 0);
    DescriptorBuffer buffer(full);
    std::ostream out(&buffer);
    out << std::string(100000, 'x');
    CHECK(buffer.finish() == ENOSPC);
    ::close(full);
    DescriptorBuffer closed(full);
    CHECK(closed.finish() == 0); // nothing was to be written
    std::ostream(&closed) << 'x';
    CHECK(closed.finish() == EBADF);
}
