#include "pol_bench.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::tests;

TEST_CASE("pol set: a path with slashes is refused, a key that holds one is not, and unset takes both out")
{
    const Bench bench;
    const auto set = [&](const std::string& key) {
        return bench.set({"--key", key, "--value", "V", "--type", "DWORD", "--data", "1"});
    };
    const auto refused = set("HKLM\\Software/Policies/X");
    CHECK(refused.code == 2);
    CHECK(refused.err.find("separated by backslashes: Software\\Policies\\X\n") != std::string::npos);
    CHECK(set("Software\\Types\\text/html").code == 0);
    CHECK(bench.unset({"--key", "Software\\Types\\text/html", "--value", "V"}).code == 0);
    bench.write(PolBuilder().dword("Software/X", "V", 1));
    CHECK(bench.unset({"--key", "Software/X", "--value", "V"}).out.find("- REG_DWORD 1") != std::string::npos);
}

TEST_CASE("pol set: a key may have its hive in front, as registry editors copy it, but not the other side's")
{
    const Bench bench;
    const std::vector<std::string> data{"--value", "V", "--type", "DWORD", "--data", "1"};
    const auto set = [&](const std::string& key) {
        auto words = data;
        words.insert(words.begin(), {"--key", key});
        return bench.set(words);
    };
    CHECK(set("HKEY_LOCAL_MACHINE\\Software\\X").code == 0);
    for (const auto* const same :
         {"HKLM:\\Software\\X", "Computer\\HKEY_LOCAL_MACHINE\\Software\\X", "computer\\hklm\\Software\\X\\",
          "[HKEY_LOCAL_MACHINE\\Software\\X]", "Registry::HKEY_LOCAL_MACHINE\\Software\\X"}) {
        CAPTURE(same);
        CHECK(set(same).err.find("nothing to change") != std::string::npos);
    }
    CHECK(set("hklm\\Software\\X").err.find("nothing to change") != std::string::npos);
    CHECK(run({"pol", "show", bench.pol()}).out.find("\nSoftware\\X  V") != std::string::npos);
    CHECK(set("HKCU\\Software\\X").code == 2);
    for (const auto* const key :
         {"\\S", "S\\\\T", "S\nT", "HKLM", "Computer\\HKLM", "Computer\\HKCU\\S", "HKEY_USERS\\S"}) {
        CAPTURE(key);
        CHECK(set(key).code == 2);
    }
    CHECK(bench.unset({"--key", "HKLM\\Software\\X", "--value", "V"}).code == 0);
    CHECK(bench.content() == std::string("PReg\1\0\0\0", 8));
}
