#include "collect/srv_record.hpp"

#include "service/bounded_task.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>

namespace gpseal::agent {

namespace {

constexpr std::size_t max_answer = std::size_t{64} << 10U;
constexpr std::size_t max_records = 256;
constexpr int resolver_timeout_s = 2; ///< of each try at each name server
constexpr int resolver_tries = 2;
constexpr std::chrono::seconds stream_deadline{4};

bool read_record(ns_msg& message, int index, SrvRecord& record)
{
    constexpr std::size_t fixed_part = 6;
    ns_rr answer{};
    if (ns_parserr(&message, ns_s_an, index, &answer) != 0 || ns_rr_type(answer) != ns_t_srv ||
        ns_rr_rdlen(answer) <= fixed_part) {
        return false;
    }
    const auto* data = ns_rr_rdata(answer);
    std::array<char, NS_MAXDNAME> host{};
    if (::dn_expand(ns_msg_base(message), ns_msg_end(message), data + fixed_part, host.data(),
                    static_cast<int>(host.size())) < 0) {
        return false;
    }
    const auto number = [data](std::size_t at) { return static_cast<std::uint16_t>(data[at] << 8U | data[at + 1]); };
    record = {.priority = number(0), .weight = number(2), .port = number(4), .host = host.data()};
    return is_host_name(record.host);
}

/// Closes a resolver's state.
class Resolver {
public:
    /// `flags` of the resolver's options, besides its own.
    explicit Resolver(unsigned long flags) : usable_(::res_ninit(&state_) == 0)
    {
        state_.options |= flags;
        state_.retrans = resolver_timeout_s;
        state_.retry = resolver_tries;
    }
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;
    ~Resolver()
    {
        if (usable_) {
            ::res_nclose(&state_);
        }
    }

    [[nodiscard]] bool usable() const { return usable_; }
    [[nodiscard]] int error() const { return state_.res_h_errno; }
    /// " (192.0.2.1, 2001:db8::1)", or nothing.
    [[nodiscard]] std::string servers() const
    {
        std::string text;
        for (int i = 0; usable_ && i < std::min(state_.nscount, MAXNS); ++i) {
            std::array<char, INET6_ADDRSTRLEN> address{};
            const auto& v4 = state_.nsaddr_list[i];
            const auto* const v6 = state_._u._ext.nsaddrs[i];
            const bool known =
                v4.sin_family == AF_INET
                    ? ::inet_ntop(AF_INET, &v4.sin_addr, address.data(), address.size()) != nullptr
                    : v6 != nullptr && ::inet_ntop(AF_INET6, &v6->sin6_addr, address.data(), address.size()) != nullptr;
            text += known ? (text.empty() ? " (" : ", ") + std::string(address.data()) : "";
        }
        return text.empty() ? text : text + ")";
    }
    int query(const std::string& name, std::vector<unsigned char>& answer)
    {
        return ::res_nquery(&state_, name.c_str(), ns_c_in, ns_t_srv, answer.data(), static_cast<int>(answer.size()));
    }

private:
    struct __res_state state_ {}; // NOLINT(bugprone-reserved-identifier): the resolver's own name
    bool usable_;
};

bool is_truncated(const std::vector<unsigned char>& answer)
{
    constexpr std::size_t flags = 2;
    constexpr unsigned char truncated = 0x02;
    return answer.size() > flags && (answer[flags] & truncated) != 0;
}

Result<std::vector<unsigned char>> ask(const std::string& name, unsigned long flags)
{
    Resolver resolver(flags);
    std::vector<unsigned char> answer(max_answer);
    const auto size = resolver.usable() ? resolver.query(name, answer) : -1;
    if (size < 0 && is_truncated(answer)) { // with nothing in it, which is no answer to the library
        return answer;
    }
    if (size < 0) {
        const bool missing = resolver.usable() && (resolver.error() == HOST_NOT_FOUND || resolver.error() == NO_DATA);
        return fail(missing ? Errc::not_found : Errc::io,
                    missing ? "DNS has no SRV record of this name" : "no DNS server answered" + resolver.servers(),
                    name);
    }
    answer.resize(std::min(static_cast<std::size_t>(size), answer.size()));
    return answer;
}

/// An answer that does not fit into a datagram: the resolver would wait for a TCP server as long as that likes.
Result<std::vector<unsigned char>> ask_by_stream(const std::string& name)
{
    const auto text = run_bounded(
        [&] {
            const auto answer = ask(name, 0);
            return answer ? std::string(answer->begin(), answer->end()) : std::string();
        },
        {stream_deadline, max_answer + 1});
    if (!text || text->empty()) {
        return fail(Errc::io, "the DNS answer is too large for a datagram, and no DNS server gave it by TCP", name);
    }
    return std::vector<unsigned char>(text->begin(), text->end());
}

bool parse(const std::vector<unsigned char>& answer, ns_msg& message)
{
    return ::ns_initparse(answer.data(), static_cast<int>(answer.size()), &message) == 0;
}

} // namespace

bool is_host_name(std::string_view name)
{
    constexpr std::size_t max_host_name = 253;
    return !name.empty() && name.size() <= max_host_name && name.front() != '-' && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '.' || c == '_';
           });
}

std::vector<SrvRecord> order_srv_records(std::vector<SrvRecord> records,
                                         const std::function<unsigned(unsigned bound)>& random)
{
    std::stable_sort(records.begin(), records.end(), [](const SrvRecord& a, const SrvRecord& b) {
        return a.priority != b.priority ? a.priority < b.priority : a.weight < b.weight;
    });
    for (auto next = records.begin(); next != records.end(); ++next) {
        const auto same_end =
            std::find_if(next, records.end(), [&](const SrvRecord& r) { return r.priority != next->priority; });
        const auto total =
            std::accumulate(next, same_end, 0U, [](unsigned sum, const SrvRecord& r) { return sum + r.weight; });
        const auto drawn = random(total);
        auto chosen = next;
        for (auto sum = unsigned{chosen->weight}; sum < drawn && chosen + 1 != same_end; sum += chosen->weight) {
            ++chosen;
        }
        std::rotate(next, chosen, chosen + 1);
    }
    return records;
}

Result<std::vector<SrvRecord>> query_srv(const std::string& name)
{
    auto answer = ask(name, RES_IGNTC);
    ns_msg message{};
    if (answer && is_truncated(*answer)) {
        answer = ask_by_stream(name);
    }
    if (!answer) {
        return fail(answer.error());
    }
    if (!parse(*answer, message)) {
        return fail(Errc::malformed, "the DNS answer is damaged", name);
    }
    std::vector<SrvRecord> records;
    const auto count = std::min<std::size_t>(ns_msg_count(message, ns_s_an), max_records);
    for (std::size_t i = 0; i < count; ++i) {
        SrvRecord record;
        if (read_record(message, static_cast<int>(i), record)) {
            records.push_back(std::move(record));
        }
    }
    if (records.empty()) {
        return fail(Errc::not_found,
                    count > 0 ? "DNS names no server whose name could be a host's" : "DNS names no server for it",
                    name);
    }
    return records;
}

} // namespace gpseal::agent
