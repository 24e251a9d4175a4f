#include "collect/netlogon_reply.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <array>

namespace gpseal::agent {

namespace {

constexpr std::uint16_t sam_logon_response_ex = 23;
constexpr std::uint16_t sam_user_unknown_ex = 25; ///< the same form: no user was named
constexpr std::size_t guid_size = 16;
constexpr std::size_t max_name = 255;
constexpr std::size_t max_message = std::size_t{64} << 10U;
constexpr std::uint8_t pointer_mark = 0xC0;
constexpr std::uint8_t max_label = 63;

/// A name in DNS's compressed form ([RFC 1035] 4.1.4). Labels may hold any byte, so dots in them are refused: the
/// text would be another name.
class NameReader {
public:
    explicit NameReader(std::span<const std::byte> message) : message_(message) {}

    /// Reads the name at `in` and leaves `in` behind it.
    [[nodiscard]] bool read(ByteReader& in, std::string& name) const
    {
        ByteReader at(message_);
        at.seek(in.offset());
        auto limit = in.offset(); // every pointer leads before the place that the last one led to, so this ends
        bool followed = false;
        for (auto length = at.u8(); !at.failed() && length != 0; length = at.u8()) {
            if ((length & pointer_mark) != pointer_mark) {
                if (length > max_label || !label(at, length, name)) {
                    return false;
                }
                continue;
            }
            const auto target = std::size_t{length & 0x3FU} << 8U | at.u8();
            if (!followed) {
                in.seek(at.offset());
                followed = true;
            }
            if (at.failed() || target >= limit) {
                return false;
            }
            at.seek(target);
            limit = target;
        }
        if (!followed) {
            in.seek(at.offset());
        }
        return !at.failed();
    }

private:
    static bool label(ByteReader& in, std::size_t length, std::string& name)
    {
        if (!name.empty()) {
            name.push_back('.');
        }
        for (const auto byte : in.take(length)) {
            const auto c = std::to_integer<char>(byte);
            if (c == '.' || c == '\0') {
                return false;
            }
            name.push_back(c);
        }
        return !in.failed() && name.size() <= max_name;
    }

    std::span<const std::byte> message_;
};

} // namespace

Result<NetlogonReply> parse_netlogon_reply(std::span<const std::byte> bytes)
{
    if (bytes.size() > max_message) {
        return fail(Errc::limit_exceeded, "the domain controller's answer to a ping is too long");
    }
    ByteReader in(bytes);
    const auto opcode = in.u16le();
    in.skip(2);
    NetlogonReply reply{.flags = in.u32le()};
    in.skip(guid_size);
    if (in.failed() || (opcode != sam_logon_response_ex && opcode != sam_user_unknown_ex)) {
        return fail(Errc::malformed, "the domain controller's answer to a ping is not one");
    }
    const NameReader names(bytes);
    const std::array<std::string*, 8> fields = {&reply.forest,         &reply.domain,       &reply.host,
                                                &reply.netbios_domain, &reply.netbios_host, &reply.user,
                                                &reply.server_site,    &reply.client_site};
    for (auto* field : fields) {
        if (!names.read(in, *field)) {
            return fail(Errc::malformed, "a name in the domain controller's answer to a ping is damaged");
        }
    }
    return reply;
}

} // namespace gpseal::agent
