#include "override_text.hpp"

#include "policy_text.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

using agent::Override;
using agent::OverrideEffect;

namespace {

constexpr std::size_t mark_width = 8;

Tone tone_of(OverrideEffect effect)
{
    switch (effect) {
    case OverrideEffect::open:
        return Tone::bad;
    case OverrideEffect::held:
        return Tone::good;
    case OverrideEffect::note:
        return Tone::warning;
    }
    return Tone::bad;
}

} // namespace

std::string overrides_text(const std::vector<Override>& overrides, const Terminal& terminal)
{
    std::string text;
    for (const auto& row : overrides) {
        const auto owner = row.uid ? " of uid " + std::to_string(*row.uid) : std::string();
        text += labelled_line(terminal, text.empty() ? "Overrides" : "",
                              terminal.paint(tone_of(row.effect), pad(std::string(to_string(row.effect)), mark_width)) +
                                  printable(row.where) + owner + ": " + printable(row.what));
        text += labelled_line(terminal, "", std::string(mark_width, ' ') + "to close it: " + printable(row.fix));
    }
    return text;
}

} // namespace gpseal::app
