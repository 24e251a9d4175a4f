#include "enforce/guard_state.hpp"

#include "enforce/guard_record.hpp"
#include "enforce/guard_ruleset.hpp"
#include "enforce/guard_table.hpp"
#include "service/sha256.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace gpseal::agent {

Result<WantedGuard> wanted_guard(const WantedState& wanted)
{
    const auto now = std::chrono::system_clock::now();
    const auto mode = guard_mode(wanted);
    if (mode == GuardMode::off) {
        return WantedGuard{.now = now, .may_watch = !wanted.workstation};
    }
    auto exemptions = canonical_exemptions(wanted.exemptions, now);
    if (!exemptions) {
        return fail(exemptions.error());
    }
    return WantedGuard{.mode = mode, .exemptions = *std::move(exemptions), .now = now};
}

std::string listed_comment(std::string_view listing)
{
    const auto start = listing.find('"');
    const auto end = listing.find('"', start + 1);
    return start == std::string_view::npos || end == std::string_view::npos
               ? std::string{}
               : std::string(listing.substr(start + 1, end - start - 1));
}

namespace {

Result<FoundGuard> look(const std::filesystem::path& state)
{
    auto listing = look_at_guard();
    if (!listing) {
        return fail(listing.error());
    }
    if (!*listing) {
        return FoundGuard{};
    }
    const auto& rules = (*listing)->rules;
    const auto record = read_guard_record(state);
    FoundGuard found{.present = true, .recorded = record.has_value(), .mode = listed_mode(rules)};
    found.listing_sha256 = sha256_hex(rules);
    found.intact = record && record->listing_sha256 == found.listing_sha256 && found.mode &&
                   record->mode == to_string(*found.mode);
    found.comment = found.mode ? listed_comment(rules) : std::string{};
    found.counters = std::move((*listing)->counters);
    return found;
}

/// Those about to end are not compared: the kernel's clock and ours may differ by a moment.
bool same_exemptions(const WantedGuard& wanted, const FoundGuard& found)
{
    constexpr std::int64_t moment = 2;
    const auto soon = epoch_seconds(wanted.now) + moment;
    const auto lasting = [soon](std::vector<GuardExemption> all) {
        std::erase_if(all, [soon](const GuardExemption& one) { return one.until <= soon; });
        return all;
    };
    return lasting(wanted.exemptions) == lasting(found.counters.exemptions);
}

/// True when a server gets an exemption, or a longer one, than it has.
bool widens_exemptions(const WantedGuard& wanted, const FoundGuard& found)
{
    return std::ranges::any_of(wanted.exemptions, [&found](const GuardExemption& wish) {
        return std::ranges::none_of(found.counters.exemptions, [&wish](const GuardExemption& has) {
            return has.address == wish.address && has.port == wish.port && has.until >= wish.until;
        });
    });
}

} // namespace

Result<FoundGuard> look_for(const WantedGuard& wanted, const std::filesystem::path& state)
{
    auto found = look(state);
    if (!found && found.error().code == Errc::unsupported && wanted.mode == GuardMode::off) {
        return FoundGuard{};
    }
    return found;
}

bool as_wanted(const WantedGuard& wanted, const FoundGuard& found)
{
    if (wanted.mode == GuardMode::off) {
        return !found.present || (wanted.may_watch && found.intact && found.mode == GuardMode::audit);
    }
    return found.intact && found.comment == guard_comment(wanted.mode) && same_exemptions(wanted, found);
}

bool loosens(const WantedGuard& wanted, const FoundGuard& found)
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

std::string found_word(const WantedGuard& wanted, const FoundGuard& found)
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

} // namespace gpseal::agent
