#include "doctor_view.hpp"

#include "report/json_value.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::app {

namespace json = agent::json;

namespace {

constexpr std::size_t state_width = 9;
constexpr std::size_t id_width = 12;
constexpr std::size_t least_width = 20;

Tone tone_of(CheckState state)
{
    switch (state) {
    case CheckState::ok:
        return Tone::good;
    case CheckState::problem:
        return Tone::bad;
    case CheckState::unknown:
        return Tone::warning;
    }
    return Tone::bad;
}

std::string check_text(const DoctorCheck& check, const Terminal& terminal)
{
    const auto indent = state_width + id_width;
    const auto lines = wrap(check.found, std::max(terminal.width, indent + least_width) - indent);
    auto text = terminal.paint(tone_of(check.state), pad(std::string(to_string(check.state)), state_width)) +
                pad(check.id, id_width) + (lines.empty() ? "" : lines.front()) + "\n";
    for (std::size_t i = 1; i < lines.size(); ++i) {
        text += std::string(indent, ' ') + lines[i] + "\n";
    }
    if (!check.fix.empty()) {
        text += std::string(state_width, ' ') + pad("  fix:", id_width) + printable(check.fix) + "\n";
    }
    return text;
}

std::size_t count(const Checks& checks, CheckState state)
{
    return static_cast<std::size_t>(std::count_if(checks.begin(), checks.end(),
                                                  [state](const DoctorCheck& check) { return check.state == state; }));
}

} // namespace

std::string doctor_text(const Checks& checks, const Terminal& terminal)
{
    auto text = terminal.paint(Tone::heading, pad("STATE", state_width) + pad("CHECK", id_width) + "FOUND") + "\n";
    for (const auto& check : checks) {
        text += check_text(check, terminal);
    }
    const auto problems = count(checks, CheckState::problem);
    return text + std::to_string(checks.size()) + " checks: " + std::to_string(problems) +
           (problems == 1 ? " problem, " : " problems, ") + std::to_string(count(checks, CheckState::unknown)) +
           " unknown\n";
}

std::string doctor_json(const Checks& checks)
{
    auto object = json::object();
    json::set(object, "schema", doctor_schema);
    json::Array::Ptr rows = new json::Array;
    for (const auto& check : checks) {
        auto row = json::object();
        json::set(row, "check", check.id);
        json::set(row, "state", to_string(check.state));
        json::set(row, "found", check.found);
        json::set_or_null(row, "fix", check.fix);
        rows->add(row);
    }
    object->set("checks", rows);
    object->set("problems", count(checks, CheckState::problem));
    object->set("unknown", count(checks, CheckState::unknown));
    return json::text_of(object);
}

} // namespace gpseal::app
