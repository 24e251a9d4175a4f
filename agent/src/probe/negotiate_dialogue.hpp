#pragma once

#include "probe/negotiate_request.hpp"
#include "probe/server_verdict.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace gpseal::agent {

/// Asks one server what it can do; knows no sockets. Each question takes a connection of its own, because a server may
/// answer one NEGOTIATE only (MS-SMB2 3.3.5.4). The first question settles the verdict of a server that answers it;
/// one that refuses or hangs up is asked for 2.0.2 to 3.0.2, then for SMB1. With `details` it is asked for every
/// dialect and every cipher alone as well.
///
/// Keeps at most one answer of `max_answer` bytes, and bears with `max_interim` messages that are none.
class NegotiateDialogue {
public:
    static constexpr std::size_t max_answer = std::size_t{64} << 10;
    static constexpr unsigned max_interim = 16;

    enum class Next {
        read_on,   ///< the answer is not whole yet
        reconnect, ///< hang up; request() is the next question, for a new connection
        finished,
    };

    NegotiateDialogue(const NegotiateRandom& random, bool details);

    /// What to send on a new connection.
    [[nodiscard]] std::vector<std::byte> request() const;
    [[nodiscard]] Next received(std::span<const std::byte> bytes);
    /// The server ended the connection, in whatever way, before its answer was whole.
    [[nodiscard]] Next hung_up();
    /// Nothing more is to be had. `problem` says why, unless what was seen settles the verdict all the same.
    void give_up(std::string problem);
    [[nodiscard]] std::size_t bytes_received() const { return answer_.size(); }
    [[nodiscard]] const ServerFacts& facts() const { return facts_; }

private:
    enum class Question { every_dialect, older_dialects, smb1, one_dialect, one_cipher };
    struct Step {
        Question question;
        NegotiateOffer offer;
    };

    [[nodiscard]] Next judge_frame(std::span<const std::byte> message);
    [[nodiscard]] Next judge_smb2(std::span<const std::byte> message);
    [[nodiscard]] Next judge_smb1(std::span<const std::byte> message);
    [[nodiscard]] Next replied(const NegotiateReply& reply);
    [[nodiscard]] Next refused(std::uint32_t status);
    [[nodiscard]] Next nonsense(std::string what);
    [[nodiscard]] Next interim();
    [[nodiscard]] Next ask(Question question, NegotiateOffer offer);
    [[nodiscard]] Next next_detail();
    [[nodiscard]] bool is_detail() const;

    NegotiateRandom random_;
    bool details_;
    Step step_;
    std::deque<Step> more_;         ///< the details still to ask for
    std::vector<std::byte> answer_; ///< to the present question, as far as it came
    unsigned interims_ = 0;
    ServerFacts facts_;
};

} // namespace gpseal::agent
