#include "probe_view.hpp"

#include "report/json_value.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <ostream>

namespace gpseal::app {

namespace {

namespace json = agent::json;
using agent::ServerReport;
using agent::ServerVerdict;

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

/// What an administrator must know of a server that works.
std::string note_of(const ServerReport& report)
{
    if (report.verdict == ServerVerdict::works && report.dfs == false && report.error.empty()) {
        return "perhaps not for libsmbclient: no DFS";
    }
    return report.error;
}

} // namespace

std::string probe_json(const ServerReport& report)
{
    auto object = json::object();
    json::set(object, "schema", probe_schema);
    json::set(object, "server", to_string(report.server));
    json::set_or_null(object, "address", report.address);
    object->set("reachable", report.reachable);
    object->set("dialects", json::array(report.dialects));
    json::set_or_null(object, "dialect", report.dialect);
    object->set("ciphers", json::array(report.ciphers));
    json::set_or_null(object, "cipher", report.cipher);
    json::set_or_null(object, "signing", report.signing ? to_string(*report.signing) : "");
    json::set_or_null(object, "dfs", report.dfs);
    json::set_or_null(object, "encrypts", report.encrypts);
    json::set(object, "verdict", to_string(report.verdict));
    object->set("ms", static_cast<Poco::Int64>(report.took.count()));
    json::set_or_null(object, "error", report.error);
    return json::line_of(object);
}

std::string probe_table(std::span<const ServerReport> reports, std::size_t width)
{
    Table table({"SERVER", "VERDICT", "DIALECT", "CIPHER", "SIGNING", "NOTE"});
    for (const auto& report : reports) {
        table.add({to_string(report.server), std::string(to_string(report.verdict)),
                   report.dialects.size() > 1 ? joined(report.dialects) : report.dialect,
                   report.ciphers.size() > 1 ? joined(report.ciphers) : report.cipher,
                   report.signing ? std::string(to_string(*report.signing)) : "", note_of(report)});
    }
    return table.text(width);
}

void ProbeCount::add(ServerVerdict verdict)
{
    switch (verdict) {
    case ServerVerdict::works:
        ++works;
        return;
    case ServerVerdict::breaks:
        ++breaks;
        return;
    case ServerVerdict::unknown:
        ++unknown;
        return;
    }
}

std::string probe_summary(const ProbeCount& count)
{
    const auto verb = [](std::size_t number, const char* stem) {
        return std::to_string(number) + " " + stem + (number == 1 ? "s" : "");
    };
    return std::to_string(count.all()) + (count.all() == 1 ? " server: " : " servers: ") + verb(count.works, "work") +
           ", " + verb(count.breaks, "break") + ", " + std::to_string(count.unknown) + " unknown";
}

ProgressBar::ProgressBar(std::ostream& out, const Terminal& terminal, std::size_t total, bool quiet)
    : out_(out), width_(terminal.width), total_(total), shown_(terminal.interactive && !quiet && total > 1)
{
}

ProgressBar::~ProgressBar()
{
    if (shown_) {
        out_ << "\r\x1b[K";
    }
}

void ProgressBar::show(const ProbeCount& count)
{
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now < next_) {
        return;
    }
    constexpr std::chrono::milliseconds pause{100};
    constexpr std::size_t longest = 40;
    next_ = now + pause;
    const auto words = " " + std::to_string(count.all()) + " of " + std::to_string(total_) + ", " +
                       std::to_string(count.breaks) + " break, " + std::to_string(count.unknown) + " unknown";
    const auto room = width_ > words.size() + 4 ? std::min(longest, width_ - words.size() - 4) : 0;
    const auto done = room * count.all() / std::max<std::size_t>(total_, 1);
    out_ << "\r[" << std::string(done, '#') << std::string(room - done, ' ') << ']' << words << "\x1b[K";
}

} // namespace gpseal::app
