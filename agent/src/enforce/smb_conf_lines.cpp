#include "enforce/smb_conf_lines.hpp"

#include <algorithm>

namespace gpseal::agent {

namespace {

/// isspace() of the C locale, whatever the process' locale is.
bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Whether a newline here continues the line; takes the backslash away if so, as tini.c does.
bool continues(std::string& content)
{
    const auto size = content.size();
    if (size > 0 && content[size - 1] == '\\') {
        content.pop_back();
        return true;
    }
    if (size > 1 && content[size - 2] == '\\' && is_blank(content[size - 1])) {
        content.resize(size - 2);
        return true;
    }
    return false;
}

/// Reads the rest of a section or parameter line that starts at `at`; returns the offset behind it.
std::size_t read_content(std::string_view text, std::size_t at, SmbConfLine& line)
{
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\n') {
            if (continues(line.content)) {
                continue;
            }
            line.closed = true;
            return at + 1;
        }
        if (is_blank(c) && !line.content.empty() && is_blank(line.content.back())) {
            continue;
        }
        line.content += c;
    }
    return at;
}

SmbConfLine read_line(std::string_view text, std::size_t at)
{
    SmbConfLine line{.begin = at};
    while (at < text.size() && text[at] != '\n' && is_blank(text[at])) {
        ++at;
    }
    if (at < text.size() && text[at] != '\n' && text[at] != '#' && text[at] != ';') {
        line.kind = text[at] == '[' ? SmbConfLine::Kind::section : SmbConfLine::Kind::other;
        line.end = read_content(text, at, line);
        return line;
    }
    if (at < text.size() && text[at] != '\n') {
        line.kind = SmbConfLine::Kind::comment;
    }
    const auto newline = text.find('\n', at);
    line.closed = newline != std::string_view::npos;
    line.end = line.closed ? newline + 1 : text.size();
    return line;
}

/// A name as Samba compares it: without blanks, in lower case.
std::string bare(std::string_view name)
{
    std::string result;
    for (const char c : name) {
        if (!is_blank(c)) {
            result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return result;
}

/// The fixed name of the indirection a parameter line makes; empty: none.
std::string_view indirection_of(std::string_view content)
{
    content = content.substr(0, content.find('\0'));
    const auto equals = content.find('=');
    if (equals == std::string_view::npos) {
        return {};
    }
    const auto name = bare(content.substr(0, equals));
    const auto value = bare(content.substr(equals + 1));
    if (name == "include" && value == "registry") {
        return "include = registry";
    }
    if (name == "include" && value.find('%') != std::string::npos) {
        return "include of a name with a % macro";
    }
    if (name == "configbackend" && value != "file") {
        return "config backend = registry";
    }
    if (name == "configfile" && !value.empty()) {
        return "config file";
    }
    return {};
}

} // namespace

std::vector<SmbConfLine> smb_conf_lines(std::string_view text)
{
    std::vector<SmbConfLine> lines;
    for (std::size_t at = 0; at < text.size(); at = lines.back().end) {
        lines.push_back(read_line(text, at));
    }
    return lines;
}

std::size_t newlines_to_close(std::string_view text)
{
    const auto lines = smb_conf_lines(text);
    if (lines.empty() || lines.back().closed) {
        return 0;
    }
    auto content = lines.back().content;
    std::size_t count = 1;
    while (continues(content)) {
        ++count;
    }
    return count;
}

bool opens_global(const SmbConfLine& line)
{
    if (line.kind != SmbConfLine::Kind::section) {
        return false;
    }
    const std::string_view content(line.content);
    const auto close = content.find(']');
    if (close == std::string_view::npos || content.find('\0') < close) {
        return false; // Samba stops reading at such a line
    }
    const auto name = bare(content.substr(1, close - 1));
    return name == "global" || name == "globals";
}

std::optional<SmbConfParameter> parameter_of(const SmbConfLine& line)
{
    const auto content = std::string_view(line.content).substr(0, line.content.find('\0'));
    const auto equals = content.find('=');
    if (line.kind != SmbConfLine::Kind::other || equals == std::string_view::npos) {
        return std::nullopt;
    }
    auto value = content.substr(equals + 1);
    while (!value.empty() && is_blank(value.front())) {
        value.remove_prefix(1);
    }
    while (!value.empty() && is_blank(value.back())) {
        value.remove_suffix(1);
    }
    return SmbConfParameter{bare(content.substr(0, equals)), std::string(value)};
}

std::vector<SmbConfIndirection> smb_conf_indirections(std::string_view text)
{
    std::vector<SmbConfIndirection> found;
    std::size_t line_number = 1;
    std::size_t counted = 0;
    for (const auto& line : smb_conf_lines(text)) {
        const auto what = line.kind == SmbConfLine::Kind::other ? indirection_of(line.content) : std::string_view{};
        if (!what.empty()) {
            const auto passed = text.substr(counted, line.begin - counted);
            line_number += static_cast<std::size_t>(std::count(passed.begin(), passed.end(), '\n'));
            counted = line.begin;
            found.push_back({line_number, std::string(what)});
        }
    }
    return found;
}

bool may_send_elsewhere(std::string_view text)
{
    const auto lines = smb_conf_lines(text);
    return std::any_of(lines.begin(), lines.end(), [](const SmbConfLine& line) {
        const auto content = bare(line.content);
        return line.meaningful() &&
               (content.find("include") != std::string::npos || content.find("config") != std::string::npos);
    });
}

} // namespace gpseal::agent
