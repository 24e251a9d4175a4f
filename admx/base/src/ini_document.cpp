#include <gpseal/base/ini_document.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal {

namespace {

constexpr std::string_view space = " \t\r\n\v\f";

std::string_view trim(std::string_view text)
{
    const auto begin = text.find_first_not_of(space);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

bool begins_with(std::span<const std::byte> bytes, std::string_view mark)
{
    return bytes.size() >= mark.size() && std::equal(mark.begin(), mark.end(), bytes.begin(), [](char a, std::byte b) {
               return static_cast<unsigned char>(a) == std::to_integer<unsigned char>(b);
           });
}

std::vector<std::byte> swapped(std::span<const std::byte> bytes)
{
    std::vector<std::byte> out(bytes.begin(), bytes.end());
    for (std::size_t i = 0; i + 1 < out.size(); i += 2) {
        std::swap(out[i], out[i + 1]);
    }
    return out;
}

Result<std::string> from_utf16(std::span<const std::byte> bytes, bool big_endian, std::string_view origin)
{
    if (bytes.size() % 2 != 0) {
        return fail(Errc::malformed, "ends inside a UTF-16 code unit", std::string(origin));
    }
    return big_endian ? to_utf8(swapped(bytes)) : to_utf8(bytes);
}

Result<std::string> decode(std::span<const std::byte> bytes, std::string_view origin)
{
    if (begins_with(bytes, "\xFF\xFE")) {
        return from_utf16(bytes.subspan(2), false, origin);
    }
    if (begins_with(bytes, "\xFE\xFF")) {
        return from_utf16(bytes.subspan(2), true, origin);
    }
    const auto content = bytes.subspan(begins_with(bytes, "\xEF\xBB\xBF") ? 3 : 0);
    std::string text(content.size(), '\0');
    std::transform(content.begin(), content.end(), text.begin(),
                   [](std::byte byte) { return static_cast<char>(std::to_integer<unsigned char>(byte)); });
    return text;
}

/// What a line is; `section` is the one it stands in and changes with a section line.
IniLine read_line(std::string_view text, std::string& section)
{
    IniLine line{.text = std::string(text)};
    const auto content = trim(text);
    const auto equals = content.find('=');
    if (content.empty()) {
        line.kind = IniLineKind::blank;
    } else if (content.front() == ';' || content.front() == '#') {
        line.kind = IniLineKind::comment;
    } else if (content.front() == '[') {
        const auto end = content.find(']');
        const bool closed = end != std::string_view::npos && end + 1 == content.size();
        line.kind = closed ? IniLineKind::section : IniLineKind::other;
        section = closed ? std::string(trim(content.substr(1, end - 1))) : section;
    } else if (equals != std::string_view::npos && !trim(content.substr(0, equals)).empty()) {
        line.kind = IniLineKind::entry;
        line.key = trim(content.substr(0, equals));
        line.value = trim(content.substr(equals + 1));
    } else {
        line.kind = IniLineKind::other;
    }
    line.section = section;
    return line;
}

} // namespace

Result<IniDocument> IniDocument::parse(std::span<const std::byte> bytes, std::string_view origin)
{
    if (bytes.size() > max_ini_size) {
        return fail(Errc::limit_exceeded, "is larger than " + std::to_string(max_ini_size) + " bytes",
                    std::string(origin));
    }
    const auto text = decode(bytes, origin);
    if (!text) {
        return fail(text.error());
    }
    IniDocument document;
    std::string section;
    for (std::string_view rest = *text; !rest.empty();) {
        if (document.lines_.size() == max_ini_lines) {
            return fail(Errc::limit_exceeded, "has more than " + std::to_string(max_ini_lines) + " lines",
                        std::string(origin));
        }
        const auto line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
        rest.remove_prefix(line.size());
        if (line.find('\0') != std::string_view::npos) {
            return fail(Errc::malformed, "has a NUL in the line",
                        std::string(origin) + ':' + std::to_string(document.lines_.size() + 1));
        }
        document.lines_.push_back(read_line(line, section));
    }
    return document;
}

const IniLine* IniDocument::find(std::string_view section, std::string_view key) const
{
    const auto found = std::find_if(lines_.begin(), lines_.end(), [&](const IniLine& line) {
        return line.kind == IniLineKind::entry && equals_icase(line.section, section) && equals_icase(line.key, key);
    });
    return found == lines_.end() ? nullptr : &*found;
}

bool IniDocument::has_section(std::string_view section) const
{
    return std::any_of(lines_.begin(), lines_.end(), [&](const IniLine& line) {
        return line.kind == IniLineKind::section && equals_icase(line.section, section);
    });
}

std::string IniDocument::text() const
{
    std::string out;
    for (const auto& line : lines_) {
        out += line.text;
    }
    return out;
}

} // namespace gpseal
