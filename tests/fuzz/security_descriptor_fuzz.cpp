// Oracle: a second reader, written from the tables of [MS-DTYP] 2.4 alone: plain arithmetic on offsets, no shared code,
// and SIDs compared as bytes. Both must accept the same descriptors and decide the same way for the same tokens. A
// SID's text reads back as the SID.

#include <gpseal/policy/access_check.hpp>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <set>
#include <span>
#include <string>

namespace {

using namespace gpseal::policy;

void require(bool held)
{
    if (!held) {
        std::abort();
    }
}

struct Naive {
    bool applies = false;
    bool doubtful = false;
};

class NaiveModel {
public:
    NaiveModel(std::string bytes, std::set<std::string> sids) : b_(std::move(bytes)), sids_(std::move(sids)) {}

    /// nullopt: refused.
    std::optional<Naive> decide()
    {
        if (b_.size() < 20 || n(0, 1) != 1 || (n(2, 2) & 0x8000U) == 0) {
            return std::nullopt;
        }
        for (const std::size_t field : {4U, 8U}) {
            if (n(field, 4) != 0 && !sid(n(field, 4), b_.size())) {
                return std::nullopt;
            }
        }
        const std::size_t acl = n(16, 4);
        if ((n(2, 2) & 4U) == 0 || acl == 0) {
            return Naive{true, false};
        }
        if (acl + 8 > b_.size() || (n(acl, 1) != 2 && n(acl, 1) != 4) || n(acl + 2, 2) < 8 ||
            acl + n(acl + 2, 2) > b_.size() || !all_fit(acl)) {
            return std::nullopt;
        }
        static const std::string agp("\x8f\xfd\xac\xed\xb3\xff\xd1\x11\xb4\x1d\x00\xa0\xc9\x68\xf9\x39", 16);
        bool doubtful = false;
        const bool apply = walk(acl, 0x100, agp, doubtful);
        const bool read = walk(acl, 0x10, "", doubtful);
        return Naive{apply && read, doubtful};
    }

private:
    std::uint32_t n(std::size_t at, std::size_t size) const
    {
        std::uint32_t number = 0;
        for (std::size_t i = size; i-- > 0;) {
            number = number * 256 + static_cast<unsigned char>(b_.at(at + i));
        }
        return number;
    }

    std::optional<std::string> sid(std::size_t at, std::size_t end) const
    {
        if (at + 8 > end || n(at, 1) != 1 || n(at + 1, 1) > 15 || at + 8 + 4 * n(at + 1, 1) > end) {
            return std::nullopt;
        }
        return b_.substr(at, 8 + 4 * n(at + 1, 1));
    }

    static bool is(std::uint32_t type, const char* types) { return type < 13 && types[type] != '.'; }
    static bool has_say(std::uint32_t type) { return is(type, "ad...ad..adad"); }
    static bool object(std::uint32_t type) { return is(type, ".....oo....oo"); }
    static bool conditional(std::uint32_t type) { return is(type, ".........cccc"); }
    static bool denies(std::uint32_t type) { return type == 1 || type == 6; }

    std::size_t sid_place(std::size_t ace) const
    {
        if (!object(n(ace, 1))) {
            return ace + 8;
        }
        if (n(ace + 2, 2) < 12) {
            return b_.size();
        }
        const auto present = n(ace + 8, 4);
        return ace + 12 + ((present & 1U) != 0 ? 16 : 0) + ((present & 2U) != 0 ? 16 : 0);
    }

    bool all_fit(std::size_t acl) const
    {
        const auto end = acl + n(acl + 2, 2);
        auto ace = acl + 8;
        for (auto left = n(acl + 4, 2); left > 0; --left) {
            if (ace + 4 > end || n(ace + 2, 2) < 4 || n(ace + 2, 2) % 4 != 0 || ace + n(ace + 2, 2) > end) {
                return false;
            }
            const auto next = ace + n(ace + 2, 2);
            if (has_say(n(ace, 1)) && (next < ace + 8 || !sid(sid_place(ace), next))) {
                return false;
            }
            ace = next;
        }
        return true;
    }

    bool walk(std::size_t acl, std::uint32_t wanted, const std::string& guid, bool& doubtful) const
    {
        auto ace = acl + 8;
        for (auto left = n(acl + 4, 2); left > 0; --left, ace += n(ace + 2, 2)) {
            const auto type = n(ace, 1);
            if (!has_say(type) || (n(ace + 1, 1) & 8U) != 0) {
                continue;
            }
            const auto mask = n(ace + 4, 4);
            const bool all = (mask & 0x10000000U) != 0;
            const bool reads = wanted == 0x10 && (mask & 0x80000000U) != 0;
            if ((mask & wanted) == 0 && !all && !reads) {
                continue;
            }
            if (object(type) && (n(ace + 8, 4) & 1U) != 0 && b_.substr(ace + 12, 16) != guid) {
                continue;
            }
            if (sids_.count(*sid(sid_place(ace), ace + n(ace + 2, 2))) == 0) {
                continue;
            }
            if (!conditional(type)) {
                return !denies(type);
            }
            doubtful = true;
        }
        return false;
    }

    std::string b_;
    std::set<std::string> sids_;
};

const std::string authenticated_users("\x01\x01\0\0\0\0\0\x05\x0b\0\0\0", 12);
const std::string domain_computers("\x01\x05\0\0\0\0\0\x05\x15\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\x03\x02\0\0", 28);

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > max_security_descriptor_size) {
        return 0;
    }
    const auto descriptor = parse_security_descriptor(std::as_bytes(std::span(data, size)), "fuzz");
    const auto model =
        NaiveModel(std::string(reinterpret_cast<const char*>(data), size), {authenticated_users, domain_computers})
            .decide();
    require(descriptor.has_value() == model.has_value());
    if (descriptor) {
        for (const auto& entry : descriptor->dacl) {
            const auto text = to_string(entry.trustee);
            require(entry.kind == AceKind::other || parse_sid(text) == entry.trustee || entry.trustee.count == 0);
            require(display_name(entry.trustee).find(text) != std::string::npos);
        }
        const auto decision =
            check_apply_group_policy(*descriptor, {*parse_sid("S-1-5-11"), *parse_sid("S-1-5-21-1-2-3-515")});
        require(decision.applies == model->applies);
        require(decision.doubtful == model->doubtful);
    }
    return 0;
}
