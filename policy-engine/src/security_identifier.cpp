#include <gpseal/policy/security_identifier.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace gpseal::policy {

namespace {

constexpr std::uint64_t max_authority = (std::uint64_t{1} << 48U) - 1;

/// What stands before the next hyphen; both go.
std::string_view take_part(std::string_view& text)
{
    const auto part = text.substr(0, text.find('-'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return part;
}

/// Digits and nothing else: a sign cannot be there, because a hyphen ends a part.
template <typename Number> bool read_number(std::string_view digits, int base, Number& number)
{
    const auto* const end = digits.data() + digits.size();
    const auto [stop, problem] = std::from_chars(digits.data(), end, number, base);
    return problem == std::errc{} && stop == end;
}

bool read_authority(std::string_view part, std::uint64_t& authority)
{
    const bool hex = part.starts_with("0x") || part.starts_with("0X");
    return read_number(hex ? part.substr(2) : part, hex ? 16 : 10, authority) && authority <= max_authority;
}

struct KnownName {
    std::string_view sid;
    std::string_view name;
};

constexpr std::array known_names{
    KnownName{"S-1-1-0", "Everyone"},
    KnownName{"S-1-3-0", "Creator Owner"},
    KnownName{"S-1-5-2", "Network"},
    KnownName{"S-1-5-7", "Anonymous"},
    KnownName{"S-1-5-9", "Enterprise Domain Controllers"},
    KnownName{"S-1-5-10", "Self"},
    KnownName{"S-1-5-11", "Authenticated Users"},
    KnownName{"S-1-5-15", "This Organization"},
    KnownName{"S-1-5-18", "System"},
    KnownName{"S-1-5-32-544", "Administrators"},
    KnownName{"S-1-5-32-545", "Users"},
    KnownName{"S-1-5-32-554", "Pre-Windows 2000 Compatible Access"},
};

/// Groups that every domain has under the same relative identifier.
constexpr std::array known_domain_groups{
    KnownName{"512", "Domain Admins"},     KnownName{"513", "Domain Users"},
    KnownName{"515", "Domain Computers"},  KnownName{"516", "Domain Controllers"},
    KnownName{"519", "Enterprise Admins"}, KnownName{"520", "Group Policy Creator Owners"},
};

std::string_view name_of(const Sid& sid, const std::string& text)
{
    const bool in_domain = sid.authority == 5 && sid.count == 5 && sid.sub_authorities[0] == 21;
    const auto look_for = in_domain ? std::to_string(sid.sub_authorities[4]) : text;
    const auto find = [&](const auto& names) {
        const auto it =
            std::find_if(names.begin(), names.end(), [&](const auto& each) { return each.sid == look_for; });
        return it == names.end() ? std::string_view() : it->name;
    };
    return in_domain ? find(known_domain_groups) : find(known_names);
}

} // namespace

std::optional<Sid> parse_sid(std::string_view text)
{
    if (!text.starts_with("S-1-") && !text.starts_with("s-1-")) {
        return std::nullopt;
    }
    if (text.back() == '-') {
        return std::nullopt;
    }
    text.remove_prefix(4);
    Sid sid;
    if (!read_authority(take_part(text), sid.authority) || text.empty()) {
        return std::nullopt;
    }
    while (!text.empty()) {
        if (sid.count == max_sub_authorities || !read_number(take_part(text), 10, sid.sub_authorities[sid.count])) {
            return std::nullopt;
        }
        ++sid.count;
    }
    return sid;
}

std::string to_string(const Sid& sid)
{
    std::array<char, 32> authority{};
    const bool large = sid.authority > 0xFFFFFFFFU;
    const int length = std::snprintf(authority.data(), authority.size(), large ? "0x%012llx" : "%llu",
                                     static_cast<unsigned long long>(sid.authority));
    std::string text = "S-1-";
    text.append(authority.data(), static_cast<std::size_t>(length));
    for (std::size_t i = 0; i < sid.count; ++i) {
        text += "-";
        text += std::to_string(sid.sub_authorities[i]);
    }
    return text;
}

std::string display_name(const Sid& sid)
{
    auto text = to_string(sid);
    const auto name = name_of(sid, text);
    return name.empty() ? text : std::string(name).append(" (").append(text).append(")");
}

std::optional<Sid> read_sid(ByteReader& in)
{
    const auto revision = in.u8();
    Sid sid;
    sid.count = in.u8();
    sid.authority = (std::uint64_t{in.u16be()} << 32U) | in.u32be();
    if (in.failed() || revision != 1 || sid.count > max_sub_authorities) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < sid.count; ++i) {
        sid.sub_authorities[i] = in.u32le();
    }
    return in.failed() ? std::nullopt : std::optional(sid);
}

} // namespace gpseal::policy
