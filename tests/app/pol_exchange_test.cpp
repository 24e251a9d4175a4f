// pol export and pol import as an administrator calls them.

#include "pol_builder.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

using namespace gpseal;
using namespace gpseal::app;
using namespace gpseal::tests;

namespace {

std::string text_of(const std::vector<std::byte>& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A folder with a registry.pol in it.
struct Desk {
    TemporaryFolder folder;
    std::string pol = text_of(PolBuilder().require_encryption(1).sz("Software\\K", "n", "text").bytes());
    std::string file = place("Registry.pol");

    Desk() { spill(file, pol); }

    [[nodiscard]] std::string place(const std::string& name) const { return (folder.path() / name).string(); }
};

} // namespace

TEST_CASE("pol export, pol import: the same bytes through every format, known by name and by content")
{
    const Desk desk;
    for (const std::string name : {"a.txt", "a.reg", "a.PolicyRules", "a.json"}) {
        CAPTURE(name);
        const auto exported = call({"pol", "export", desk.file, "--out", desk.place(name)});
        CHECK(exported.code == 0);
        CHECK(exported.out == "Wrote " + desk.place(name) + ": 2 entries\n");
        CHECK(exported.err.empty());
        const auto imported = call({"pol", "import", desk.place(name), "--out", desk.place(name + ".pol")});
        CHECK(imported.code == 0);
        CHECK(imported.out == "Wrote " + desk.place(name + ".pol") + ": 2 entries\n");
        CHECK(slurp(desk.place(name + ".pol")) == desk.pol);
        CHECK(call({"pol", "import", desk.place(name), "--out", "-"}).out == desk.pol);
    }
}

TEST_CASE("pol import: takes what pol show --json prints")
{
    const Desk desk;
    spill(desk.place("show.json"), call({"pol", "show", desk.file, "--json"}).out);
    const auto imported = call({"pol", "import", desk.place("show.json"), "--out", desk.place("copy.pol"), "--json"});
    CHECK(imported.code == 0);
    CHECK(imported.out.find(R"("format":"json","entries":2,"findings":[]})") != std::string::npos);
    CHECK(slurp(desk.place("copy.pol")) == desk.pol);
}

TEST_CASE("pol export: prints to standard output; --json prints JSON or nothing")
{
    const Desk desk;
    const auto printed = call({"pol", "export", desk.file, "--format", "lgpo"});
    CHECK(printed.code == 0);
    CHECK(printed.out.find("RequireEncryption\r\nDWORD:1\r\n") != std::string::npos);
    CHECK(call({"pol", "export", desk.file}).code == 2);
    CHECK(call({"pol", "export", desk.file, "--json"}).out ==
          call({"pol", "export", desk.file, "--format", "json"}).out);
    const auto other = call({"pol", "export", desk.file, "--json", "--format", "reg"});
    CHECK(other.code == 2);
    CHECK(other.out.starts_with(R"({"schema":"gpseal.exchange/1","error":{"code":"usage")"));
    const auto written = call({"pol", "export", desk.file, "--json", "--out", desk.place("a.reg")});
    CHECK(written.out.find(R"("format":"reg","entries":2)") != std::string::npos);
}

TEST_CASE("pol export: whose settings they are follows from the folder, or from --scope")
{
    const Desk desk;
    std::filesystem::create_directory(desk.place("USER"));
    spill(desk.place("USER/registry.pol"), desk.pol);
    const auto scope_of = [](const std::vector<std::string>& more, const std::string& file) {
        std::vector<std::string> arguments{"pol", "export", file, "--format", "lgpo"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return call(arguments).out.find("\r\nUser\r\n") == std::string::npos ? "computer" : "user";
    };
    CHECK(scope_of({}, desk.file) == std::string("computer"));
    CHECK(scope_of({}, desk.place("USER/registry.pol")) == std::string("user"));
    CHECK(scope_of({"--scope", "user"}, desk.file) == std::string("user"));
    CHECK(scope_of({"--scope", "computer"}, desk.place("USER/registry.pol")) == std::string("computer"));
}

TEST_CASE("pol export: an entry without a form is refused with its place, and nothing is written")
{
    const Desk desk;
    spill(desk.file, text_of(PolBuilder().dword("K", "a", 1).sz("K", "**delvals.", " ").bytes()));
    const auto refused = call({"pol", "export", desk.file, "--out", desk.place("a.reg")});
    CHECK(refused.code == 8);
    CHECK(refused.err == "gpseal: " + desk.file +
                             "@40: entry 2: a .reg file cannot hold the directive **delvals.; "
                             "export it as JSON, which holds everything\n");
    CHECK(!std::filesystem::exists(desk.place("a.reg")));
    CHECK(call({"pol", "export", desk.file, "--out", desk.place("a.json")}).code == 0);
}

TEST_CASE("pol import: a file that is there stays, unless it is to be replaced; then its mode stays")
{
    const Desk desk;
    spill(desk.place("a.txt"), "Computer\nK\nv\nDWORD:1\n");
    CHECK(::chmod(desk.file.c_str(), 0640) == 0);
    const auto refused = call({"pol", "import", desk.place("a.txt"), "--out", desk.file});
    CHECK(refused.code == 8);
    CHECK(refused.err == "gpseal: " + desk.file + ": is there already and was left as it is; --replace replaces it\n");
    CHECK(slurp(desk.file) == desk.pol);
    CHECK(call({"pol", "import", desk.place("a.txt"), "--out", desk.file, "--replace", "-q"}).out.empty());
    CHECK(slurp(desk.file) != desk.pol);
    struct stat info {};
    CHECK(::stat(desk.file.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777U) == 0640);
}

TEST_CASE("pol import: a new file has the mode that the umask leaves; a dangling symlink is not followed")
{
    const Desk desk;
    spill(desk.place("a.txt"), "Computer\nK\nv\nDWORD:1\n");
    const auto before = ::umask(0027);
    CHECK(call({"pol", "import", desk.place("a.txt"), "--out", desk.place("new.pol")}).code == 0);
    CHECK(::umask(before) == 0027);
    struct stat info {};
    CHECK(::stat(desk.place("new.pol").c_str(), &info) == 0);
    CHECK((info.st_mode & 07777U) == 0640);
    std::filesystem::create_symlink(desk.place("elsewhere"), desk.place("link"));
    CHECK(call({"pol", "import", desk.place("a.txt"), "--out", desk.place("link")}).code == 8);
    CHECK(!std::filesystem::exists(desk.place("elsewhere")));
}

TEST_CASE("pol import: what is left open or not understood is said in one sentence")
{
    const Desk desk;
    const auto error_of = [&](const std::string& text, const std::vector<std::string>& more = {}) {
        spill(desk.place("s"), text);
        std::vector<std::string> arguments{"pol", "import", desk.place("s"), "--out", desk.place("x.pol")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto outcome = call(arguments);
        CHECK(outcome.out.empty());
        CHECK(!std::filesystem::exists(desk.place("x.pol")));
        return std::to_string(outcome.code) + outcome.err.substr(std::string("gpseal: " + desk.place("s")).size());
    };
    CHECK(error_of("hello\n") == "2: does not show its format; name it with --format lgpo, reg, policyrules or json\n");
    CHECK(error_of("hello\n", {"--format", "lgpo"}) ==
          "3:1: this block has 1 of its 4 lines: configuration, key, value name, action\n");
    CHECK(error_of(desk.pol) == "2: is a registry.pol already; gpseal pol export makes text of it\n");
    CHECK(error_of("Computer\nK\nv\nSZ:\nUser\nK\nv\nSZ:\n") ==
          "2: holds settings of several scopes, a registry.pol is for one, choose it: computer, user (--scope, "
          "--policy-name)\n");
    CHECK(error_of("<PolicyRules>\n<Oops/></PolicyRules>\n").starts_with("3:2: only ComputerConfig"));
}

TEST_CASE("pol import: settings that go into the folder of the other side are warned of")
{
    const Desk desk;
    std::filesystem::create_directory(desk.place("Machine"));
    std::filesystem::create_directory(desk.place("User"));
    spill(desk.place("a.reg"),
          "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\S\\K]\r\n\"v\"=dword:1\r\n");
    spill(desk.place("a.txt"), "Computer\nK\nv\nDWORD:1\n");
    const auto import = [&](const char* text, const char* out, const std::vector<std::string>& more = {}) {
        std::vector<std::string> line{"pol", "import", desk.place(text), "--replace", "--out", desk.place(out)};
        line.insert(line.end(), more.begin(), more.end());
        const auto answer = call(line);
        CHECK(answer.code == 0);
        return answer;
    };
    CHECK(import("a.reg", "Machine/Registry.pol").err ==
          "gpseal: warning: " + desk.place("Machine/Registry.pol") +
              ": the settings are for users, and a file in a folder Machine is applied to computers\n");
    CHECK(import("a.txt", "User/Registry.pol").err ==
          "gpseal: warning: " + desk.place("User/Registry.pol") +
              ": the settings are for computers, and a file in a folder User is applied to users\n");
    CHECK(import("a.txt", "User/Registry.pol", {"--json"}).out.find(R"("code":"other_folder")") != std::string::npos);
    CHECK(import("a.txt", "Machine/Registry.pol").err.empty());
    CHECK(import("a.reg", "User/Registry.pol").err.empty());
    CHECK(import("a.reg", "elsewhere.pol").err.empty());
}
