#include "golden.hpp"
#include "service/config_keys.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/config.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sstream>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

template <typename T> Setting<T> from(T value, std::string origin)
{
    return {std::move(value), std::move(origin)};
}

fs::path data(const char* name)
{
    return fs::path(std::getenv("GPSEAL_TEST_DATA")) / "ini" / name;
}

Result<AgentConfig> parse(const std::string& text, Diagnostics& problems)
{
    return parse_config(std::as_bytes(std::span(text)), "c", problems);
}

std::string listed(const Diagnostics& problems)
{
    std::string out;
    for (const auto& problem : problems) {
        out += problem.where + ": " + problem.message + (problem.hint.empty() ? "" : " (" + problem.hint + ")") + '\n';
    }
    return out;
}

std::chrono::system_clock::time_point at(std::string_view text)
{
    return parse_utc_time(text).value();
}

/// A copy with a mode of its own: what git and umask leave is not what is tested.
fs::path copy(const TemporaryFolder& folder, const char* name, mode_t mode)
{
    const auto file = folder.path() / name;
    spill(file, slurp(data(name)));
    ::chmod(file.c_str(), mode);
    return file;
}

} // namespace

TEST_CASE("config: without a file everything is its default and says so")
{
    const TemporaryFolder folder;
    Diagnostics problems;
    const auto config = load_config(folder.path() / "gpseal.conf", ConfigPresence::optional, problems);
    REQUIRE(config);
    CHECK(*config == AgentConfig{});
    CHECK(config->source.value == SourceKind::domain);
    CHECK(config->guard == Setting<GuardMode>{GuardMode::enforce, "default"});
    CHECK(config->bootstrap.value == Bootstrap::unknown);
    CHECK(config->preflight.value == Preflight::stop);
    CHECK(config->interval.value == 90min);
    CHECK(config->offset.value == 30min);
    CHECK(config->profile.value == "corp");
    CHECK_FALSE(config->edit_mounts.value);
    CHECK_FALSE(config->credentials.value);
    CHECK(problems.empty());
}

TEST_CASE("config: a file that was asked for must be there")
{
    const TemporaryFolder folder;
    Diagnostics problems;
    CHECK(load_config(folder.path() / "none", ConfigPresence::required, problems).error().code == Errc::not_found);
    CHECK(load_config(folder.path(), ConfigPresence::required, problems).error().code == Errc::malformed);
    REQUIRE(::mkfifo((folder.path() / "fifo").c_str(), 0600) == 0);
    CHECK(load_config(folder.path() / "fifo", ConfigPresence::required, problems).error().code == Errc::malformed);
}

TEST_CASE("config: every value knows its file and line")
{
    const TemporaryFolder folder;
    const auto file = copy(folder, "full.conf", 0644);
    const auto line = [&](int number) { return file.string() + ':' + std::to_string(number); };
    Diagnostics problems;
    const auto config = load_config(file, ConfigPresence::required, problems);
    INFO(listed(problems));
    REQUIRE(config);
    CHECK(config->source == from(SourceKind::files, line(2)));
    CHECK(config->files ==
          Setting<std::vector<fs::path>>{{"/srv/gpo/baseline", "/srv/gpo/file servers", "/srv/gpo/lab"}, line(3)});
    CHECK(config->bootstrap == from(Bootstrap::enforce, line(5)));
    CHECK(config->preflight == from(Preflight::warn, line(6)));
    CHECK(config->guard == from(GuardMode::audit, line(8)));
    REQUIRE(config->exemptions.size() == 2);
    CHECK(config->exemptions[0] ==
          from(Exemption{"192.0.2.17", 445, at("2027-03-31T23:59:59Z"), "scanner in hall 4"}, line(9)));
    CHECK(config->exemptions[1].value.address == "2001:db8::1");
    CHECK(config->edit_mounts == from(true, line(12)));
    CHECK(config->servers.value ==
          std::vector<std::string>{"//files.example.org/public", "//nas:1445/data/dir/file.txt"});
    CHECK(config->credentials.value == fs::path("/etc/gpseal/verify.cred"));
    CHECK(config->interval == Setting<std::chrono::minutes>{2h, line(17)});
    CHECK(config->offset.value == 0min);
    CHECK(config->profile == Setting<std::string>{"corp", line(20)});
    CHECK(config->collector.value == "https://gpseal.example.org:8443/v1");
}

TEST_CASE("config: every problem is told at once, and nothing of the file is used")
{
    Diagnostics problems;
    const auto text = slurp(data("wrong.conf"));
    const auto config = parse_config(std::as_bytes(std::span(text)), "gpseal.conf", problems);
    REQUIRE_FALSE(config);
    check_golden("config-problems.txt", listed(problems) + describe(config.error()) + '\n');
}

TEST_CASE("config: files as the source need files")
{
    Diagnostics problems;
    CHECK_FALSE(parse("[policy]\nsource = files\n", problems));
    CHECK(listed(problems) == "c:2: 'source = files' needs 'files = DIR...' in [policy]\n");
}

