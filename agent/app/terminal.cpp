#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace gpseal::app {

namespace {

constexpr std::size_t default_width = 80;
constexpr std::size_t least_width = 40;
constexpr std::size_t greatest_width = 500;

std::string_view environment(const char* name)
{
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing of ours sets the environment
    return value == nullptr ? std::string_view() : std::string_view(value);
}

std::size_t window_columns(int fd)
{
    winsize size{};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::size_t number_in(std::string_view text)
{
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

std::string_view code_of(Tone tone)
{
    switch (tone) {
    case Tone::heading:
        return "\x1b[1m";
    case Tone::good:
        return "\x1b[32m";
    case Tone::warning:
        return "\x1b[33m";
    case Tone::bad:
        return "\x1b[31m";
    case Tone::faint:
        return "\x1b[2m";
    }
    return "";
}

bool wants_color(const TerminalFacts& facts, ColorMode mode)
{
    switch (mode) {
    case ColorMode::always:
        return true;
    case ColorMode::never:
        return false;
    case ColorMode::automatic:
        return facts.is_terminal && facts.no_color.empty() && facts.term != "dumb" && !facts.term.empty();
    }
    return false;
}

} // namespace

std::string Terminal::paint(Tone tone, std::string_view text) const
{
    if (!color || text.empty()) {
        return std::string(text);
    }
    return std::string(code_of(tone)) + std::string(text) + "\x1b[0m";
}

Terminal decide_terminal(const TerminalFacts& facts, ColorMode mode)
{
    Terminal terminal{.interactive = facts.is_terminal, .color = wants_color(facts, mode)};
    const auto asked = number_in(facts.columns);
    const auto known = asked != 0 ? asked : facts.is_terminal ? facts.window_columns : 0;
    if (known != 0) {
        terminal.width = std::clamp(known, least_width, greatest_width);
    } else {
        terminal.width = default_width;
    }
    terminal.table_width = asked != 0 || facts.is_terminal ? terminal.width : 0;
    return terminal;
}

Terminal terminal_of(int fd, const GlobalOptions& globals)
{
    const bool is_terminal = ::isatty(fd) == 1;
    return decide_terminal({.is_terminal = is_terminal,
                            .window_columns = is_terminal ? window_columns(fd) : 0,
                            .columns = environment("COLUMNS"),
                            .no_color = environment("NO_COLOR"),
                            .term = environment("TERM")},
                           globals.color);
}

} // namespace gpseal::app
