#include "enforce/guard_stack.hpp"

#include "enforce/guard_evidence.hpp"
#include "enforce/guard_record.hpp"
#include "enforce/guard_ruleset.hpp"
#include "enforce/guard_state.hpp"
#include "enforce/guard_table.hpp"
#include "service/sha256.hpp"
#include "service/timestamp.hpp"

#include <algorithm>
#include <iterator>

namespace gpseal::agent {

namespace {

constexpr std::string_view target = "nft table inet gpseal";

std::string describe_exemption(const GuardExemption& exemption)
{
    constexpr std::int64_t last_second = 253402300799; // of the year 9999
    const auto text = "exemption " + exemption.address + " port " + std::to_string(exemption.port);
    if (exemption.until > last_second) {
        return text + " without end";
    }
    return text + " until " + format_time(WallTime(std::chrono::seconds(exemption.until)));
}

std::vector<std::string> describe_found(const FoundGuard& found)
{
    if (!found.present) {
        return {"absent"};
    }
    std::vector<std::string> lines = {found.mode ? "rules " + found.comment : "rules not gpseal's"};
    if (!found.intact) {
        lines.emplace_back(found.recorded ? "altered since it was loaded" : "not known to be as it was loaded");
    }
    std::ranges::transform(found.counters.exemptions, std::back_inserter(lines), describe_exemption);
    return lines;
}

std::vector<std::string> describe_wanted(const WantedGuard& wanted)
{
    if (wanted.mode == GuardMode::off) {
        return {"absent"};
    }
    std::vector<std::string> lines = {"rules " + guard_comment(wanted.mode)};
    std::ranges::transform(wanted.exemptions, std::back_inserter(lines), describe_exemption);
    return lines;
}

bool holds(const std::vector<std::string>& lines, const std::string& line)
{
    return std::ranges::find(lines, line) != lines.end();
}

std::string diff(const WantedGuard& wanted, const FoundGuard& found)
{
    const auto before = describe_found(found);
    const auto after = describe_wanted(wanted);
    std::string text = "--- " + std::string(target) + " (in force)\n+++ " + std::string(target) + " (wanted)\n@@ -1," +
                       std::to_string(before.size()) + " +1," + std::to_string(after.size()) + " @@\n";
    for (const auto& line : before) {
        text += (holds(after, line) ? " " : "-") + line + "\n";
    }
    for (const auto& line : after) {
        text += holds(before, line) ? std::string{} : "+" + line + "\n";
    }
    return text;
}

std::string why_replaced(const WantedGuard& wanted, const FoundGuard& found)
{
    if (wanted.mode == GuardMode::off || !found.intact) {
        return wanted.mode == GuardMode::off ? "removed" : "altered";
    }
    return found.comment == guard_comment(wanted.mode) ? "exemptions changed" : "rules changed";
}

/// Loads, looks whether it is there, and remembers how it looks.
Result<void> put_into_force(const WantedGuard& wanted, const std::filesystem::path& state)
{
    const auto loaded = load_guard_table(guard_ruleset(wanted.mode, wanted.exemptions, wanted.now));
    if (!loaded) {
        return loaded;
    }
    const auto listing = look_at_guard();
    if (!listing) {
        return fail(listing.error());
    }
    if (wanted.mode == GuardMode::off) {
        return *listing ? fail(Errc::io, "the guard is still there after its removal", std::string(target))
                        : remove_guard_record(state);
    }
    const auto rules = *listing ? (*listing)->rules : std::string();
    if (listed_mode(rules) != wanted.mode || listed_comment(rules) != guard_comment(wanted.mode)) {
        return fail(Errc::io, "the guard is not in force after it was loaded", std::string(target));
    }
    return write_guard_record(state,
                              {.mode = std::string(to_string(wanted.mode)), .listing_sha256 = sha256_hex(rules)});
}

std::optional<GuardEvidence> evidence_in(const FoundGuard& found)
{
    if (!found.present) {
        return std::nullopt;
    }
    auto evidence = evidence_of(found.counters);
    evidence.mode = found.mode ? std::string(to_string(*found.mode)) : "unknown";
    evidence.listing_sha256 = found.listing_sha256;
    evidence.rules = found.comment.substr(found.comment.rfind(' ') + 1); // of none: none
    return evidence;
}

} // namespace

GuardStack::GuardStack(RootedPaths paths) : paths_(std::move(paths)) {}

Result<StackPlan> GuardStack::plan(const WantedState& wanted)
{
    if (!paths_.live()) {
        return StackPlan{};
    }
    const auto wish = wanted_guard(wanted);
    if (!wish) {
        return fail(wish.error());
    }
    const auto found = look_for(*wish, paths_.state());
    if (!found) {
        return fail(found.error());
    }
    StackPlan plan;
    if (!as_wanted(*wish, *found)) {
        plan.changes.push_back({std::string(target), diff(*wish, *found), loosens(*wish, *found)});
    }
    return plan;
}

Result<void> GuardStack::apply(const WantedState& wanted, const std::optional<Loosening>& loosening)
{
    if (!paths_.live()) {
        return {};
    }
    const auto wish = wanted_guard(wanted);
    if (!wish) {
        return fail(wish.error());
    }
    const auto found = look_for(*wish, paths_.state());
    if (!found) {
        return fail(found.error());
    }
    if (as_wanted(*wish, *found)) {
        return {};
    }
    if (loosens(*wish, *found) && !loosening) {
        return fail(Errc::refused, "the guard would be loosened; it stays as it is", std::string(target));
    }
    // old counts are worth a try, never a failure: neither tightening nor a revert waits for a full disk
    (void)save_guard_counters(paths_.state(), found->counters, why_replaced(*wish, *found));
    return put_into_force(*wish, paths_.state());
}

std::vector<ConfiguredState> GuardStack::judge(const WantedState& wanted)
{
    const auto wish = wanted_guard(wanted);
    ConfiguredState row{.stack = "guard", .target = std::string(target), .found = "unknown", .known = false};
    row.wanted = to_string(wish ? wish->mode : wanted.guard);
    evidence_.reset();
    if (!paths_.live()) {
        row.found = "not touched under --root";
        return {row};
    }
    const auto found = wish ? look_for(*wish, paths_.state()) : fail(wish.error());
    if (!found) {
        row.found = "unknown: " + describe(found.error());
        return {row};
    }
    evidence_ = evidence_in(*found);
    row.found = found_word(*wish, *found);
    row.known = row.found != "unknown";
    row.drift = row.known && row.found != (wish->mode == GuardMode::off ? "absent" : row.wanted);
    return {row};
}

} // namespace gpseal::agent
