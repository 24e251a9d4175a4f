#include "session_evidence.hpp"

using namespace gpseal;
using namespace gpseal::tests;

TEST_CASE("verdict: encrypted needs success, sealed messages both ways, and nothing in the clear")
{
    const auto good = judge_session(evidence({sealed()}, worked));
    CHECK(good.verdict == ProbeVerdict::encrypted);
    CHECK(good.dialect == "3.1.1");
    CHECK(good.cipher == "AES-128-GCM");
    CHECK(good.is_signed);

    check({
        {"libsmbclient agrees", evidence({sealed()}, {.succeeded = true, .encryption_on = true}),
         ProbeVerdict::encrypted, ""},
        {"libsmbclient disagrees", evidence({sealed()}, {.succeeded = true, .encryption_on = false}),
         ProbeVerdict::inconclusive, "says that its connection is not encrypted"},
        {"one way only", evidence({with(sealed(), [](auto& f) { f.smb.transforms_to_client = 0; })}, worked),
         ProbeVerdict::inconclusive, "not seen"},
        {"the other way only", evidence({with(sealed(), [](auto& f) { f.smb.transforms_to_server = 0; })}, worked),
         ProbeVerdict::inconclusive, "not seen"},
        {"another connection leaks", evidence({sealed(), clear()}, worked), ProbeVerdict::plaintext_allowed, "CREATE"},
        {"only an older connection is sealed", evidence({with(sealed(), [](auto& f) { f.fresh = false; })}, worked),
         ProbeVerdict::inconclusive, "not seen"},
        {"no negotiation was seen", evidence({with(sealed(), [](auto& f) { f.smb.negotiated.reset(); })}, worked),
         ProbeVerdict::inconclusive, "no known cipher"},
        {"a cipher without a name", evidence({with(sealed(), [](auto& f) { f.smb.negotiated->cipher = 9; })}, worked),
         ProbeVerdict::inconclusive, "no known cipher"},
        {"no traffic at all", evidence({}, worked), ProbeVerdict::inconclusive, "not seen"},
        {"packets were lost", with(evidence({sealed()}, worked), [](auto& e) { e.wire->incomplete = "dropped"; }),
         ProbeVerdict::inconclusive, "dropped"},
        {"a hole in a stream", evidence({with(sealed(), [](auto& f) { f.incomplete = "hole"; })}, worked),
         ProbeVerdict::inconclusive, "hole"},
        {"requests nobody can read",
         evidence({with(sealed(), [](auto& f) { f.smb.unreadable_to_server = "odd bytes"; })}, worked),
         ProbeVerdict::inconclusive, "odd bytes"},
        {"a DFS target elsewhere", with(evidence({sealed()}, worked), [](auto& e) { e.wire->elsewhere = true; }),
         ProbeVerdict::inconclusive, "another SMB server"},
        {"the guard cut a first try",
         with(evidence({cut(0x0311, 2), sealed()}, worked), [](auto& e) { e.guard_refusals = 1; }),
         ProbeVerdict::encrypted, ""},
    });
}

TEST_CASE("verdict: a readable request is plaintext_allowed, whatever else happened")
{
    check({
        {"client succeeded", evidence({clear()}, worked), ProbeVerdict::plaintext_allowed, "the client succeeded"},
        {"client failed", evidence({clear()}, failed), ProbeVerdict::plaintext_allowed, "CREATE left in the clear"},
        {"wrong password, then anonymous",
         evidence({with(clear(), [](auto& f) { f.smb.session_refusal = logon_failure; })}, worked),
         ProbeVerdict::plaintext_allowed, "CREATE"},
        {"packets were lost as well", with(evidence({clear()}, worked), [](auto& e) { e.wire->incomplete = "lost"; }),
         ProbeVerdict::plaintext_allowed, "CREATE"},
        {"on an older connection", evidence({sealed(), with(clear(), [](auto& f) { f.fresh = false; })}, worked),
         ProbeVerdict::plaintext_allowed, "opened before the test"},
        {"only the answers were readable", evidence({with(sealed(), [](auto& f) { f.smb.clear_replies = 1; })}, worked),
         ProbeVerdict::plaintext_allowed, "answered in the clear"},
        {"client passed its deadline",
         with(evidence({clear()}, failed), [](auto& e) { e.client = fail(Errc::timeout, "late"); }),
         ProbeVerdict::plaintext_allowed, "CREATE"},
        {"the guard cut later ones", with(evidence({clear()}, failed), [](auto& e) { e.guard_refusals = 2; }),
         ProbeVerdict::plaintext_allowed, "CREATE"},
    });
    const auto verdict =
        judge_session(evidence({with(clear(), [](auto& flow) { flow.smb.unsigned_requests = 0; })}, worked));
    CHECK(verdict.is_signed); // signed is not sealed
    CHECK(verdict.cipher.empty());
}

