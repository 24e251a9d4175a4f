#include "guard_text.hpp"

#include "policy_text.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::app {

namespace {

constexpr std::size_t rows_for_people = 5;
constexpr std::size_t hash_digits = 16;

std::string sender(const agent::ClearRequests& row)
{
    if (!row.source.empty()) {
        return row.source + " behind this machine";
    }
    return row.uid ? "uid " + std::to_string(*row.uid) : "the kernel";
}

} // namespace

std::string guard_text(const std::optional<agent::GuardEvidence>& guard, const Terminal& terminal)
{
    if (!guard) {
        return {};
    }
    auto text =
        labelled_line(terminal, "Guard",
                      printable(guard->mode) + (guard->rules.empty() ? "" : ", rules " + printable(guard->rules)) +
                          ", loaded table " + printable(guard->listing_sha256.substr(0, hash_digits)));
    const auto verb = guard->mode == "enforce" ? " cut" : " seen";
    for (std::size_t i = 0; i < std::min(guard->requests.size(), rows_for_people); ++i) {
        const auto& row = guard->requests[i];
        text += labelled_line(terminal, "",
                              printable(row.server) + " port " + std::to_string(row.port) + ", " +
                                  printable(sender(row)) + ": " + std::to_string(row.packets) +
                                  (row.packets == 1 ? " request in the clear" : " requests in the clear") + verb);
    }
    if (guard->requests.size() > rows_for_people) {
        text +=
            labelled_line(terminal, "", std::to_string(guard->requests.size() - rows_for_people) + " more with --json");
    }
    return text;
}

} // namespace gpseal::app
