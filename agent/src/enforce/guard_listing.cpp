#include "enforce/guard_listing.hpp"

#include "enforce/guard_elements.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace gpseal::agent {

namespace {

constexpr std::string_view where = "nft table inet gpseal";
constexpr std::string_view block_end = "\t}";

GuardExemption exemption_of(const GuardElement& element, std::uint16_t port, bool ipv6, std::int64_t now)
{
    constexpr std::int64_t rounding = 2;
    GuardExemption exemption{.address = std::string(element.key[0]),
                             .ipv6 = ipv6,
                             .port = port,
                             .until = std::numeric_limits<std::int64_t>::max()};
    if (!element.expires) {
        return exemption;
    }
    exemption.until = now + *element.expires;
    constexpr std::string_view prefix = "until ";
    if (element.comment.starts_with(prefix)) {
        const auto written = decimal<std::int64_t>(element.comment.substr(prefix.size()));
        const bool agrees = written && *written >= 0 && *written < std::numeric_limits<std::int64_t>::max() - rounding;
        exemption.until = agrees && exemption.until <= *written + rounding ? *written : exemption.until;
    }
    return exemption;
}

std::optional<GuardHit> hit_of(const GuardElement& element, std::uint16_t port, bool forwarded)
{
    GuardHit hit{.server = std::string(element.key[0]), .port = port, .packets = element.packets};
    if (element.key.size() > 2 && forwarded) {
        hit.source = std::string(element.key[2]);
    } else if (element.key.size() > 2) {
        hit.uid = decimal<std::uint32_t>(element.key[2]);
        if (!hit.uid) {
            return std::nullopt;
        }
    }
    return hit;
}

/// What one set holds; nullopt: an element that no set of ours holds.
std::optional<GuardCounters> read_elements(std::string_view name, std::string_view text, std::int64_t now)
{
    const auto elements = parse_guard_elements(text);
    if (!elements) {
        return std::nullopt;
    }
    GuardCounters counters;
    const bool exempt = name == "exempt4" || name == "exempt6";
    const bool hits = name.ends_with("hits4") || name.ends_with("hits6");
    for (const auto& element : *elements) {
        const auto port = decimal<std::uint16_t>(element.key[1]);
        if (!port) {
            return std::nullopt;
        }
        if (exempt) {
            counters.exemptions.push_back(exemption_of(element, *port, name == "exempt6", now));
        } else if (hits) {
            auto hit = hit_of(element, *port, name.starts_with("fhits"));
            if (!hit) {
                return std::nullopt;
            }
            counters.hits.push_back(*std::move(hit));
        }
    }
    return counters;
}

template <typename Row> void append(std::vector<Row>& rows, std::vector<Row> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(rows));
}

/// Goes through the lines; each is either understood and left out, or kept.
class Reader {
public:
    Reader(std::string_view text, std::int64_t now) : rest_(text), now_(now) {}

    Result<GuardListing> read()
    {
        bool ended = false;
        keep(line());
        if (!listing_.rules.starts_with("table inet gpseal {\n")) {
            return fail(Errc::malformed, "nft's listing names no table", std::string(where));
        }
        while (!rest_.empty() && !ended) {
            const auto text = line();
            keep(text);
            ended = text == "}\n";
            read_block(text);
        }
        if (!ended || !rest_.empty()) {
            return fail(Errc::malformed, "nft's listing does not end as a table does", std::string(where));
        }
        listing_.counters.present = true;
        std::ranges::sort(listing_.counters.exemptions);
        return std::move(listing_);
    }

private:
    /// With its newline; the last one may have none.
    std::string_view line()
    {
        const auto text = rest_.substr(0, rest_.find('\n') + 1);
        const auto got = text.empty() ? rest_ : text;
        rest_.remove_prefix(got.size());
        return got;
    }

    void keep(std::string_view text) { listing_.rules += text; }

    /// "NAME" of "\tKIND NAME {\n".
    static std::string_view name_in(std::string_view text, std::string_view kind)
    {
        const bool is_it = text.starts_with(kind) && text.ends_with(" {\n");
        return is_it ? text.substr(kind.size(), text.size() - kind.size() - 3) : std::string_view();
    }

    void read_block(std::string_view head)
    {
        if (const auto counter = name_in(head, "\tcounter "); !counter.empty()) {
            read_count(counter);
        } else if (const auto set = name_in(head, "\tset "); !set.empty()) {
            read_set(set);
        } else if (head == "\tchain cut {\n") {
            read_cut();
        }
    }

    /// "\t\tpackets 7 bytes 900\n"
    void read_count(std::string_view name)
    {
        constexpr std::string_view before = "\t\tpackets ";
        constexpr std::string_view between = " bytes ";
        const auto text = rest_.substr(0, rest_.find('\n'));
        const auto middle = text.find(between);
        if (!text.starts_with(before) || middle == std::string_view::npos || middle < before.size()) {
            return;
        }
        const auto packets = decimal<std::uint64_t>(text.substr(before.size(), middle - before.size()));
        if (packets && decimal<std::uint64_t>(text.substr(middle + between.size()))) {
            listing_.counters.packets[std::string(name)] = *packets;
            (void)line();
        }
    }

    void read_set(std::string_view name)
    {
        constexpr std::string_view begin = "\t\telements = {";
        constexpr std::string_view end = " }\n";
        while (!rest_.empty() && !rest_.starts_with(block_end)) {
            const auto close = rest_.starts_with(begin) ? rest_.find(end, begin.size()) : std::string_view::npos;
            auto held = close != std::string_view::npos
                            ? read_elements(name, rest_.substr(begin.size(), close - begin.size()), now_)
                            : std::nullopt;
            if (held) {
                append(listing_.counters.exemptions, std::move(held->exemptions));
                append(listing_.counters.hits, std::move(held->hits));
                rest_.remove_prefix(close + end.size());
            } else {
                keep(line());
            }
        }
    }

    void read_cut()
    {
        while (!rest_.empty() && !rest_.starts_with(block_end)) {
            const auto text = line();
            listing_.counters.cuts = listing_.counters.cuts || text.ends_with(" reject with tcp reset\n");
            keep(text);
        }
    }

    std::string_view rest_;
    std::int64_t now_;
    GuardListing listing_;
};

} // namespace

std::uint64_t GuardCounters::total() const
{
    std::uint64_t sum = 0;
    for (const auto& [reason, count] : packets) {
        sum += count;
    }
    return sum;
}

std::uint64_t GuardCounters::refused(const std::vector<std::string>& addresses, std::uint16_t port,
                                     std::uint32_t uid) const
{
    std::uint64_t sum = 0;
    for (const auto& hit : hits) {
        const bool theirs = hit.port == port && hit.uid == uid && std::ranges::count(addresses, hit.server) > 0;
        sum += cuts && theirs ? hit.packets : 0;
    }
    return sum;
}

Result<GuardListing> parse_guard_listing(std::string_view text, std::chrono::system_clock::time_point now)
{
    return Reader(text, epoch_seconds(now)).read();
}

std::optional<GuardMode> listed_mode(std::string_view rules)
{
    for (const auto mode : {GuardMode::enforce, GuardMode::audit}) {
        const auto start = "table inet gpseal {\n\tcomment \"gpseal " + std::string(to_string(mode)) + " ";
        if (rules.starts_with(start)) {
            return mode;
        }
    }
    return std::nullopt;
}

} // namespace gpseal::agent