TEST_CASE("verdict: refused_as_required needs a seen reason that is the lack of encryption")
{
    check({
        {"3.1.1 without a cipher", evidence({logged_on(0x0311, 0)}, failed), ProbeVerdict::refused_as_required,
         "cannot encrypt (3.1.1 without encryption)"},
        {"2.1", evidence({logged_on(0x0210, 0)}, failed), ProbeVerdict::refused_as_required, "cannot encrypt (2.1)"},
        {"no dialect of 3 or later",
         evidence({with(logged_on(0, 0),
                        [](auto& f) {
                            f.smb.negotiated.reset();
                            f.smb.session_status.reset();
                            f.smb.negotiate_status = not_supported;
                        })},
                  failed),
         ProbeVerdict::refused_as_required, "no dialect that can encrypt"},
        {"no common dialect, but 2.0.2 was offered",
         evidence({with(logged_on(0, 0),
                        [](auto& f) {
                            f.smb.negotiated.reset();
                            f.smb.session_status.reset();
                            f.smb.negotiate_status = not_supported;
                            f.smb.lowest_offer = std::uint16_t{0x0202};
                        })},
                  failed),
         ProbeVerdict::inconclusive, "failed"},
        {"cut by the guard", with(evidence({cut(0x0311, 2)}, failed), [](auto& e) { e.guard_refusals = 1; }),
         ProbeVerdict::refused_as_required, "the guard cut a request in the clear"},
        {"cut by the guard, legacy server",
         with(evidence({cut(0x0210, 0)}, failed), [](auto& e) { e.guard_refusals = 1; }),
         ProbeVerdict::refused_as_required, "cannot encrypt (2.1); the guard"},
        {"reset before any negotiation, and the guard cut something",
         with(evidence({with(cut(0x0311, 2),
                             [](auto& f) {
                                 f.smb.negotiated.reset();
                                 f.smb.negotiate_status.reset();
                             })},
                       failed),
              [](auto& e) { e.guard_refusals = 1; }),
         ProbeVerdict::inconclusive, "reset"},
        {"reset, but the guard counted nothing",
         with(evidence({cut(0x0311, 0)}, failed), [](auto& e) { e.guard_refusals = 0; }), ProbeVerdict::inconclusive,
         "not by the guard"},
        {"reset, and the guard is unknown", evidence({cut(0x0311, 0)}, failed), ProbeVerdict::inconclusive,
         "counters are not known"},
        {"the guard cut somebody else",
         with(evidence({logged_on(0x0311, 2)}, failed), [](auto& e) { e.guard_refusals = 1; }),
         ProbeVerdict::inconclusive, "the client failed"},
        {"a capable server, no reason seen", evidence({logged_on(0x0311, 2)}, failed), ProbeVerdict::inconclusive,
         "the client failed"},
        {"the client left an incapable server before it logged on",
         evidence({with(logged_on(0x0210, 0), [](auto& f) { f.smb.session_status.reset(); })}, failed),
         ProbeVerdict::inconclusive, "the client failed"},
        {"an incapable server hung up",
         evidence({with(logged_on(0x0210, 0), [](auto& f) { f.client_closed_first = false; })}, failed),
         ProbeVerdict::inconclusive, "the client failed"},
        {"an older connection was cut",
         with(evidence({with(cut(0x0311, 2), [](auto& f) { f.fresh = false; })}, failed),
              [](auto& e) { e.guard_refusals = 1; }),
         ProbeVerdict::inconclusive, "did not speak"},
        {"a hole in what was seen",
         evidence({with(logged_on(0x0210, 0), [](auto& f) { f.incomplete = "hole"; })}, failed),
         ProbeVerdict::inconclusive, "hole"},
    });
}

