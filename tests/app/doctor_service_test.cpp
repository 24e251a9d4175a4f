#include "doctor_service.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::app;

namespace {

constexpr std::string_view as_systemctl_says = "Id=gpseald.service\nLoadState=loaded\nActiveState=active\n"
                                               "UnitFileState=enabled\n\nId=gpseal-fetch.socket\nLoadState=loaded\n"
                                               "ActiveState=active\nUnitFileState=enabled\n";

const Result<std::string> runs = std::string("{}");
const Result<std::string> stopped = fail(Errc::not_found, "is not there", "gpseald.sock");
const Result<std::string> silent = fail(Errc::timeout, "did not answer in time", "gpseald.sock");

/// STATE and fix of each row.
std::string rows(const Result<std::string>& answer, const std::vector<UnitState>& units)
{
    std::string text;
    for (const auto& check : judge_service(answer, units)) {
        text += (text.empty() ? "" : " | ") + std::string(to_string(check.state)) +
                (check.fix.empty() ? "" : ": " + check.fix);
        CHECK(check.fix.empty() == (check.state != CheckState::problem));
    }
    return text;
}

std::vector<UnitState> units(const std::string& load, const std::string& active, const std::string& file = "enabled",
                             const std::string& socket = "active")
{
    return {{"gpseald.service", load, active, file},
            {"gpseal-fetch.socket", "loaded", socket, ""},
            {"gpseal-apply.socket", "loaded", "active", ""},
            {"gpseal-probe.socket", "loaded", "active", ""},
            {"gpseal-look.socket", "loaded", "active", ""}};
}

} // namespace

TEST_CASE("doctor: the answer of systemctl is read unit by unit, whatever is cut off")
{
    const auto read = parse_unit_states(as_systemctl_says);
    REQUIRE(read.size() == 2);
    CHECK(read[0].id == "gpseald.service");
    CHECK(read[0].file == "enabled");
    CHECK(read[1].id == "gpseal-fetch.socket");
    CHECK(read[1].active == "active");
    CHECK(rows(runs, read) == "ok"); // of the other sockets nothing is known
    for (std::size_t size = 0; size < as_systemctl_says.size(); ++size) {
        CHECK(parse_unit_states(as_systemctl_says.substr(0, size)).size() <= 2);
    }
}

TEST_CASE("doctor: a service that does not run is mended as it ended, and one that nobody set up is no problem")
{
    CHECK(rows(stopped, {}) == "ok");
    CHECK(rows(stopped, units("not-found", "inactive")) == "ok");
    CHECK(rows(stopped, units("loaded", "inactive")) == "problem: systemctl enable --now gpseald");
    CHECK(rows(stopped, units("masked", "inactive")) ==
          "problem: systemctl unmask gpseald && systemctl enable --now gpseald");
    CHECK(rows(stopped, units("loaded", "failed")) ==
          "problem: systemctl restart gpseald; journalctl -u gpseald -n 20 says why it ended");
    CHECK(rows(stopped, units("loaded", "activating")) == "unknown");
}

TEST_CASE("doctor: a service that runs has to answer, to come back, and to have its socket")
{
    CHECK(rows(runs, {}) == "ok");
    CHECK(rows(fail(Errc::permission, "cannot connect to: Permission denied", "gpseald.sock"), {}) == "unknown");
    CHECK(rows(silent, {}) == "problem: end gpseald, and start it again");
    CHECK(rows(silent, units("loaded", "active")) == "problem: systemctl restart gpseald");
    CHECK(rows(runs, units("loaded", "active", "disabled")) == "problem: systemctl enable gpseald | ok");
    CHECK(rows(runs, units("loaded", "active", "enabled", "failed")) ==
          "ok | problem: systemctl restart gpseal-fetch.socket");
    auto masked = units("loaded", "active");
    masked[1].load = "masked";
    masked[1].active = "inactive";
    CHECK(rows(runs, masked) == "ok | problem: systemctl unmask gpseal-fetch.socket, or install gpseal again");
    masked[4].active = "failed";
    CHECK(rows(runs, masked).ends_with(" | problem: systemctl restart gpseal-look.socket"));
}
