#include "labelled_text.hpp"

#include "icase.hpp"

#include <gpseal/base/utf.hpp>

#include <iconv.h>

#include <array>
#include <cerrno>
#include <memory>
#include <utility>

namespace gpseal::admx {

namespace {

/// Labels whose name in iconv is another one, or would make of a backslash something else.
constexpr std::array<std::pair<std::string_view, const char*>, 14> special_names = {{
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"windows-31j", "CP932"},
    {"euc-jp", "EUC-JP"},
    {"gb2312", "GBK"},
    {"gbk", "GBK"},
    {"gb18030", "GB18030"},
    {"big5", "CP950"},
    {"euc-kr", "CP949"},
    {"ks_c_5601-1987", "CP949"},
    {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},
    {"latin1", "CP1252"},
    {"iso-8859-1", "CP1252"}, // as Windows and every browser read it
}};

bool is_number_up_to(std::string_view digits, int most)
{
    int number = 0;
    for (const char c : digits) {
        number = c >= '0' && c <= '9' && number <= most ? number * 10 + (c - '0') : most + 1;
    }
    return !digits.empty() && number <= most;
}

/// The name that iconv has for a label; empty: not one of ours.
std::string iconv_name(std::string_view label)
{
    for (const auto& [name, known] : special_names) {
        if (equals_icase(label, name)) {
            return known;
        }
    }
    const auto lower = ascii_lower(label);
    const std::string_view text(lower);
    for (const std::string_view prefix : {"windows-125", "cp125", "windows-874", "cp874", "cp866", "ibm866"}) {
        const auto rest = text.starts_with(prefix) ? text.substr(prefix.size()) : std::string_view("-");
        if (rest.empty() ? prefix.back() != '5' : prefix.back() == '5' && is_number_up_to(rest, 8)) {
            return "CP" + lower.substr(lower.find_first_of("0123456789"));
        }
    }
    constexpr std::string_view iso = "iso-8859-";
    return text.starts_with(iso) && is_number_up_to(text.substr(iso.size()), 16) ? ascii_lower(text) : std::string();
}

struct Close {
    void operator()(void* descriptor) const { ::iconv_close(descriptor); }
};
using Converter = std::unique_ptr<void, Close>;

Converter open_converter(const std::string& name)
{
    const auto opened = name.empty() ? nullptr : ::iconv_open("UTF-8", name.c_str());
    // iconv's "none" is the pointer -1
    return Converter(opened == reinterpret_cast<iconv_t>(-1) ? nullptr : opened);
}

} // namespace

std::string_view declared_encoding(std::string_view text)
{
    constexpr std::size_t longest = 256; // a declaration has three short attributes
    text = text.substr(0, longest);
    if (!text.starts_with("<?xml")) {
        return {};
    }
    text = text.substr(0, text.find("?>"));
    const auto label = text.find("encoding");
    const auto open = label == std::string_view::npos ? label : text.find_first_of("'\"", label);
    if (open == std::string_view::npos) {
        return {};
    }
    const auto rest = text.substr(open + 1);
    return rest.substr(0, rest.find_first_of("'\""));
}

std::optional<LabelledText> decode_by_label(std::string_view bytes)
{
    const auto converter = open_converter(iconv_name(declared_encoding(bytes)));
    if (!converter) {
        return std::nullopt;
    }
    constexpr std::string_view unmapped = "\xEF\xBF\xBD";
    LabelledText text;
    std::string input(bytes);
    char* in = input.data();
    std::size_t left = input.size();
    std::array<char, 4096> buffer{};
    while (left > 0) {
        char* out = buffer.data();
        constexpr std::size_t kept_free = 16; // for what is held back
        std::size_t room = buffer.size() - kept_free;
        const auto done = ::iconv(converter.get(), &in, &left, &out, &room);
        const auto problem = done == static_cast<std::size_t>(-1) ? errno : 0;
        room += kept_free;
        if (problem != E2BIG) { // Vietnamese and Hebrew: a letter is held back, for an accent may follow
            ::iconv(converter.get(), nullptr, nullptr, &out, &room);
        }
        text.utf8.append(buffer.data(), buffer.size() - room);
        if (problem == EILSEQ || problem == EINVAL) { // no such character, or one that ends with the text
            text.first_unmapped = text.first_unmapped.value_or(text.utf8.size());
            text.utf8 += unmapped;
            ++in;
            --left;
        } else if (problem != 0 && problem != E2BIG) {
            return std::nullopt;
        }
    }
    return text;
}

} // namespace gpseal::admx