TEST_CASE("verdict: a failed logon or a missing share says nothing about encryption")
{
    const auto wrong = [](FlowObservation flow) {
        flow.smb.session_status = logon_failure;
        flow.smb.session_refusal = logon_failure;
        return flow;
    };
    const auto anonymous_after = [](FlowObservation flow) {
        flow.smb.session_refusal = logon_failure; // and session_status is the anonymous logon's success
        return flow;
    };
    const auto no_share = [](FlowObservation flow) {
        flow.smb.tree_status = bad_network_name;
        return flow;
    };
    const auto guest = [](FlowObservation flow) {
        flow.smb.session_flags = 1;
        return flow;
    };
    check({
        {"wrong password, capable", evidence({wrong(logged_on(0x0311, 2))}, failed), ProbeVerdict::inconclusive,
         "logon failed: 0xC000006D STATUS_LOGON_FAILURE"},
        {"wrong password, incapable", evidence({wrong(logged_on(0x0210, 0))}, failed), ProbeVerdict::inconclusive,
         "logon failed"},
        {"then anonymous, cut by the guard",
         with(evidence({anonymous_after(cut(0x0311, 2))}, failed), [](auto& e) { e.guard_refusals = 1; }),
         ProbeVerdict::inconclusive, "logon failed"},
        {"no such share, incapable", evidence({no_share(logged_on(0x0311, 0))}, failed), ProbeVerdict::inconclusive,
         "the share was refused: 0xC00000CC"},
        {"no such share, sealed", evidence({sealed()}, failed), ProbeVerdict::inconclusive,
         "encrypted, but the client failed: NT_STATUS_X"},
        {"guest", evidence({guest(logged_on(0x0311, 2))}, failed), ProbeVerdict::inconclusive, "guest"},
        {"guest at an incapable server", evidence({guest(logged_on(0x0311, 0))}, failed), ProbeVerdict::inconclusive,
         "guest"},
        {"guest, cut by the guard",
         with(evidence({guest(cut(0x0311, 2))}, failed), [](auto& e) { e.guard_refusals = 1; }),
         ProbeVerdict::refused_as_required, "guard"},
    });
}

TEST_CASE("verdict: unreachable is no connection or no answer, nothing else")
{
    const auto no_connection = [](auto& e) { e.connect = Error{Errc::io, "cannot connect: Connection refused", ""}; };
    const auto late = [](auto& e) { e.client = fail(Errc::timeout, "did not end within 15000 ms", "smbclient"); };
    const auto silent = with(logged_on(0, 0), [](auto& flow) {
        flow.smb = {};
        flow.server_spoke = false;
    });
    check({
        {"refused", with(evidence({}, failed), no_connection), ProbeVerdict::unreachable, "Connection refused"},
        {"refused, by the guard's pause",
         with(with(evidence({}, failed), no_connection), [](auto& e) { e.guard_refusals = 1; }),
         ProbeVerdict::inconclusive, "guard holds back"},
        {"refused, and no right to watch",
         with(with(evidence({}, failed), no_connection), [](auto& e) { e.wire = fail(Errc::permission, "no"); }),
         ProbeVerdict::unreachable, "Connection refused"},
        {"silent until the deadline", with(evidence({silent}, failed), late), ProbeVerdict::unreachable,
         "never answered"},
        {"answered, then silent", with(evidence({logged_on(0x0311, 2)}, failed), late), ProbeVerdict::inconclusive,
         "did not end within"},
        {"hung up without an answer", evidence({silent}, failed), ProbeVerdict::inconclusive, "SMB1 only"},
        {"the client said nothing", evidence({}, failed), ProbeVerdict::inconclusive, "did not speak"},
    });
}

TEST_CASE("verdict: what was not observed proves nothing")
{
    check({
        {"no right to watch, client succeeded",
         with(evidence({}, worked), [](auto& e) { e.wire = fail(Errc::permission, "not permitted"); }),
         ProbeVerdict::inconclusive, "could not be observed: not permitted"},
        {"no right to watch, client failed",
         with(evidence({}, failed), [](auto& e) { e.wire = fail(Errc::permission, "not permitted"); }),
         ProbeVerdict::inconclusive, "could not be observed"},
        {"the client is not installed",
         with(evidence({}, failed), [](auto& e) { e.client = fail(Errc::not_found, "is not installed", "smbclient"); }),
         ProbeVerdict::inconclusive, "smbclient: is not installed"},
        {"the client crashed at an incapable server",
         with(evidence({logged_on(0x0210, 0)}, failed),
              [](auto& e) { e.client = fail(Errc::io, "was ended by signal 11", "smbclient"); }),
         ProbeVerdict::inconclusive, "signal 11"},
    });
}
