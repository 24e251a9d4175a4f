#include "probe/server_verdict.hpp"

#include "probe/negotiate_request.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace gpseal::agent {

namespace {

std::string hex(std::uint32_t status)
{
    std::string text = "0x";
    for (auto shift = 28; shift >= 0; shift -= 4) {
        text += "0123456789ABCDEF"[(status >> static_cast<unsigned>(shift)) & 0xfU];
    }
    return text;
}

/// MS-ERREF 2.3.1, as far as a NEGOTIATE is refused with it.
std::string status_text(std::uint32_t status)
{
    switch (status) {
    case 0xC00000BB:
        return "STATUS_NOT_SUPPORTED";
    case 0xC000000D:
        return "STATUS_INVALID_PARAMETER";
    case 0xC0000022:
        return "STATUS_ACCESS_DENIED";
    case 0xC0000205:
        return "STATUS_INSUFF_SERVER_RESOURCES";
    }
    return hex(status);
}

std::string why_not(const NegotiateReply& reply)
{
    const auto dialect = reply.negotiated.dialect;
    if (dialect < dialect_3_0) {
        return "SMB " + reply.negotiated.dialect_name() + " at most";
    }
    return reply.encryption_context ? "no common cipher" : "encryption is off";
}

Judgement judge_older(const ServerFacts& facts)
{
    if (!facts.older_reply->negotiated.can_encrypt()) {
        return {ServerVerdict::breaks, why_not(*facts.older_reply)};
    }
    return {ServerVerdict::unknown, "encrypts, but refuses clients that offer SMB 3.1.1 too"};
}

std::string name_of(std::uint16_t dialect)
{
    return dialect == dialect_smb1 ? "1.0" : Negotiated{.dialect = dialect}.dialect_name();
}

template <typename Name> std::vector<std::string> names(const std::vector<std::uint16_t>& values, Name name)
{
    std::vector<std::string> texts;
    std::transform(values.begin(), values.end(), std::back_inserter(texts), name);
    return texts;
}

} // namespace

std::string_view to_string(ServerVerdict verdict)
{
    switch (verdict) {
    case ServerVerdict::works:
        return "works";
    case ServerVerdict::breaks:
        return "breaks";
    case ServerVerdict::unknown:
        return "unknown";
    }
    return "unknown";
}

std::string_view to_string(Signing signing)
{
    switch (signing) {
    case Signing::disabled:
        return "disabled";
    case Signing::enabled:
        return "enabled";
    case Signing::required:
        return "required";
    }
    return "disabled";
}

Judgement judge_server(const ServerFacts& facts)
{
    if (facts.reply) {
        return facts.reply->negotiated.can_encrypt() ? Judgement{ServerVerdict::works, {}}
                                                     : Judgement{ServerVerdict::breaks, why_not(*facts.reply)};
    }
    if (facts.older_reply) {
        return judge_older(facts);
    }
    if (facts.speaks_smb1 && !facts.refusal) {
        return {ServerVerdict::breaks, "SMB1 only"};
    }
    if (!facts.problem.empty()) {
        return {ServerVerdict::unknown, facts.problem};
    }
    if (facts.refusal) {
        return {ServerVerdict::unknown, "refuses every offer: " + status_text(*facts.refusal)};
    }
    return {ServerVerdict::unknown, "hangs up on every NEGOTIATE"};
}

namespace {

/// nullopt: it does not tell, or a time that no server of ours can have.
std::optional<std::chrono::system_clock::time_point> clock_of(std::uint64_t system_time)
{
    constexpr std::uint64_t ticks_a_second = 10'000'000;
    constexpr std::uint64_t from_1601_to_1970 = 11'644'473'600;
    constexpr std::uint64_t from_1601_to_2200 = 18'902'678'400;
    const auto seconds = system_time / ticks_a_second;
    if (seconds < from_1601_to_1970 || seconds > from_1601_to_2200) {
        return std::nullopt;
    }
    return std::chrono::system_clock::time_point(std::chrono::seconds(seconds - from_1601_to_1970));
}

} // namespace

ServerReport describe_server(const ServerFacts& facts)
{
    const auto judgement = judge_server(facts);
    ServerReport report{.verdict = judgement.verdict, .error = judgement.reason};
    if (facts.reply && !facts.problem.empty()) { // the verdict stands; the lists are not whole
        report.error +=
            (report.error.empty() ? "not everything was asked: " : "; not everything was asked: ") + facts.problem;
    }
    report.dialects = names(facts.dialects, name_of);
    report.ciphers = names(
        facts.ciphers, [](std::uint16_t cipher) { return std::string(Negotiated{.cipher = cipher}.cipher_name()); });
    const auto& reply = facts.reply ? facts.reply : facts.older_reply;
    if (reply) {
        report.dialect = reply->negotiated.dialect_name();
        report.cipher = std::string(reply->negotiated.cipher_name());
        report.signing = reply->signing_required()  ? Signing::required
                         : reply->signing_enabled() ? Signing::enabled
                                                    : Signing::disabled;
        report.dfs = reply->dfs();
        report.clock = clock_of(reply->system_time);
        report.encrypts = reply->negotiated.can_encrypt();
    } else if (judgement.verdict == ServerVerdict::breaks) {
        report.dialect = name_of(dialect_smb1);
        report.encrypts = false;
    }
    return report;
}

} // namespace gpseal::agent
