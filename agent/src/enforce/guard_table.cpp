#include "enforce/guard_table.hpp"

#include <gpseal/agent/child_process.hpp>
#include <gpseal/base/utf.hpp>

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/NumberParser.h>

#include <algorithm>
#include <array>
#include <limits>

namespace gpseal::agent {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

/// Four sets of 4096 hits at some 150 bytes each, and room.
constexpr std::size_t listing_limit = std::size_t{8} << 20;
constexpr int json_depth = 32;
constexpr std::string_view where = "nft table inet gpseal";

Error nft_error(const std::string& complaint)
{
    constexpr std::array<std::string_view, 5> not_known = {"syntax error", "not supported", "Invalid argument",
                                                           "No such file or directory", "unknown"};
    const auto says = [&complaint](std::string_view text) { return complaint.find(text) != std::string::npos; };
    const auto first_line = printable(complaint.substr(0, complaint.find('\n')));
    if (says("Operation not permitted")) {
        return {Errc::permission, "only root can look at or load the guard", std::string(where)};
    }
    if (std::ranges::any_of(not_known, says)) {
        return {Errc::unsupported,
                "the guard needs Linux 5.16 and nft 1.0.1 or newer with nf_tables, nft says: " + first_line,
                std::string(where)};
    }
    return {Errc::io, "nft failed: " + first_line, std::string(where)};
}

Result<ChildResult> run_nft(std::vector<std::string> arguments, std::string input)
{
    arguments.insert(arguments.begin(), "nft");
    auto result =
        run_child({.arguments = std::move(arguments), .input = std::move(input), .output_limit = listing_limit});
    if (!result && result.error().code == Errc::not_found) {
        return fail(Errc::unsupported, "nft is not installed, the package is nftables", std::string(where));
    }
    return result;
}

/// A listing's text; nullopt: no table.
Result<std::optional<std::string>> list_table(std::vector<std::string> options)
{
    for (const auto* word : {"list", "table", "inet", "gpseal"}) {
        options.emplace_back(word);
    }
    auto result = run_nft(std::move(options), {});
    if (!result) {
        return fail(result.error());
    }
    if (result->exit_code == 0) {
        return std::move(result->output);
    }
    if (result->error.starts_with("Error: No such file or directory")) {
        return std::nullopt;
    }
    return fail(nft_error(result->error));
}

/// One element of a set: nft wraps the value in an object when anything is kept with it.
struct Element {
    Array::Ptr key;
    Object::Ptr more;
};

std::vector<Element> elements_of(const Object::Ptr& set)
{
    std::vector<Element> all;
    const auto list = set->getArray("elem");
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const auto wrapped = list->getObject(static_cast<unsigned>(i));
        auto more = wrapped && wrapped->isObject("elem") ? wrapped->getObject("elem") : wrapped;
        auto value = more && more->isObject("val") ? more->getObject("val") : more;
        if (value && value->isArray("concat")) {
            all.push_back({value->getArray("concat"), more});
        }
    }
    return all;
}

GuardHit read_hit(const Element& element, bool forwarded)
{
    GuardHit hit{.server = element.key->getElement<std::string>(0), .port = element.key->getElement<std::uint16_t>(1)};
    if (element.key->size() > 2 && forwarded) {
        hit.source = element.key->getElement<std::string>(2);
    } else if (element.key->size() > 2) {
        hit.uid = element.key->getElement<std::uint32_t>(2);
    }
    if (element.more->isObject("counter")) {
        hit.packets = element.more->getObject("counter")->getValue<std::uint64_t>("packets");
    }
    return hit;
}

GuardExemption read_exemption(const Element& element, bool ipv6, std::int64_t now)
{
    constexpr std::int64_t rounding = 2;
    GuardExemption exemption{.address = element.key->getElement<std::string>(0),
                             .ipv6 = ipv6,
                             .port = element.key->getElement<std::uint16_t>(1),
                             .until = std::numeric_limits<std::int64_t>::max()};
    if (!element.more->has("expires")) {
        return exemption;
    }
    exemption.until = now + element.more->getValue<std::int64_t>("expires");
    const auto comment = element.more->optValue<std::string>("comment", {});
    constexpr std::string_view prefix = "until ";
    if (comment.starts_with(prefix)) {
        const auto written = Poco::NumberParser::parse64(comment.substr(prefix.size()));
        exemption.until = exemption.until <= written + rounding ? written : exemption.until;
    }
    return exemption;
}

