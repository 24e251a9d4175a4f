#pragma once

#include <gpseal/agent/override.hpp>
#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gpseal::agent {

/// What gpseal-apply asks gpseal-look, and what it is told (README.md, "The look's records").
struct AskOverrides {};
struct AskPackets {
    std::uint16_t port = 0;
};
using LookQuestion = std::variant<AskOverrides, AskPackets>;

/// The socket goes with the record, where there is no error.
struct PacketsOpened {
    std::optional<Error> error;
};
using LookAnswer = std::variant<std::vector<Override>, PacketsOpened>;

inline constexpr std::size_t look_question_max = 256; ///< bytes
inline constexpr std::size_t look_answer_max = std::size_t{1} << 20U;
inline constexpr std::size_t look_rows_max = 1024;

[[nodiscard]] Result<std::string> encode_look_question(const LookQuestion& question);
/// Errc::malformed for anything that encode_look_question() does not write.
[[nodiscard]] Result<LookQuestion> decode_look_question(std::string_view record);

/// Words are cut where they are too long. Errc::limit_exceeded: there are too many rows.
[[nodiscard]] Result<std::string> encode_look_answer(const LookAnswer& answer);
/// Errc::malformed for anything that encode_look_answer() does not write.
[[nodiscard]] Result<LookAnswer> decode_look_answer(std::string_view record);

/// A body with the head that it needs. For the fuzz target, which could not guess checksums.
[[nodiscard]] std::string seal_look_question(std::string_view body);
[[nodiscard]] std::string seal_look_answer(std::string_view body);

} // namespace gpseal::agent
