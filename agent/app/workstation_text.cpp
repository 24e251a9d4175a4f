#include "workstation_text.hpp"

#include "policy_text.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

using agent::Reach;
using agent::SettledSetting;

namespace {

constexpr std::size_t word_width = 8;
constexpr std::size_t margin = 12 + word_width; ///< of labelled_line(), and the word
constexpr std::size_t narrowest = 20;

std::string word_of(const SettledSetting& setting, const Terminal& terminal)
{
    if (setting.conflict) {
        return terminal.paint(Tone::bad, pad("refused", word_width));
    }
    if (!setting.refusal.empty()) {
        return terminal.paint(Tone::warning, pad("unknown", word_width));
    }
    switch (mapping_of(setting).reach) {
    case Reach::held:
        return terminal.paint(Tone::good, pad("held", word_width));
    case Reach::partly:
        return terminal.paint(Tone::good, pad("partly", word_width));
    case Reach::none:
        return terminal.paint(Tone::faint, pad("not", word_width));
    }
    return pad("not", word_width);
}

std::string value_of(const SettledSetting& setting)
{
    const auto& said = setting.said;
    auto text = said.number ? policy::words_of(said.policy, *said.number) : std::string("not a value of this policy");
    if (said.gpo.empty()) {
        return text;
    }
    const bool bare_file = said.where.starts_with(said.gpo + "@");
    return text + ", by " + (bare_file ? printable(said.gpo) : "GPO '" + printable(said.gpo) + "'");
}

/// What became of it, on lines below.
std::string consequence(const SettledSetting& setting, const Terminal& terminal)
{
    std::string words(mapping_of(setting).how);
    if (!setting.refusal.empty()) {
        words = setting.refusal;
        if (setting.in_force) {
            words += ": " + policy::words_of(setting.said.policy, *setting.in_force);
        }
    }
    std::string text;
    for (const auto& line : wrap(words, terminal.width > margin + narrowest ? terminal.width - margin : narrowest)) {
        text += labelled_line(terminal, "", std::string(word_width, ' ') + line);
    }
    return text;
}

} // namespace

std::string workstation_text(const std::optional<agent::SettledSettings>& settings, const Terminal& terminal)
{
    std::string text;
    for (const auto& setting : settings.value_or(agent::SettledSettings{})) {
        text += labelled_line(terminal, text.empty() ? "Also set" : "",
                              word_of(setting, terminal) + std::string(policy::info_of(setting.said.policy).name) +
                                  ": " + value_of(setting));
        text += consequence(setting, terminal);
    }
    return text;
}

} // namespace gpseal::app