void read_set(const Object::Ptr& set, std::int64_t now, GuardCounters& counters)
{
    const auto name = set->getValue<std::string>("name");
    const bool exempt = name == "exempt4" || name == "exempt6";
    const bool hits = name.ends_with("hits4") || name.ends_with("hits6");
    for (const auto& element : elements_of(set)) {
        if (exempt) {
            counters.exemptions.push_back(read_exemption(element, name == "exempt6", now));
        } else if (hits) {
            counters.hits.push_back(read_hit(element, name.starts_with("fhits")));
        }
    }
}

bool is_the_cut(const Object::Ptr& rule)
{
    if (rule->optValue<std::string>("chain", {}) != "cut") {
        return false;
    }
    const auto statements = rule->getArray("expr");
    for (std::size_t i = 0; statements && i < statements->size(); ++i) {
        const auto statement = statements->getObject(static_cast<unsigned>(i));
        if (statement && statement->has("reject")) {
            return true;
        }
    }
    return false;
}

GuardCounters read_objects(std::string_view json, std::int64_t now)
{
    Poco::JSON::Parser parser;
    parser.setDepth(json_depth);
    const auto top = parser.parse(std::string(json)).extract<Object::Ptr>();
    const auto list = top->getArray("nftables");
    GuardCounters counters;
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const auto item = list->getObject(static_cast<unsigned>(i));
        if (item && item->isObject("table")) {
            counters.present = true;
        } else if (item && item->isObject("counter")) {
            const auto counter = item->getObject("counter");
            counters.packets[counter->getValue<std::string>("name")] = counter->getValue<std::uint64_t>("packets");
        } else if (item && item->isObject("set")) {
            read_set(item->getObject("set"), now, counters);
        } else if (item && item->isObject("rule")) {
            counters.cuts = counters.cuts || is_the_cut(item->getObject("rule"));
        }
    }
    std::ranges::sort(counters.exemptions);
    return counters;
}

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

Result<GuardCounters> parse_guard_counters(std::string_view json, std::chrono::system_clock::time_point now)
{
    try {
        auto counters = read_objects(json, epoch_seconds(now));
        if (!counters.present) {
            return fail(Errc::malformed, "the listing names no table", std::string(where));
        }
        return counters;
    } catch (const Poco::Exception& error) {
        return fail(Errc::malformed, "cannot read nft's listing: " + printable(error.displayText()),
                    std::string(where));
    }
}

Result<GuardCounters> read_guard_counters()
{
    const auto json = list_table({"-j"});
    if (!json) {
        return fail(json.error());
    }
    return *json ? parse_guard_counters(**json, std::chrono::system_clock::now()) : GuardCounters{};
}

std::optional<std::uint64_t> count_guard_refusals(const std::vector<std::string>& addresses, std::uint16_t port,
                                                  std::uint32_t uid)
{
    const auto counters = read_guard_counters();
    return counters && counters->present ? std::optional(counters->refused(addresses, port, uid)) : std::nullopt;
}

Result<std::optional<std::string>> list_guard_table()
{
    return list_table({"-s", "-t"});
}

std::optional<GuardMode> listed_mode(std::string_view listing)
{
    for (const auto mode : {GuardMode::enforce, GuardMode::audit}) {
        const auto start = "table inet gpseal {\n\tcomment \"gpseal " + std::string(to_string(mode)) + " ";
        if (listing.starts_with(start)) {
            return mode;
        }
    }
    return std::nullopt;
}

Result<void> load_guard_table(std::string_view ruleset)
{
    const auto result = run_nft({"-f", "-"}, std::string(ruleset));
    if (!result) {
        return fail(result.error());
    }
    return result->exit_code == 0 ? Result<void>{} : fail(nft_error(result->error));
}

} // namespace gpseal::agent
