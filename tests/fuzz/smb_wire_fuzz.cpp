// Input: records of direction (1 byte, odd: to the client), length (2 bytes, little-endian) and that many bytes.
// Oracle: what is learnt does not depend on how the bytes were cut, nor on how the two directions interleave; what was
// negotiated can be named, and a cipher has a name.

#include "probe/smb_wire.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <algorithm>
#include <cstdlib>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

struct Piece {
    WireDirection direction;
    std::span<const std::byte> bytes;
};

std::vector<Piece> pieces_of(std::span<const std::byte> input)
{
    ByteReader in(input);
    std::vector<Piece> pieces;
    while (in.remaining() >= 3) {
        const auto direction = (in.u8() & 1U) != 0 ? WireDirection::to_client : WireDirection::to_server;
        const std::size_t length = in.u16le();
        pieces.push_back({direction, in.take(std::min(length, in.remaining()))});
    }
    return pieces;
}

struct Reader {
    SmbStream requests{WireDirection::to_server};
    SmbStream replies{WireDirection::to_client};
    SmbConversation facts;

    void feed(const Piece& piece)
    {
        (piece.direction == WireDirection::to_server ? requests : replies).feed(piece.bytes, facts);
    }
    SmbConversation finish()
    {
        requests.finish(facts);
        replies.finish(facts);
        return facts;
    }
};

SmbConversation as_it_came(const std::vector<Piece>& pieces)
{
    Reader reader;
    std::for_each(pieces.begin(), pieces.end(), [&](const Piece& piece) { reader.feed(piece); });
    return reader.finish();
}

SmbConversation byte_by_byte(const std::vector<Piece>& pieces)
{
    Reader reader;
    for (const auto& piece : pieces) {
        for (std::size_t i = 0; i < piece.bytes.size(); ++i) {
            reader.feed({piece.direction, piece.bytes.subspan(i, 1)});
        }
    }
    return reader.finish();
}

SmbConversation each_direction_at_once(const std::vector<Piece>& pieces)
{
    Reader reader;
    for (const auto direction : {WireDirection::to_client, WireDirection::to_server}) {
        std::vector<std::byte> all;
        for (const auto& piece : pieces) {
            if (piece.direction == direction) {
                all.insert(all.end(), piece.bytes.begin(), piece.bytes.end());
            }
        }
        reader.feed({direction, all});
    }
    return reader.finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto pieces = pieces_of(std::as_bytes(std::span(data, size)));
    const auto facts = as_it_came(pieces);
    if (facts != byte_by_byte(pieces) || facts != each_direction_at_once(pieces)) {
        std::abort();
    }
    if (facts.negotiated && (facts.negotiated->can_encrypt() == facts.negotiated->cipher_name().empty() ||
                             facts.negotiated->dialect_name().find_first_of("23x") == std::string::npos)) {
        std::abort();
    }
    return 0;
}
