#include "doctor_service.hpp"

#include "daemon/service_client.hpp"

#include <gpseal/agent/child_process.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace gpseal::app {

namespace {

constexpr std::string_view service_unit = "gpseald.service";

struct SocketUnit {
    std::string_view id;
    std::string_view without; ///< what comes of it when it is not there
};

constexpr std::array socket_units = {
    SocketUnit{"gpseal-fetch.socket", "policy is read with more rights than it needs, or not at all"},
    SocketUnit{"gpseal-apply.socket", "policy is made true with more rights than that needs, or not at all"},
    SocketUnit{"gpseal-probe.socket", "nothing is proven"},
    SocketUnit{"gpseal-look.socket",
               "other users' programs and homes are not looked at, and no test connection is made"},
};

const UnitState* find(const std::vector<UnitState>& units, std::string_view id)
{
    for (const auto& unit : units) {
        if (unit.id == id) {
            return &unit;
        }
    }
    return nullptr;
}

/// Empty: systemd does not run here.
std::vector<UnitState> ask_systemd()
{
    agent::ChildCommand show{.arguments = {"systemctl", "show", "--property=Id,LoadState,ActiveState,UnitFileState",
                                           std::string(service_unit)}};
    for (const auto& socket : socket_units) {
        show.arguments.emplace_back(socket.id);
    }
    const auto said = agent::run_child(show);
    return said && said->exit_code == 0 ? parse_unit_states(said->output) : std::vector<UnitState>{};
}

DoctorCheck problem(std::string found, std::string fix)
{
    return {.id = "service", .state = CheckState::problem, .found = std::move(found), .fix = std::move(fix)};
}

DoctorCheck check_stopped(const UnitState* unit)
{
    if (unit == nullptr || unit->load == "not-found") {
        return {.id = "service", .found = "gpseald is not set up: policy is looked for when gpseal refresh is run"};
    }
    if (unit->load == "masked") {
        return problem("gpseald.service is masked: nothing takes back what others change",
                       "systemctl unmask gpseald && systemctl enable --now gpseald");
    }
    if (unit->active == "failed") {
        return problem("gpseald.service has failed: nothing takes back what others change",
                       "systemctl restart gpseald; journalctl -u gpseald -n 20 says why it ended");
    }
    if (unit->active == "inactive") {
        return problem("gpseald.service does not run: nothing takes back what others change",
                       "systemctl enable --now gpseald");
    }
    return {.id = "service", .state = CheckState::unknown, .found = "gpseald.service is " + unit->active};
}

/// A row for each socket that does not wait, or one for all that do.
Checks check_sockets(const std::vector<UnitState>& units)
{
    Checks checks;
    bool all_seen = true;
    for (const auto& socket : socket_units) {
        const auto* const unit = find(units, socket.id);
        all_seen = all_seen && unit != nullptr;
        if (unit == nullptr || unit->active == "active") {
            continue;
        }
        const std::string id(socket.id);
        checks.push_back(problem(id + " is " + (unit->load == "loaded" ? unit->active : unit->load) + ": " +
                                     std::string(socket.without),
                                 unit->load == "loaded" ? "systemctl restart " + id
                                                        : "systemctl unmask " + id + ", or install gpseal again"));
    }
    if (checks.empty() && all_seen) {
        checks.push_back({.id = "service", .found = "the sockets of gpseald's parts wait for it"});
    }
    return checks;
}

} // namespace

std::vector<UnitState> parse_unit_states(std::string_view text)
{
    std::vector<UnitState> units(1);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto equals = line.find('=');
        if (line.empty()) { // between two units
            units.emplace_back();
        } else if (equals != std::string_view::npos) {
            auto& unit = units.back();
            const std::array<std::pair<std::string_view, std::string*>, 4> known = {{{"Id", &unit.id},
                                                                                     {"LoadState", &unit.load},
                                                                                     {"ActiveState", &unit.active},
                                                                                     {"UnitFileState", &unit.file}}};
            for (const auto& [name, value] : known) {
                if (line.substr(0, equals) == name) {
                    *value = line.substr(equals + 1);
                }
            }
        }
    }
    return units;
}

Checks judge_service(const Result<std::string>& answer, const std::vector<UnitState>& units)
{
    const auto* const service = find(units, service_unit);
    const bool is_unit = service != nullptr && service->load == "loaded";
    if (!answer && answer.error().code == Errc::not_found) {
        return {check_stopped(service)};
    }
    if (!answer && answer.error().code == Errc::permission) {
        return {{.id = "service", .state = CheckState::unknown, .found = describe(answer.error())}};
    }
    if (!answer) {
        return {problem("gpseald runs and does not answer: " + describe(answer.error()),
                        is_unit ? "systemctl restart gpseald" : "end gpseald, and start it again")};
    }
    Checks checks = {{.id = "service", .found = "gpseald runs"}};
    if (is_unit && service->file == "disabled") {
        checks = {
            problem("gpseald runs, and will not after the next start of the machine", "systemctl enable gpseald")};
    }
    if (is_unit) {
        auto of_sockets = check_sockets(units);
        std::move(of_sockets.begin(), of_sockets.end(), std::back_inserter(checks));
    }
    return checks;
}

Checks check_service(const Invocation& call)
{
    constexpr std::chrono::seconds patience{2};
    if (!call.globals.paths.live()) {
        return {};
    }
    return judge_service(agent::ask_service(call.globals.paths, "status", patience), ask_systemd());
}

} // namespace gpseal::app
