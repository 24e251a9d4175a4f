#include "answering.hpp"
#include "probe/asked_look.hpp"
#include "probe/look_record.hpp"
#include "probe/wire_observer.hpp"
#include "service/asked_record.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

std::vector<Override> rows()
{
    return {{"user_smb_conf", "/home/a/.smb/smb.conf", 1000, "read instead", "remove it", OverrideEffect::open},
            {"process_variable", "process 7 (vlc)", std::nullopt, "reads another", "end it", OverrideEffect::note}};
}

std::vector<LookAnswer> answers()
{
    return {rows(), std::vector<Override>{}, PacketsOpened{},
            PacketsOpened{Error{Errc::permission, "cannot watch the network", "look"}}};
}

std::vector<Override> told_by(const std::string& bytes)
{
    const tests::TemporaryFolder folder;
    const auto socket = folder.path() / "look.sock";
    const tests::Answering answering(socket, bytes);
    return AskedLook(socket).overrides();
}

Result<UniqueFd> packets_by(const std::string& bytes, int file)
{
    const tests::TemporaryFolder folder;
    const auto socket = folder.path() / "look.sock";
    const tests::Answering answering(socket, bytes, file);
    return AskedLook(socket).packets(445);
}

} // namespace

TEST_CASE("look record: what is written is read")
{
    for (const auto& answer : answers()) {
        const auto record = encode_look_answer(answer).value();
        CHECK(encode_look_answer(decode_look_answer(record).value()).value() == record);
    }
    CHECK(std::get<std::vector<Override>>(decode_look_answer(encode_look_answer(rows()).value()).value()) == rows());
    for (const auto& question : {LookQuestion(AskOverrides{}), LookQuestion(AskPackets{4450})}) {
        const auto record = encode_look_question(question).value();
        CHECK(encode_look_question(decode_look_question(record).value()).value() == record);
    }
    CHECK(std::get<AskPackets>(decode_look_question(encode_look_question(AskPackets{4450}).value()).value()).port ==
          4450);
}

TEST_CASE("look record: words are cut, rows are not")
{
    auto long_row = rows();
    long_row[0].where.assign(5000, 'x');
    const auto read = std::get<std::vector<Override>>(decode_look_answer(encode_look_answer(long_row).value()).value());
    CHECK(read[0].where.size() == 500);
    CHECK(encode_look_answer(std::vector<Override>(look_rows_max + 1)).error().code == Errc::limit_exceeded);
    CHECK(encode_look_answer(std::vector<Override>(look_rows_max, rows()[0])).has_value());
}

TEST_CASE("look record: no truncation, no further byte and no flipped one is taken")
{
    std::vector<std::string> records;
    for (const auto& answer : answers()) {
        records.push_back(encode_look_answer(answer).value());
    }
    records.push_back(encode_look_question(AskPackets{445}).value());
    for (const auto& record : records) {
        const bool question = &record == &records.back();
        const auto refused = [&](std::string_view bytes) {
            return question ? !decode_look_question(bytes) : !decode_look_answer(bytes);
        };
        for (std::size_t size = 0; size < record.size(); ++size) {
            CHECK(refused(std::string_view(record).substr(0, size)));
            auto flipped = record;
            flipped[size] = static_cast<char>(flipped[size] ^ 1);
            CHECK(refused(flipped));
        }
        CHECK(refused(record + '\0'));
        const auto body = record.substr((question ? seal_look_question({}) : seal_look_answer({})).size());
        for (std::size_t size = 0; size < body.size(); ++size) {
            const auto part = body.substr(0, size);
            CHECK(refused(question ? seal_look_question(part) : seal_look_answer(part)));
        }
    }
}

TEST_CASE("asked look: its rows count when they are some, and its silence is one")
{
    CHECK(told_by(encode_look_answer(rows()).value()) == rows());
    CHECK(told_by(encode_look_answer(std::vector<Override>{}).value()).empty());
    for (const auto& bytes : {std::string(), std::string("nonsense"), std::string(3 << 20, 'x'),
                              encode_look_answer(PacketsOpened{}).value(), encode_look_answer(rows()).value() + "x"}) {
        const auto told = told_by(bytes);
        REQUIRE(told.size() == 1);
        CHECK(told[0].code == "users_not_seen");
    }
    CHECK(AskedLook("/nonexistent/look.sock").overrides()[0].code == "users_not_seen");
}

