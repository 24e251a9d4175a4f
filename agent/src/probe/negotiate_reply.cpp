#include "probe/negotiate_reply.hpp"

#include "probe/negotiate_request.hpp"

#include <gpseal/base/byte_reader.hpp>

namespace gpseal::agent {

namespace {

constexpr std::size_t header_size = 64;
constexpr std::size_t fixed_size = header_size + 64; // the reply's own structure, without its buffer
constexpr std::uint16_t structure_size = 65;
constexpr std::uint16_t max_contexts = 64; // the specification knows eight types

constexpr std::uint32_t cap_dfs = 0x1;
constexpr std::uint32_t cap_encryption = 0x40;
constexpr std::uint16_t preauth_context = 1;
constexpr std::uint16_t encryption_context = 2;
constexpr std::uint16_t sha_512 = 1;
constexpr std::uint16_t aes_128_ccm = 1;
constexpr std::uint16_t last_cipher = 4;

using Malformed = tl::unexpected<Error>;

Malformed malformed(std::string why)
{
    return fail(Errc::malformed, "its NEGOTIATE reply " + std::move(why));
}

/// MS-SMB2 2.2.4: the part that every reply has.
struct FixedPart {
    NegotiateReply reply;
    std::uint16_t structure = 0;
    std::uint16_t context_count = 0;
    std::size_t buffer_offset = 0;
    std::size_t buffer_size = 0;
    std::size_t context_offset = 0;
};

FixedPart read_fixed_part(ByteReader& in)
{
    FixedPart part;
    in.seek(header_size);
    part.structure = in.u16le();
    part.reply.security_mode = in.u16le();
    part.reply.negotiated.dialect = in.u16le();
    part.context_count = in.u16le();
    in.skip(16); // ServerGuid
    part.reply.negotiated.capabilities = in.u32le();
    in.skip(12); // the three sizes
    const std::uint64_t low = in.u32le();
    part.reply.system_time = low | std::uint64_t{in.u32le()} << 32U;
    in.skip(8); // ServerStartTime
    part.buffer_offset = in.u16le();
    part.buffer_size = in.u16le();
    part.context_offset = in.u32le();
    return part;
}

/// MS-SMB2 2.2.4.1 and 3.2.5.2
class ContextReader {
public:
    explicit ContextReader(NegotiateReply& reply) : reply_(reply) {}

    Result<void> read(ByteReader& in)
    {
        const auto type = in.u16le();
        const std::size_t size = in.u16le();
        in.skip(4);
        const auto data = in.take(size);
        if (in.failed()) {
            return malformed("has a context that leaves the message");
        }
        if (type == preauth_context) {
            return read_preauth(ByteReader(data));
        }
        return type == encryption_context ? read_encryption(ByteReader(data)) : Result<void>();
    }
    [[nodiscard]] bool has_preauth() const { return has_preauth_; }

private:
    Result<void> read_preauth(ByteReader in)
    {
        const auto count = in.u16le();
        const std::size_t salt_size = in.u16le();
        const auto hash = in.u16le();
        in.skip(salt_size);
        if (has_preauth_ || in.failed() || count != 1 || hash != sha_512) {
            return malformed("has no single integrity hash that is known");
        }
        has_preauth_ = true;
        return {};
    }
    Result<void> read_encryption(ByteReader in)
    {
        const auto count = in.u16le();
        const auto cipher = in.u16le();
        if (reply_.encryption_context || in.failed() || count != 1 || cipher > last_cipher) {
            return malformed("does not choose one cipher that is known");
        }
        reply_.encryption_context = true;
        reply_.negotiated.cipher = cipher;
        return {};
    }

    NegotiateReply& reply_;
    bool has_preauth_ = false;
};

Result<void> read_contexts(ByteReader& in, const FixedPart& part, NegotiateReply& reply)
{
    if (part.context_offset < fixed_size || part.context_offset % 8 != 0 || part.context_count > max_contexts) {
        return malformed("says that its contexts are where they cannot be");
    }
    in.seek(part.context_offset);
    ContextReader contexts(reply);
    for (std::uint16_t i = 0; i < part.context_count; ++i) {
        in.skip(i == 0 ? 0 : (8 - in.offset() % 8) % 8);
        if (auto read = contexts.read(in); !read) {
            return read;
        }
    }
    return contexts.has_preauth() ? Result<void>() : malformed("has no single integrity hash that is known");
}

} // namespace

bool NegotiateReply::signing_required() const
{
    return (security_mode & 2U) != 0;
}

bool NegotiateReply::signing_enabled() const
{
    return (security_mode & 1U) != 0;
}

bool NegotiateReply::dfs() const
{
    return (negotiated.capabilities & cap_dfs) != 0;
}

Result<NegotiateReply> parse_negotiate_reply(std::span<const std::byte> message)
{
    ByteReader in(message);
    const auto part = read_fixed_part(in);
    auto reply = part.reply;
    if (in.failed()) {
        return malformed("is cut off");
    }
    if (part.structure != structure_size) {
        return malformed("is no NEGOTIATE reply by its size field");
    }
    if (part.buffer_size != 0 &&
        (part.buffer_offset < fixed_size || part.buffer_offset + part.buffer_size > message.size())) {
        return malformed("has a security token that leaves the message");
    }
    if (reply.negotiated.dialect == dialect_3_1_1) {
        if (const auto read = read_contexts(in, part, reply); !read) {
            return fail(read.error());
        }
    } else if (reply.negotiated.dialect >= dialect_3_0 && reply.negotiated.dialect < dialect_3_1_1 &&
               (reply.negotiated.capabilities & cap_encryption) != 0) {
        reply.negotiated.cipher = aes_128_ccm; // the only one of 3.0 and 3.0.2 (3.3.5.4)
    }
    return reply;
}

} // namespace gpseal::agent
