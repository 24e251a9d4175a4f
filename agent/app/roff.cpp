#include "roff.hpp"

#include "program.hpp"
#include "text_layout.hpp"

#include <algorithm>

namespace gpseal::app {

namespace {

constexpr std::string_view page_date = "2026-11-23";

std::string option_entry(const OptionSpec& option)
{
    std::string term = option.letter == 0 ? "" : std::string("\\fB\\-") + option.letter + "\\fR, ";
    term += "\\fB" + roff("--" + std::string(option.name)) + "\\fR";
    const auto placeholder = placeholder_of(option);
    if (!placeholder.empty()) {
        term += " \\fI" + roff(placeholder) + "\\fR";
    }
    const bool repeats = option.times != Times::once && option.kind != ValueKind::flag;
    return ".TP\n" + term + '\n' + roff_text(std::string(option.help) + (repeats ? "; may be repeated" : "")) + '\n';
}

} // namespace

std::string roff(std::string_view text)
{
    std::string out;
    for (const char character : text) {
        if ((out.empty() || out.back() == '\n') && (character == '.' || character == '\'')) {
            out += "\\&";
        }
        if (character == '\\') {
            out += "\\e";
        } else if (character == '-') {
            out += "\\-";
        } else if (character == '\'') {
            out += "\\(aq";
        } else {
            out += character;
        }
    }
    return out;
}

std::string roff_text(std::string_view text)
{
    std::string lines;
    for (const auto& line : wrap(text, roff_width)) {
        lines += (lines.empty() ? "" : "\n") + line;
    }
    return roff(lines);
}

std::string roff_quoted(std::string_view text)
{
    std::string out;
    for (const char character : roff(text)) {
        out += character == '"' ? "\\(dq" : std::string(1, character);
    }
    return '"' + out + '"';
}

std::string roff_paragraphs(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find("\n\n", at), text.size());
        out += (out.empty() ? "" : ".PP\n") + roff_text(text.substr(at, end - at)) + '\n';
        at = end + 2;
    }
    return out;
}

std::string roff_options(std::span<const OptionSpec> options)
{
    std::string out;
    for (const auto& option : options) {
        out += option_entry(option);
    }
    return out;
}

std::string roff_entry(std::string_view term, std::string_view meaning)
{
    return ".TP\n\\fB" + roff(term) + "\\fR\n" + roff_text(meaning) + '\n';
}

std::string roff_exits(std::span<const agent::ExitCode> codes)
{
    std::string out = ".SH EXIT STATUS\n";
    for (const auto code : codes) {
        out +=
            ".TP\n\\fB" + std::to_string(agent::number_of(code)) + "\\fR\n" + roff_text(agent::meaning_of(code)) + '\n';
    }
    return out;
}

std::string title(const PageName& page, std::string_view summary)
{
    std::string heading;
    for (const char character : page.name) {
        heading += character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
    }
    return ".TH " + roff_quoted(heading) + " " + std::string(page.section) + " " + std::string(page_date) + " " +
           roff_quoted(std::string("gpseal ") + program_version) + " " + roff_quoted("gpseal manual") + "\n.SH NAME\n" +
           roff(page.name) + " \\-\n" + roff_text(summary) + '\n';
}

} // namespace gpseal::app
