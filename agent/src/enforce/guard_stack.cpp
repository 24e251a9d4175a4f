#include "enforce/guard_stack.hpp"

#include "enforce/guard_evidence.hpp"
#include "enforce/guard_record.hpp"
#include "enforce/guard_ruleset.hpp"
#include "service/sha256.hpp"
#include "service/timestamp.hpp"

#include <algorithm>
#include <iterator>

namespace gpseal::agent {

namespace {

constexpr std::string_view target = "nft table inet gpseal";

/// What shall be in force, in the guard's own terms.
struct Wanted {
    GuardMode mode = GuardMode::off;
    std::vector<GuardExemption> exemptions;
    WallTime now;
    bool may_watch = false; ///< the other policies are not known: a table that only watches stays
};

/// What is in force.
struct Found {
    bool present = false;
    bool recorded = false;         ///< guard.json says what it should look like
    bool intact = false;           ///< and it does
    std::optional<GuardMode> mode; ///< as its comment says
    std::string comment;
    std::string listing_sha256;
    GuardCounters counters;
};

Result<Wanted> translate(const WantedState& wanted)
{
    const auto now = std::chrono::system_clock::now();
    const auto mode = guard_mode(wanted);
    if (mode == GuardMode::off) {
        return Wanted{.now = now, .may_watch = !wanted.workstation};
    }
    auto exemptions = canonical_exemptions(wanted.exemptions, now);
    if (!exemptions) {
        return fail(exemptions.error());
    }
    return Wanted{.mode = mode, .exemptions = *std::move(exemptions), .now = now};
}

std::string listed_comment(std::string_view listing)
{
    const auto start = listing.find('"');
    const auto end = listing.find('"', start + 1);
    return start == std::string_view::npos || end == std::string_view::npos
               ? std::string{}
               : std::string(listing.substr(start + 1, end - start - 1));
}

Result<Found> look(const std::filesystem::path& state)
{
    auto listing = look_at_guard();
    if (!listing) {
        return fail(listing.error());
    }
    if (!*listing) {
        return Found{};
    }
    const auto& rules = (*listing)->rules;
    const auto record = read_guard_record(state);
    Found found{.present = true, .recorded = record.has_value(), .mode = listed_mode(rules)};
    found.listing_sha256 = sha256_hex(rules);
    found.intact = record && record->listing_sha256 == found.listing_sha256 && found.mode &&
                   record->mode == to_string(*found.mode);
    found.comment = found.mode ? listed_comment(rules) : std::string{};
    found.counters = std::move((*listing)->counters);
    return found;
}

/// Without nft or nftables there is no table: right when none is wanted, an error when one is.
Result<Found> look_for(const Wanted& wanted, const std::filesystem::path& state)
{
    auto found = look(state);
    if (!found && found.error().code == Errc::unsupported && wanted.mode == GuardMode::off) {
        return Found{};
    }
    return found;
}

/// Those about to end are not compared: the kernel's clock and ours may differ by a moment.
bool same_exemptions(const Wanted& wanted, const Found& found)
{
    constexpr std::int64_t moment = 2;
    const auto soon = epoch_seconds(wanted.now) + moment;
    const auto lasting = [soon](std::vector<GuardExemption> all) {
        std::erase_if(all, [soon](const GuardExemption& one) { return one.until <= soon; });
        return all;
    };
    return lasting(wanted.exemptions) == lasting(found.counters.exemptions);
}

bool as_wanted(const Wanted& wanted, const Found& found)
{
    if (wanted.mode == GuardMode::off) {
        return !found.present || (wanted.may_watch && found.intact && found.mode == GuardMode::audit);
    }
    return found.intact && found.comment == guard_comment(wanted.mode) && same_exemptions(wanted, found);
}

/// True when a server gets an exemption, or a longer one, than it has.
bool widens_exemptions(const Wanted& wanted, const Found& found)
{
    return std::ranges::any_of(wanted.exemptions, [&found](const GuardExemption& wish) {
        return std::ranges::none_of(found.counters.exemptions, [&wish](const GuardExemption& has) {
            return has.address == wish.address && has.port == wish.port && has.until >= wish.until;
        });
    });
}

/// Compared with what is in force. A table that is not ours to read counts as enforcing.
bool loosens(const Wanted& wanted, const Found& found)
{
    if (!found.present) {
        return false;
    }
    if (wanted.mode == GuardMode::off) {
        return true;
    }
    const auto mode = found.mode.value_or(GuardMode::enforce);
    return (mode == GuardMode::enforce && wanted.mode != GuardMode::enforce) || widens_exemptions(wanted, found);
}

std::string describe_exemption(const GuardExemption& exemption)
{
    constexpr std::int64_t last_second = 253402300799; // of the year 9999
    const auto text = "exemption " + exemption.address + " port " + std::to_string(exemption.port);
    if (exemption.until > last_second) {
        return text + " without end";
    }
    return text + " until " + format_time(WallTime(std::chrono::seconds(exemption.until)));
}

std::vector<std::string> describe_found(const Found& found)
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

std::vector<std::string> describe_wanted(const Wanted& wanted)
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

std::string diff(const Wanted& wanted, const Found& found)
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

std::string why_replaced(const Wanted& wanted, const Found& found)
{
    if (wanted.mode == GuardMode::off || !found.intact) {
        return wanted.mode == GuardMode::off ? "removed" : "altered";
    }
    return found.comment == guard_comment(wanted.mode) ? "exemptions changed" : "rules changed";
}

/// Loads, looks whether it is there, and remembers how it looks.
Result<void> put_into_force(const Wanted& wanted, const std::filesystem::path& state)
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

std::string found_word(const Wanted& wanted, const Found& found)
{
    if (!found.present) {
        return "absent";
    }
    if (!found.recorded) {
        return "unknown";
    }
    if (!found.intact || found.comment != guard_comment(*found.mode) || !same_exemptions(wanted, found)) {
        return "altered";
    }
    return std::string(to_string(*found.mode));
}

std::optional<GuardEvidence> evidence_in(const Found& found)
{
    if (!found.present) {
        return std::nullopt;
    }
    auto evidence = evidence_of(found.counters);
    evidence.mode = found.mode ? std::string(to_string(*found.mode)) : "unknown";
    evidence.listing_sha256 = found.listing_sha256;
    return evidence;
}

} // namespace

GuardStack::GuardStack(RootedPaths paths) : paths_(std::move(paths)) {}

Result<StackPlan> GuardStack::plan(const WantedState& wanted)
{
    if (!paths_.live()) {
        return StackPlan{};
    }
    const auto wish = translate(wanted);
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
    const auto wish = translate(wanted);
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
    const auto wish = translate(wanted);
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
