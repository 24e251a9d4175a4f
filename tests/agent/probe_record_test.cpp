#include "answering.hpp"
#include "probe/asked_probe.hpp"
#include "probe/probe_record.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

ProbeQuestion session_question()
{
    return AskSession{{.server = "files.example.org", .port = 4450, .share = "public", .path = "a/b.txt"},
                      ProbeMethod::libsmbclient,
                      {.kerberos = false, .domain = "LAB", .user = "tester", .password = "p\xff\n;"}};
}

SessionTrace full_trace()
{
    FlowObservation flow{.fresh = true, .accepted = true, .client_spoke = true, .server_spoke = true};
    flow.smb.transforms_to_server = 7;
    flow.smb.transforms_to_client = 6;
    flow.smb.lowest_offer = 0x0202;
    flow.smb.negotiate_status = 0;
    flow.smb.negotiated = Negotiated{0x0311, 0x7f, 2};
    flow.smb.session_status = 0;
    flow.smb.session_flags = 4;
    flow.smb.session_signed = true;
    flow.smb.first_clear_request = "CREATE";
    flow.incomplete = "a packet was lost";
    return {.evidence = {.connect = std::nullopt,
                         .client = ClientOutcome{.succeeded = true, .said = "", .encryption_on = true},
                         .wire = WireObservation{.flows = {flow, flow}, .elsewhere = true, .incomplete = ""}},
            .addresses = {"192.0.2.1", "2001:db8::1"},
            .uid = 61184};
}

SessionTrace failed_trace()
{
    return {.evidence = {.connect = Error{Errc::timeout, "nobody answered", "files"},
                         .client = fail(Errc::io, "the client was not run"),
                         .wire = fail(Errc::permission, "cannot watch the network")}};
}

SettingsOfUser settings_of_user()
{
    SettingsOfUser user{.uid = 61184};
    user.settings->at(0) = "required";
    user.settings->at(2) = "";
    return user;
}

std::vector<ProbeAnswer> answers()
{
    return {CanaryResult{.refused = true, .detail = "every request was reset"},
            CanaryResult{.refused = std::nullopt, .detail = "cannot listen"},
            full_trace(),
            failed_trace(),
            std::vector<ControllerAnswer>{{"dc1", true, true, ""}, {"dc2", true, std::nullopt, "did not answer"}},
            settings_of_user(),
            SettingsOfUser{.uid = 61184, .settings = fail(Errc::malformed, "cannot load it to its end", "smb.conf")}};
}

Result<UniqueFd> no_packets(std::uint16_t /*port*/)
{
    return UniqueFd();
}

CanaryResult canary_of(const std::string& bytes)
{
    const tests::TemporaryFolder folder;
    const auto socket = folder.path() / "probe.sock";
    const tests::Answering answering(socket, bytes);
    return AskedProbe(socket, no_packets, {}).canary();
}

} // namespace

TEST_CASE("probe record: a question that is written is read")
{
    for (const auto& question : {session_question(), ProbeQuestion(AskCanary{}),
                                 ProbeQuestion(AskControllers{{"dc1.example.org", "dc2.example.org"}}),
                                 ProbeQuestion(AskSettings{"/etc/samba/smb.conf"})}) {
        const auto record = encode_probe_question(question).value();
        const auto read = decode_probe_question(record).value();
        CHECK(read.index() == question.index());
        CHECK(encode_probe_question(read).value() == record);
    }
    const auto read =
        std::get<AskSession>(decode_probe_question(encode_probe_question(session_question()).value()).value());
    CHECK(read.target == std::get<AskSession>(session_question()).target);
    CHECK(read.credentials.password == "p\xff\n;");
    CHECK(read.method == ProbeMethod::libsmbclient);
}

TEST_CASE("probe record: an answer that is written is read")
{
    for (const auto& answer : answers()) {
        const auto record = encode_probe_answer(answer).value();
        CHECK(encode_probe_answer(decode_probe_answer(record).value()).value() == record);
    }
    const auto trace = std::get<SessionTrace>(decode_probe_answer(encode_probe_answer(full_trace()).value()).value());
    CHECK(trace.evidence.wire == full_trace().evidence.wire);
    CHECK(trace.evidence.client == full_trace().evidence.client);
    CHECK(trace.addresses == full_trace().addresses);
    CHECK(trace.uid == 61184);
    const auto user =
        std::get<SettingsOfUser>(decode_probe_answer(encode_probe_answer(settings_of_user()).value()).value());
    CHECK(user.uid == 61184);
    CHECK(user.settings.value() == settings_of_user().settings.value());
}

