#include "probe/session_verdict.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace gpseal::agent {

namespace {

constexpr std::uint32_t status_not_supported = 0xC00000BB;
constexpr std::uint16_t session_is_guest = 1;
constexpr std::uint16_t session_is_anonymous = 2;
constexpr std::uint16_t first_with_encryption = 0x0300;

std::string status_text(std::uint32_t status)
{
    constexpr std::array<std::pair<std::uint32_t, std::string_view>, 11> names = {{
        {0xC000000D, " STATUS_INVALID_PARAMETER"},
        {0xC0000022, " STATUS_ACCESS_DENIED"},
        {0xC000005E, " STATUS_NO_LOGON_SERVERS"},
        {0xC000006D, " STATUS_LOGON_FAILURE"},
        {0xC000006E, " STATUS_ACCOUNT_RESTRICTION"},
        {0xC0000071, " STATUS_PASSWORD_EXPIRED"},
        {0xC0000072, " STATUS_ACCOUNT_DISABLED"},
        {0xC00000BB, " STATUS_NOT_SUPPORTED"},
        {0xC00000CC, " STATUS_BAD_NETWORK_NAME"},
        {0xC000015B, " STATUS_LOGON_TYPE_NOT_GRANTED"},
        {0xC0000234, " STATUS_ACCOUNT_LOCKED_OUT"},
    }};
    std::string text = "0x";
    for (auto shift = 32U; shift > 0;) {
        shift -= 4;
        text += "0123456789ABCDEF"[(status >> shift) & 0xfU];
    }
    const auto* found =
        std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == status; });
    return found == names.end() ? text : text.append(found->second);
}

SessionVerdict say(ProbeVerdict verdict, std::string error)
{
    return {.verdict = verdict, .error = std::move(error)};
}

SessionVerdict inconclusive(std::string why)
{
    return say(ProbeVerdict::inconclusive, std::move(why));
}

bool is_sealed(const FlowObservation& flow)
{
    return flow.fresh && flow.smb.transforms_to_server > 0 && flow.smb.transforms_to_client > 0;
}

/// The last connection of the test of which `holds` is true. Older connections prove nothing about this test.
template <typename Predicate> const FlowObservation* last_of(const WireObservation& wire, Predicate&& holds)
{
    const auto found = std::find_if(wire.flows.rbegin(), wire.flows.rend(),
                                    [&](const FlowObservation& flow) { return flow.fresh && holds(flow); });
    return found == wire.flows.rend() ? nullptr : &*found;
}

/// Why the observation does not cover everything; empty: it does.
std::string hole_in(const WireObservation& wire)
{
    if (!wire.incomplete.empty()) {
        return wire.incomplete;
    }
    for (const auto& flow : wire.flows) {
        const std::array<std::string_view, 3> reasons = {flow.incomplete, flow.smb.unreadable_to_server,
                                                         flow.fresh ? std::string_view(flow.smb.unreadable_to_client)
                                                                    : std::string_view{}};
        for (const auto reason : reasons) {
            if (!reason.empty()) {
                return std::string(reason);
            }
        }
    }
    return {};
}

/// Dialect, cipher and signing of the connection the verdict speaks of.
void describe_flow(SessionVerdict& verdict, const FlowObservation& flow)
{
    const auto& smb = flow.smb;
    if (smb.negotiated) {
        verdict.dialect = smb.negotiated->dialect_name();
    }
    if (is_sealed(flow) && smb.negotiated) {
        verdict.cipher = smb.negotiated->cipher_name();
    }
    verdict.is_signed = smb.clear_requests > 0 ? smb.unsigned_requests == 0 : smb.session_signed;
}

