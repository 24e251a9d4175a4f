#include "diff_text.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::app {

namespace {

std::string printable_but_tabs(std::string_view line)
{
    std::string text;
    for (auto tab = line.find('\t'); tab != std::string_view::npos; tab = line.find('\t')) {
        text.append(printable(line.substr(0, tab))).push_back('\t');
        line.remove_prefix(tab + 1);
    }
    return text + printable(line);
}

} // namespace

std::string diff_text(const std::string& diff, const Terminal& terminal)
{
    std::string text;
    for (std::size_t at = 0; at < diff.size();) {
        const auto end = std::min(diff.find('\n', at), diff.size());
        const auto line = printable_but_tabs(std::string_view(diff).substr(at, end - at));
        const auto tone = line.starts_with('+') ? Tone::good : line.starts_with('-') ? Tone::bad : Tone::faint;
        text += terminal.paint(tone, line) + "\n";
        at = end + 1;
    }
    return text;
}

} // namespace gpseal::app