TEST_CASE("asked look: a socket for packets comes with its answer, or there is none")
{
    const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const auto opened = encode_look_answer(PacketsOpened{}).value();
    CHECK(packets_by(opened, file.get()).has_value());
    CHECK(packets_by(opened, -1).error().message == "sent no socket");
    CHECK(packets_by(encode_look_answer(PacketsOpened{Error{Errc::permission, "no", ""}}).value(), file.get())
              .error()
              .code == Errc::permission);
    CHECK(packets_by(encode_look_answer(rows()).value(), file.get()).error().code == Errc::malformed);
    CHECK(packets_by("nonsense", file.get()).error().code == Errc::malformed);
}

TEST_CASE("asked record: what comes by a pipe is taken to its end, or to one byte too many")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const UniqueFd out(ends[0]);
    UniqueFd in(ends[1]);
    CHECK(give_message(in.get(), {"a record"}));
    in.reset();
    CHECK(take_message(out.get(), 4).value().record == "a rec");
    CHECK(take_message(out.get(), 3).value().record == "ord");
    CHECK(take_message(out.get(), 100).value().record.empty());
}

TEST_CASE("asked record: one that cannot be read is an error, never an empty record")
{
    const UniqueFd folder(::open("/", O_RDONLY | O_CLOEXEC));
    CHECK(take_message(folder.get(), 4).error().where == "what was sent");
    CHECK(!take_message(-1, 4));
}

TEST_CASE("asked record: of many files one is kept")
{
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    UniqueFd one(ends[0]);
    const UniqueFd other(ends[1]);
    for (int i = 0; i < 3; ++i) {
        CHECK(give_message(one.get(), {"x", UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC))}));
    }
    one.reset();
    const auto open_files = [] {
        const std::filesystem::directory_iterator folder("/proc/self/fd");
        return std::distance(begin(folder), end(folder));
    };
    const auto before = open_files();
    const auto message = take_message(other.get(), 100).value();
    CHECK(message.record == "xxx");
    CHECK(message.fd);
    CHECK(open_files() == before + 1);
}

TEST_CASE("asked record: of many files in one piece none is left open")
{
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    UniqueFd one(ends[0]);
    const UniqueFd other(ends[1]);
    const auto open_files = [] {
        const std::filesystem::directory_iterator folder("/proc/self/fd");
        return std::distance(begin(folder), end(folder));
    };
    const std::array<int, 2> both = {one.get(), other.get()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof both)> room{};
    char byte = 'x';
    iovec piece{&byte, 1};
    msghdr head{};
    head.msg_iov = &piece;
    head.msg_iovlen = 1;
    head.msg_control = room.data();
    head.msg_controllen = room.size();
    auto* const with = CMSG_FIRSTHDR(&head);
    with->cmsg_level = SOL_SOCKET;
    with->cmsg_type = SCM_RIGHTS;
    with->cmsg_len = CMSG_LEN(sizeof both);
    std::memcpy(CMSG_DATA(with), both.data(), sizeof both);
    REQUIRE(::sendmsg(one.get(), &head, 0) == 1);
    REQUIRE(::shutdown(one.get(), SHUT_WR) == 0);
    const auto before = open_files();
    {
        const auto message = take_message(other.get(), 100).value();
        CHECK(message.record == "x");
    }
    CHECK(open_files() == before);
}

TEST_CASE("open packets: deaf until it is bound, and what it hears cannot be widened")
{
    const auto packets = open_packets(445);
    if (!packets) {
        CHECK(packets.error().code == Errc::permission);
        return;
    }
    const int none = 0;
    CHECK(::setsockopt(packets->get(), SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof none) != 0);
    CHECK(::setsockopt(packets->get(), SOL_SOCKET, SO_LOCK_FILTER, &none, sizeof none) != 0);
}
