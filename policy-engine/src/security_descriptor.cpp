#include <gpseal/base/byte_reader.hpp>
#include <gpseal/policy/security_descriptor.hpp>

#include <string>

namespace gpseal::policy {

namespace {

constexpr std::uint16_t dacl_present = 0x0004;
constexpr std::uint16_t self_relative = 0x8000;

constexpr std::size_t ace_header_size = 4;
constexpr std::size_t acl_header_size = 8;

/// Types whose body has object flags and up to two GUIDs before the SID.
bool is_object_type(std::uint8_t type)
{
    return (type >= 0x05 && type <= 0x08) || type == 0x0B || type == 0x0C || type == 0x0F || type == 0x10;
}

AceKind kind_of(std::uint8_t type)
{
    switch (type) {
    case 0x00:
    case 0x05:
        return AceKind::allow;
    case 0x01:
    case 0x06:
        return AceKind::deny;
    case 0x09:
    case 0x0B:
        return AceKind::conditional_allow;
    case 0x0A:
    case 0x0C:
        return AceKind::conditional_deny;
    default:
        return AceKind::other;
    }
}

/// Generic rights as the directory maps them ([MS-ADTS] 5.1.3.2).
std::uint32_t mapped(std::uint32_t mask)
{
    struct Mapping {
        std::uint32_t generic;
        std::uint32_t specific;
    };
    constexpr Mapping mappings[] = {
        {0x80000000U, 0x00020094U}, {0x40000000U, 0x00020028U}, {0x20000000U, 0x00020004U}, {0x10000000U, 0x000F01FFU}};
    for (const auto& [generic, specific] : mappings) {
        if ((mask & generic) != 0) {
            mask |= specific;
        }
    }
    return mask;
}

/// Reads the parts of one descriptor; every error names the offset within it.
class DescriptorReader {
public:
    DescriptorReader(std::span<const std::byte> bytes, std::string_view origin) : bytes_(bytes), origin_(origin) {}

    [[nodiscard]] Result<SecurityDescriptor> read()
    {
        ByteReader in(bytes_);
        const auto revision = in.u8();
        in.skip(1); // Sbz1: padding, or the resource manager's
        const auto control = in.u16le();
        const auto owner = in.u32le();
        const auto group = in.u32le();
        in.skip(4); // SACL
        const auto dacl = in.u32le();
        if (in.failed()) {
            return malformed("ends within its header", bytes_.size());
        }
        if (revision != 1 || (control & self_relative) == 0) {
            return malformed("is not a self-relative security descriptor of revision 1", 0);
        }
        SecurityDescriptor descriptor;
        auto held =
            read_trustee(owner, descriptor.owner).and_then([&] { return read_trustee(group, descriptor.group); });
        if (held && (control & dacl_present) != 0 && dacl != 0) {
            descriptor.has_dacl = true;
            held = read_dacl(dacl, descriptor.dacl);
        }
        return held ? Result<SecurityDescriptor>(std::move(descriptor)) : fail(held.error());
    }

private:
    [[nodiscard]] tl::unexpected<Error> malformed(std::string message, std::size_t offset) const
    {
        return fail(Errc::malformed, std::move(message), std::string(origin_) + "@" + std::to_string(offset));
    }

    [[nodiscard]] Result<void> read_trustee(std::uint32_t offset, std::optional<Sid>& trustee) const
    {
        if (offset == 0) {
            return {};
        }
        ByteReader in(bytes_);
        in.seek(offset);
        trustee = read_sid(in);
        return trustee ? Result<void>() : malformed("has no SID where its owner or group must be", offset);
    }

    [[nodiscard]] Result<void> read_dacl(std::uint32_t offset, std::vector<AccessControlEntry>& dacl) const
    {
        ByteReader in(bytes_);
        in.seek(offset);
        const auto revision = in.u8();
        in.skip(1);
        const std::size_t size = in.u16le();
        const auto count = in.u16le();
        in.skip(2);
        if (in.failed() || (revision != 2 && revision != 4) || size < acl_header_size ||
            size - acl_header_size > in.remaining()) {
            return malformed("has no access list where its DACL must be", offset);
        }
        const auto end = offset + size;
        for (std::size_t i = 0; i < count; ++i) {
            const auto at = in.offset();
            auto ace = read_ace(at, end);
            if (!ace) {
                return malformed("entry " + std::to_string(i + 1) + " of its access list does not fit", at);
            }
            in.skip(ace->size);
            dacl.push_back(ace->entry);
        }
        return {};
    }

    struct SizedEntry {
        AccessControlEntry entry;
        std::size_t size = 0;
    };

    /// An entry lies wholly between `at` and `end`; its SID lies wholly within the entry.
    [[nodiscard]] std::optional<SizedEntry> read_ace(std::size_t at, std::size_t end) const
    {
        ByteReader header(bytes_.first(end));
        header.seek(at);
        SizedEntry sized;
        auto& entry = sized.entry;
        entry.type = header.u8();
        entry.flags = header.u8();
        sized.size = header.u16le();
        entry.kind = kind_of(entry.type);
        if (header.failed() || sized.size < ace_header_size || sized.size % 4 != 0) {
            return std::nullopt;
        }
        const auto body = header.take(sized.size - ace_header_size);
        if (header.failed()) {
            return std::nullopt;
        }
        return entry.kind == AceKind::other || read_body(body, entry) ? std::optional(sized) : std::nullopt;
    }

    [[nodiscard]] static bool read_body(std::span<const std::byte> body, AccessControlEntry& entry)
    {
        ByteReader in(body);
        entry.mask = mapped(in.u32le());
        if (is_object_type(entry.type)) {
            const auto present = in.u32le();
            entry.object_type = (present & 1U) != 0 ? read_guid(in) : std::nullopt;
            entry.inherited_object_type = (present & 2U) != 0 ? read_guid(in) : std::nullopt;
        }
        const auto trustee = read_sid(in);
        entry.trustee = trustee.value_or(Sid{});
        return trustee.has_value();
    }

    [[nodiscard]] static std::optional<Guid> read_guid(ByteReader& in)
    {
        const auto wire = in.take(guid_size);
        return wire.size() == guid_size ? std::optional(guid_from_wire(wire.first<guid_size>())) : std::nullopt;
    }

    std::span<const std::byte> bytes_;
    std::string_view origin_;
};

} // namespace

Result<SecurityDescriptor> parse_security_descriptor(std::span<const std::byte> bytes, std::string_view origin)
{
    if (bytes.size() > max_security_descriptor_size) {
        return fail(Errc::limit_exceeded,
                    "has " + std::to_string(bytes.size()) + " bytes; the limit for a security descriptor is " +
                        std::to_string(max_security_descriptor_size),
                    std::string(origin));
    }
    return DescriptorReader(bytes, origin).read();
}

} // namespace gpseal::policy