TEST_CASE("config: a machine without a policy source")
{
    Diagnostics problems;
    const auto config = parse("[policy]\nsource = none\n", problems);
    REQUIRE(config);
    CHECK(config->source.value == SourceKind::none);
    CHECK_FALSE(parse("[policy]\nsource = none\nfiles = /srv/gpo\n", problems));
    CHECK(listed(problems) == "c:3: 'source = none' reads no GPO, so 'files' must not be there\n");
}

TEST_CASE("config: the sample that is shipped is valid, and all in it is the default")
{
    const auto text = slurp(fs::path(std::getenv("GPSEAL_TEST_DATA")) / "../../installer/etc/gpseal.conf");
    REQUIRE_FALSE(text.empty());
    Diagnostics problems;
    CHECK(parse(text, problems).value() == AgentConfig{});
    std::string live; // the same with its examples switched on
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool example =
            text[i] == '#' && (i == 0 || text[i - 1] == '\n') && i + 1 < text.size() && text[i + 1] != ' ';
        live += example ? std::string() : std::string(1, text[i]);
    }
    const auto config = parse(live, problems);
    INFO(listed(problems));
    REQUIRE(config);
    CHECK(config->interval.value == AgentConfig{}.interval.value);
    CHECK(config->exemptions.size() == 1);
}

TEST_CASE("config: what others can write is not trusted")
{
    const TemporaryFolder folder;
    Diagnostics problems;
    for (const mode_t mode : {0620U, 0602U, 0666U}) {
        const auto file = copy(folder, "full.conf", mode);
        const auto refused = load_config(file, ConfigPresence::optional, problems);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::refused);
        CHECK(refused.error().message.find("chmod go-w") != std::string::npos);
    }
    const auto file = copy(folder, "full.conf", 0600);
    CHECK(load_config(file, ConfigPresence::optional, problems));
    if (::geteuid() == 0) {
        REQUIRE(::chown(file.c_str(), 65534, 65534) == 0);
        CHECK(load_config(file, ConfigPresence::optional, problems).error().code == Errc::refused);
    }
}

TEST_CASE("config: an exemption ends at its time")
{
    AgentConfig config;
    config.exemptions.push_back({Exemption{"192.0.2.1", 445, at("2027-01-01T00:00:00Z"), "r"}, "c:1"});
    CHECK(exemptions_at(config, at("2026-12-31T23:59:59Z")).size() == 1);
    CHECK(exemptions_at(config, at("2027-01-01T00:00:00Z")).empty());
}

TEST_CASE("config: only whole UTC times that exist are times")
{
    CHECK(at("1970-01-01T00:00:01Z") == std::chrono::system_clock::time_point(1s));
    CHECK(at("2028-02-29T12:30:45Z") - at("2028-02-28T12:30:45Z") == 24h);
    for (const char* text :
         {"", "2027-02-29T00:00:00Z", "2027-13-01T00:00:00Z", "2027-00-01T00:00:00Z", "2027-01-00T00:00:00Z",
          "2027-01-01T24:00:00Z", "2027-01-01T00:60:00Z", "2027-01-01T00:00:60Z", "2027-01-01T00:00:00+01:00",
          "2027-01-01 00:00:00Z", "2027-01-01T00:00:00z", "2027-1-01T00:00:00Z", "+027-01-01T00:00:00Z",
          "9999-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2027-01-01T00:00:00Z "}) {
        CAPTURE(text);
        CHECK_FALSE(parse_utc_time(text));
    }
}

TEST_CASE("config: what the manual says of a key is what it takes, its default is one, and the sample has both")
{
    const auto sample = slurp(fs::path(std::getenv("GPSEAL_TEST_DATA")) / "../../installer/etc/gpseal.conf");
    const auto takes = [](const ConfigKey& key, std::string_view value) {
        AgentConfig config;
        return key.assign({config, value, "here"}).has_value();
    };
    for (const auto& key : config_keys()) {
        CAPTURE(key.key);
        CHECK_FALSE(key.meaning.empty());
        CHECK(sample.find("\n#" + std::string(key.key) + " = " + std::string(key.standard)) != std::string::npos);
        CHECK((key.standard.empty() || takes(key, key.standard)));
        std::istringstream words{std::string(key.form)};
        for (std::string word; key.form.find('|') != std::string_view::npos && std::getline(words, word, '|');) {
            CAPTURE(word);
            CHECK(takes(key, word));
        }
    }
    std::string defaults;
    std::string_view section;
    for (const auto& key : config_keys()) {
        defaults += key.section == section ? "" : "[" + std::string(key.section) + "]\n";
        section = key.section;
        defaults += key.standard.empty() ? "" : std::string(key.key) + " = " + std::string(key.standard) + '\n';
    }
    Diagnostics problems;
    const auto config = parse_config(std::as_bytes(std::span(defaults)), "gpseal.conf", problems);
    REQUIRE(config);
    const AgentConfig none;
    CHECK((config->source.value == none.source.value));
    CHECK((config->bootstrap.value == none.bootstrap.value));
    CHECK((config->preflight.value == none.preflight.value));
    CHECK((config->guard.value == none.guard.value));
    CHECK((config->edit_mounts.value == none.edit_mounts.value));
    CHECK((config->credentials.value == none.credentials.value));
    CHECK((config->interval.value == none.interval.value));
    CHECK((config->offset.value == none.offset.value));
    CHECK((config->profile.value == none.profile.value));
}