TEST_CASE("probe record: what is too long is not asked, and words are cut")
{
    auto question = std::get<AskSession>(session_question());
    question.credentials.password.assign(1025, 'x');
    CHECK(encode_probe_question(question).error().code == Errc::limit_exceeded);
    CHECK(encode_probe_question(AskControllers{std::vector<std::string>(129, "dc")}).error().code ==
          Errc::limit_exceeded);
    CanaryResult canary{.refused = false};
    for (int i = 0; i < 500; ++i) {
        canary.detail += "\xe2\x80\xa6";
    }
    const auto cut = std::get<CanaryResult>(decode_probe_answer(encode_probe_answer(canary).value()).value());
    CHECK(cut.detail.size() == 240);
    CHECK(canary.detail.starts_with(cut.detail));
}

TEST_CASE("probe record: no truncation, no further byte and no flipped one is taken")
{
    std::vector<std::string> records;
    for (const auto& answer : answers()) {
        records.push_back(encode_probe_answer(answer).value());
    }
    records.push_back(encode_probe_question(session_question()).value());
    for (const auto& record : records) {
        const bool question = &record == &records.back();
        const auto refused = [&](std::string_view bytes) {
            return question ? !decode_probe_question(bytes) : !decode_probe_answer(bytes);
        };
        for (std::size_t size = 0; size < record.size(); ++size) {
            CHECK(refused(std::string_view(record).substr(0, size)));
            auto flipped = record;
            flipped[size] = static_cast<char>(flipped[size] ^ 1);
            CHECK(refused(flipped));
        }
        CHECK(refused(record + '\0'));
    }
}

TEST_CASE("probe record: no truncated body is taken although its checksum fits")
{
    const auto body_of = [](const std::string& record, const std::string& empty) {
        return record.substr(empty.size());
    };
    for (const auto& answer : answers()) {
        const auto body = body_of(encode_probe_answer(answer).value(), seal_probe_answer({}));
        for (std::size_t size = 0; size < body.size(); ++size) {
            CHECK(!decode_probe_answer(seal_probe_answer(body.substr(0, size))));
        }
        CHECK(!decode_probe_answer(seal_probe_answer(body + '\0')));
    }
    const auto body = body_of(encode_probe_question(session_question()).value(), seal_probe_question({}));
    for (std::size_t size = 0; size < body.size(); ++size) {
        CHECK(!decode_probe_question(seal_probe_question(body.substr(0, size))));
    }
}

TEST_CASE("asked probe: its word counts when it is one")
{
    CHECK(canary_of(encode_probe_answer(CanaryResult{.refused = true, .detail = "cut"}).value()).refused == true);
    CHECK(canary_of(encode_probe_answer(CanaryResult{.refused = false, .detail = "arrived"}).value()).refused == false);
    for (const auto& bytes : {std::string(), std::string("nonsense"), std::string(500000, 'x'),
                              encode_probe_answer(full_trace()).value(), encode_probe_answer(failed_trace()).value(),
                              encode_probe_answer(CanaryResult{.refused = true}).value() + "x"}) {
        const auto canary = canary_of(bytes);
        CHECK(canary.refused == std::nullopt);
        CHECK(!canary.detail.empty());
    }
}

TEST_CASE("asked probe: nobody there proves nothing")
{
    AskedProbe probe("/nonexistent/probe.sock", no_packets, {});
    CHECK(probe.canary().refused == std::nullopt);
    const auto state = probe.connect({.server = "files", .share = "public"}, ProbeMethod::smbclient, {});
    CHECK(state.verdict == ProbeVerdict::inconclusive);
    CHECK(state.error.find("no service listens") != std::string::npos);
    const auto answers_of_none = probe.ask_controllers({"dc1", "dc2"});
    REQUIRE(answers_of_none.size() == 2);
    CHECK(answers_of_none[1].host == "dc2");
    CHECK(answers_of_none[1].encrypts == std::nullopt);
    CHECK(!probe.settings("/etc/samba/smb.conf").settings);
}

TEST_CASE("asked probe: without sight of packets nothing is connected to")
{
    const auto blind = [](std::uint16_t) { return Result<UniqueFd>(fail(Errc::permission, "cannot watch", "look")); };
    AskedProbe probe("/nonexistent/probe.sock", blind, {});
    const auto state = probe.connect({.server = "files", .share = "public"}, ProbeMethod::smbclient, {});
    CHECK(state.verdict == ProbeVerdict::inconclusive);
    CHECK(state.error.find("cannot watch") != std::string::npos);
}

TEST_CASE("asked probe: answers for other controllers are none")
{
    const tests::TemporaryFolder folder;
    const auto socket = folder.path() / "probe.sock";
    const tests::Answering answering(
        socket, encode_probe_answer(std::vector<ControllerAnswer>{{"evil", true, true, ""}}).value());
    CHECK(AskedProbe(socket, no_packets, {}).ask_controllers({"dc1"})[0].encrypts == std::nullopt);
}
