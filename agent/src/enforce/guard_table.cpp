#include "enforce/guard_table.hpp"

#include <gpseal/agent/child_process.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <array>

namespace gpseal::agent {

namespace {

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
    auto result = run_child({.arguments = std::move(arguments),
                             .input = std::move(input),
                             .deadline = guard_listing_deadline,
                             .output_limit = guard_listing_limit});
    if (!result && result.error().code == Errc::not_found) {
        return fail(Errc::unsupported, "nft is not installed, the package is nftables", std::string(where));
    }
    return result;
}

} // namespace

Result<std::optional<GuardListing>> look_at_guard()
{
    const auto result = run_nft({"list", "table", "inet", "gpseal"}, {});
    if (!result) {
        return fail(result.error());
    }
    if (result->exit_code != 0) {
        return result->error.starts_with("Error: No such file or directory")
                   ? Result<std::optional<GuardListing>>(std::nullopt)
                   : fail(nft_error(result->error));
    }
    auto listing = parse_guard_listing(result->output, std::chrono::system_clock::now());
    return listing ? Result<std::optional<GuardListing>>(*std::move(listing)) : fail(listing.error());
}

Result<GuardCounters> read_guard_counters()
{
    auto listing = look_at_guard();
    if (!listing) {
        return fail(listing.error());
    }
    return *listing ? std::move((*listing)->counters) : GuardCounters{};
}

std::optional<std::function<std::uint64_t(const std::vector<std::string>&, std::uint16_t, std::uint32_t)>>
look_at_guard_refusals()
{
    auto counters = read_guard_counters();
    if (!counters || !counters->present) {
        return std::nullopt;
    }
    return [counters = *std::move(counters)](const std::vector<std::string>& addresses, std::uint16_t port,
                                             std::uint32_t uid) { return counters.refused(addresses, port, uid); };
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