/// A readable request with content, or a readable answer to one, on any connection.
std::optional<SessionVerdict> judge_leak(const WireObservation& wire, const Result<ClientOutcome>& client)
{
    const auto leaks = [](const FlowObservation& flow) {
        return flow.smb.clear_requests > 0 || flow.smb.clear_replies > 0;
    };
    const auto flow = std::find_if(wire.flows.begin(), wire.flows.end(), leaks);
    if (flow == wire.flows.end()) {
        return std::nullopt;
    }
    auto text = flow->smb.clear_requests > 0 ? flow->smb.first_clear_request + " left in the clear"
                                             : std::string("the server answered in the clear");
    if (!flow->fresh) {
        text += " on a connection opened before the test";
    } else if (client && client->succeeded) {
        text += " and the client succeeded";
    }
    auto verdict = say(ProbeVerdict::plaintext_allowed, std::move(text));
    describe_flow(verdict, *flow);
    return verdict;
}

SessionVerdict judge_success(const WireObservation& wire, const ClientOutcome& client)
{
    if (auto hole = hole_in(wire); !hole.empty()) {
        return inconclusive(std::move(hole));
    }
    if (wire.elsewhere) {
        return inconclusive("another SMB server was connected to meanwhile (a DFS referral?), so what the client got "
                            "may have come from there");
    }
    const auto* flow = last_of(wire, is_sealed);
    if (flow == nullptr) {
        return inconclusive("the client succeeded, but its traffic was not seen");
    }
    if (!flow->smb.negotiated || !flow->smb.negotiated->can_encrypt() || flow->smb.negotiated->cipher_name().empty()) {
        return inconclusive("sealed messages on a connection that negotiated no known cipher");
    }
    if (client.encryption_on == false) {
        return inconclusive("libsmbclient says that its connection is not encrypted");
    }
    auto verdict = say(ProbeVerdict::encrypted, {});
    describe_flow(verdict, *flow);
    return verdict;
}

/// Why somebody was not let in, or not to the share: then nothing is known about encryption. A logon that failed
/// counts even if another one succeeded after it: libsmbclient tries once more as anonymous.
std::optional<std::string> logon_or_share_problem(const WireObservation& wire)
{
    for (const auto& flow : wire.flows) {
        if (flow.fresh && flow.smb.session_refusal) {
            return "logon failed: " + status_text(*flow.smb.session_refusal);
        }
        if (flow.fresh && flow.smb.tree_status.value_or(0) != 0) {
            return "the share was refused: " + status_text(*flow.smb.tree_status);
        }
    }
    return std::nullopt;
}

bool has_no_key(const FlowObservation& flow)
{
    return (flow.smb.session_flags & (session_is_guest | session_is_anonymous)) != 0;
}

SessionVerdict refused(const FlowObservation& flow, std::string why)
{
    auto verdict = say(ProbeVerdict::refused_as_required, std::move(why));
    describe_flow(verdict, flow);
    return verdict;
}

std::string incapable(const Negotiated& negotiated)
{
    return "the server cannot encrypt (" + negotiated.dialect_name() +
           (negotiated.dialect < first_with_encryption ? ")" : " without encryption)");
}

/// The client's or the guard's own refusal, with the lack of encryption as the observed reason.
std::optional<SessionVerdict> judge_refusal(const WireObservation& wire, std::uint64_t guard_refusals)
{
    const auto was_cut = [&](const FlowObservation& flow) {
        return flow.reset_to_client && guard_refusals > 0 && flow.smb.negotiate_status == 0U && flow.smb.negotiated;
    };
    if (const auto* flow = last_of(wire, was_cut)) {
        const auto& negotiated = flow->smb.negotiated;
        return refused(*flow, negotiated && !negotiated->can_encrypt()
                                  ? incapable(*negotiated) + "; the guard cut the connection"
                                  : "the guard cut a request in the clear");
    }
    const auto no_dialect = [](const FlowObservation& flow) {
        return flow.smb.negotiate_status == status_not_supported &&
               flow.smb.lowest_offer.value_or(0) >= first_with_encryption;
    };
    if (const auto* flow = last_of(wire, no_dialect)) {
        return refused(*flow, "the server speaks no dialect that can encrypt");
    }
    const auto client_left = [](const FlowObservation& flow) {
        const auto& smb = flow.smb;
        const bool logged_on = smb.session_status == 0U && !has_no_key(flow);
        return logged_on && flow.client_closed_first && smb.negotiated && !smb.negotiated->can_encrypt();
    };
    if (const auto* flow = last_of(wire, client_left)) {
        return refused(*flow, incapable(*flow->smb.negotiated));
    }
    return std::nullopt;
}

