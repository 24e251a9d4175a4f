#pragma once

#include <gpseal/policy/guid.hpp>
#include <gpseal/policy/security_identifier.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gpseal::tests {

/// Makes self-relative security descriptors from the DACL part of SDDL ([MS-DTYP] 2.5.1), as far as tests need it.
class SddlWriter {
public:
    /// `(TYPE;FLAGS;RIGHTS;OBJECT;INHERITED;SID)…`; nothing at all is an empty DACL.
    static std::vector<std::byte> dacl(std::string_view entries)
    {
        SddlWriter acl;
        std::uint16_t count = 0;
        for (; !entries.empty(); ++count) {
            const auto end = entries.find(')');
            acl.entry(split(entries.substr(1, end - 1)));
            entries.remove_prefix(end + 1);
        }
        SddlWriter out;
        out.header(0x8004, 20);
        out.u8(4);
        out.u8(0);
        out.u16(static_cast<std::uint16_t>(8 + acl.bytes_.size()));
        out.u16(count);
        out.u16(0);
        out.append(acl.bytes_);
        return out.bytes_;
    }

    /// A descriptor without a DACL, or (NULL) with one that grants everything.
    static std::vector<std::byte> without_dacl(bool null_dacl = false)
    {
        SddlWriter out;
        out.header(null_dacl ? 0x8004 : 0x8000, 0);
        return out.bytes_;
    }

    static void append_sid(std::vector<std::byte>& bytes, const policy::Sid& sid)
    {
        SddlWriter out;
        out.sid(sid);
        bytes.insert(bytes.end(), out.bytes_.begin(), out.bytes_.end());
    }

private:
    using Fields = std::vector<std::string>;

    static Fields split(std::string_view text)
    {
        Fields fields(1);
        for (const char c : text) {
            if (c == ';') {
                fields.emplace_back();
            } else {
                fields.back() += c;
            }
        }
        if (fields.size() != 6) {
            throw std::invalid_argument("an entry has six fields: " + std::string(text));
        }
        return fields;
    }

    static std::uint32_t letters(std::string_view text, const std::map<std::string_view, std::uint32_t>& known)
    {
        std::uint32_t bits = 0;
        for (; !text.empty(); text.remove_prefix(2)) {
            bits |= known.at(text.substr(0, 2));
        }
        return bits;
    }

    static std::uint32_t rights(std::string_view text)
    {
        return letters(text, {{"CC", 0x1},
                              {"DC", 0x2},
                              {"LC", 0x4},
                              {"SW", 0x8},
                              {"RP", 0x10},
                              {"WP", 0x20},
                              {"DT", 0x40},
                              {"LO", 0x80},
                              {"CR", 0x100},
                              {"SD", 0x10000},
                              {"RC", 0x20000},
                              {"WD", 0x40000},
                              {"WO", 0x80000},
                              {"GA", 0x10000000},
                              {"GX", 0x20000000},
                              {"GW", 0x40000000},
                              {"GR", 0x80000000}});
    }

    static std::uint8_t type(std::string_view text)
    {
        static const std::map<std::string_view, std::uint8_t> known = {
            {"A", 0}, {"D", 1}, {"AU", 2}, {"OA", 5}, {"OD", 6}, {"XA", 9}, {"XD", 10}, {"ZA", 11}, {"ZD", 12}};
        return known.at(text);
    }

    static policy::Sid trustee(const std::string& text)
    {
        static const std::map<std::string_view, std::string_view> known = {
            {"AU", "S-1-5-11"},     {"WD", "S-1-1-0"}, {"SY", "S-1-5-18"},
            {"BU", "S-1-5-32-545"}, {"NU", "S-1-5-2"}, {"DC", "S-1-5-21-1-2-3-515"}};
        const auto alias = known.find(text);
        return policy::parse_sid(alias == known.end() ? std::string_view(text) : alias->second).value();
    }

    void entry(const Fields& fields)
    {
        SddlWriter body;
        body.u32(rights(fields[2]));
        const auto number = type(fields[0]);
        if ((number >= 5 && number <= 8) || number >= 11) {
            body.u32((fields[3].empty() ? 0U : 1U) | (fields[4].empty() ? 0U : 2U));
            body.guid(fields[3]);
            body.guid(fields[4]);
        }
        body.sid(trustee(fields[5]));
        u8(number);
        u8(static_cast<std::uint8_t>(
            letters(fields[1], {{"OI", 1}, {"CI", 2}, {"NP", 4}, {"IO", 8}, {"ID", 16}, {"SA", 64}})));
        u16(static_cast<std::uint16_t>(4 + body.bytes_.size()));
        append(body.bytes_);
    }

    void header(std::uint16_t control, std::uint32_t dacl_offset)
    {
        u8(1);
        u8(0);
        u16(control);
        for (int i = 0; i < 3; ++i) {
            u32(0); // owner, group, SACL
        }
        u32(dacl_offset);
    }

    void guid(const std::string& text)
    {
        if (!text.empty()) {
            const auto wire = policy::to_wire(policy::parse_guid(text).value());
            append({wire.begin(), wire.end()});
        }
    }

    void sid(const policy::Sid& sid)
    {
        u8(1);
        u8(sid.count);
        for (int shift = 40; shift >= 0; shift -= 8) {
            u8(static_cast<std::uint8_t>(sid.authority >> static_cast<unsigned>(shift)));
        }
        for (std::size_t i = 0; i < sid.count; ++i) {
            u32(sid.sub_authorities[i]);
        }
    }

    void u8(std::uint8_t number) { bytes_.push_back(std::byte{number}); }
    void u16(std::uint16_t number)
    {
        u8(static_cast<std::uint8_t>(number));
        u8(static_cast<std::uint8_t>(number >> 8U));
    }
    void u32(std::uint32_t number)
    {
        u16(static_cast<std::uint16_t>(number));
        u16(static_cast<std::uint16_t>(number >> 16U));
    }
    void append(const std::vector<std::byte>& more) { bytes_.insert(bytes_.end(), more.begin(), more.end()); }

    std::vector<std::byte> bytes_;
};

} // namespace gpseal::tests
