#include "collect/list_difference.hpp"

#include "service/timestamp.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

namespace gpseal::agent {

using policy::DomainSnapshot;
using policy::GpoSnapshot;

namespace {

const GpoSnapshot* find(const DomainSnapshot& snapshot, const std::string& dn)
{
    const auto found = std::find_if(snapshot.gpos.begin(), snapshot.gpos.end(),
                                    [&](const GpoSnapshot& gpo) { return equals_icase(gpo.dn, dn); });
    return found == snapshot.gpos.end() ? nullptr : &*found;
}

/// As other reports name it: "GPO 'Name' {GUID}".
std::string label_of(const DomainSnapshot& snapshot, const std::string& dn)
{
    const auto open = dn.find('{');
    const auto close = dn.find('}');
    const auto guid = open < close && close != std::string::npos ? dn.substr(open, close - open + 1) : dn;
    const auto* const gpo = find(snapshot, dn);
    const auto name = gpo != nullptr ? gpo->attributes.display_name.value_or("") : std::string();
    return policy::label_of({.guid = guid, .name = name});
}

bool contains(const std::vector<std::string>& names, const std::string& dn)
{
    return std::any_of(names.begin(), names.end(), [&](const auto& each) { return equals_icase(each, dn); });
}

/// The computer's half; nullopt: it is no number.
std::optional<std::uint16_t> version_of(const GpoSnapshot& gpo)
{
    std::uint32_t number = 0;
    const auto text = gpo.attributes.version_number.value_or("");
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    constexpr std::uint32_t computer = 0xFFFF;
    return problem == std::errc{} && end == text.data() + text.size()
               ? std::optional(static_cast<std::uint16_t>(number & computer))
               : std::nullopt;
}

/// Of a GPO that both let apply.
std::optional<std::string> gpo_difference(const GpoSnapshot& earlier, const GpoSnapshot& later)
{
    const auto before = version_of(earlier);
    const auto after = version_of(later);
    if (before && (!after || *after < *before)) {
        return "has version " + (after ? std::to_string(*after) : std::string("none")) + ", not " +
               std::to_string(*before);
    }
    if (earlier.attributes.wql_filter != later.attributes.wql_filter) {
        return "has another WMI filter";
    }
    if (earlier.attributes.machine_extension_names != later.attributes.machine_extension_names) {
        return "names other extensions";
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> list_difference(const DomainSnapshot& earlier, const DomainSnapshot& later)
{
    const auto before = policy::gpos_to_read(earlier);
    const auto after = policy::gpos_to_read(later);
    for (const auto& dn : before) {
        if (!contains(after, dn)) {
            return label_of(earlier, dn) + " does not apply there";
        }
    }
    for (const auto& dn : after) {
        if (!contains(before, dn)) {
            return label_of(later, dn) + " applies there alone";
        }
    }
    if (!std::equal(before.begin(), before.end(), after.begin(), after.end(),
                    [](const auto& a, const auto& b) { return equals_icase(a, b); })) {
        return "the GPOs have another order there";
    }
    for (const auto& dn : before) {
        const auto* const one = find(earlier, dn);
        const auto* const other = find(later, dn);
        const auto difference = one != nullptr && other != nullptr ? gpo_difference(*one, *other) : std::nullopt;
        if (difference) {
            return label_of(later, dn) + " " + *difference + " there";
        }
    }
    return std::nullopt;
}

std::optional<Error> failover_doubt(const DomainSnapshot& earlier, const DomainSnapshot& later)
{
    const auto difference = list_difference(earlier, later);
    if (!difference) {
        return std::nullopt;
    }
    return Error{Errc::conflict,
                 "its directory is not that of " + earlier.domain_controller +
                     ", whose files could not be read: " + *difference,
                 later.domain_controller};
}

DomainSnapshot list_alone(DomainSnapshot snapshot)
{
    for (auto& gpo : snapshot.gpos) {
        gpo.gpt_ini = gpo.registry_pol = gpo.security_template = {};
        gpo.last_good.reset();
        gpo.absent_runs = 0;
    }
    snapshot.doubt.reset();
    return snapshot;
}

bool still_counts(const DomainSnapshot& unread, std::chrono::system_clock::time_point now)
{
    const auto taken = parse_time(unread.taken_at);
    return taken && now - *taken < unread_list_counts;
}

std::optional<DomainSnapshot> doubting_list(const std::optional<DomainSnapshot>& unread, const DomainSnapshot& later)
{
    if (!unread || equals_icase(unread->domain_controller, later.domain_controller) ||
        !list_difference(*unread, later)) {
        return std::nullopt; // its own newer word, or another's that is no older
    }
    return unread;
}

} // namespace gpseal::agent