/// What is left of a failure when no refusal can be shown.
std::string unexplained(const WireObservation& wire, const ClientOutcome& client, bool guard_known)
{
    const auto said = client.said.empty() ? std::string{} : ": " + client.said;
    const auto* flow = last_of(wire, [](const FlowObservation& one) { return one.client_spoke; });
    if (flow == nullptr) {
        return "the client did not speak to the server" + said;
    }
    if (!flow->server_spoke) {
        return "the server closed the connection without an answer (SMB1 only, or no SMB server)" + said;
    }
    if (has_no_key(*flow)) {
        return "the server took the user for a guest, and a guest has no key to encrypt with" + said;
    }
    if (flow->reset_to_client) {
        return (guard_known ? "the connection was reset, but not by the guard"
                            : "the connection was reset, and the guard's counters are not known") +
               said;
    }
    return "the client failed" + said;
}

SessionVerdict judge_failure(const WireObservation& wire, const ClientOutcome& client,
                             const std::optional<std::uint64_t>& guard_refusals)
{
    if (auto hole = hole_in(wire); !hole.empty()) {
        return inconclusive(std::move(hole));
    }
    if (auto problem = logon_or_share_problem(wire)) {
        return inconclusive(*std::move(problem));
    }
    if (const auto* flow = last_of(wire, is_sealed)) {
        auto verdict = inconclusive("the session was encrypted, but the client failed" +
                                    (client.said.empty() ? std::string{} : ": " + client.said));
        describe_flow(verdict, *flow);
        return verdict;
    }
    if (auto verdict = judge_refusal(wire, guard_refusals.value_or(0))) {
        return *std::move(verdict);
    }
    auto verdict = inconclusive(unexplained(wire, client, guard_refusals.has_value()));
    if (const auto* flow = last_of(wire, [](const FlowObservation& one) { return one.server_spoke; })) {
        describe_flow(verdict, *flow);
    }
    return verdict;
}

/// The client could not be run to its end.
SessionVerdict judge_no_client(const Error& error, const WireObservation& wire)
{
    const auto spoke = [](const FlowObservation& flow) { return flow.client_spoke; };
    const auto answered = [](const FlowObservation& flow) { return flow.server_spoke; };
    if (error.code == Errc::timeout && hole_in(wire).empty() && last_of(wire, spoke) != nullptr &&
        last_of(wire, answered) == nullptr) {
        return say(ProbeVerdict::unreachable, "the server accepted the connection and never answered");
    }
    return inconclusive(describe(error));
}

} // namespace

SessionVerdict judge_session(const SessionEvidence& evidence)
{
    if (evidence.connect) {
        return evidence.guard_refusals.value_or(0) > 0
                   ? inconclusive("the guard holds back new connections for the moment")
                   : say(ProbeVerdict::unreachable, describe(*evidence.connect));
    }
    if (!evidence.wire) {
        return inconclusive("the wire could not be observed: " + describe(evidence.wire.error()));
    }
    if (auto leak = judge_leak(*evidence.wire, evidence.client)) {
        return *std::move(leak);
    }
    if (!evidence.client) {
        return judge_no_client(evidence.client.error(), *evidence.wire);
    }
    return evidence.client->succeeded ? judge_success(*evidence.wire, *evidence.client)
                                      : judge_failure(*evidence.wire, *evidence.client, evidence.guard_refusals);
}

} // namespace gpseal::agent
