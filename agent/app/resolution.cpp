#include "resolution.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::app {

/// A GPO that has a say, and its entry that decides.
policy::PolicyVoice voice_of(const Resolution& resolution, std::size_t gpo, const policy::PolicyReading& reading)
{
    const auto& word = reading.winner->word;
    policy::PolicyVoice voice{.gpo = resolution.gpos[gpo].identity,
                              .state = reading.state,
                              .action = word.action,
                              .value = {},
                              .offset = word.offset};
    if (word.sets()) {
        voice.value = policy::RegistryValue{word.type, {word.data.begin(), word.data.end()}};
    }
    return voice;
}

std::vector<std::size_t> helpers_of(const policy::PolicyReading& reading)
{
    std::vector<std::size_t> helpers(reading.gpos.rbegin(), reading.gpos.rend());
    std::erase_if(helpers, [&](std::size_t gpo) { return reading.winner && reading.winner->word.gpo == gpo; });
    return helpers;
}

std::vector<CommentVoice> comments_on(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                                      const admx::PolicyDefinition& definition)
{
    std::vector<CommentVoice> voices;
    for (std::size_t i = resolution.comments.size(); i-- > 0;) {
        const auto* const found =
            resolution.comments[i].of(catalog.file_of(definition).target_namespace, definition.name);
        if (found != nullptr && !found->text.empty()) {
            voices.push_back({i, found->text});
        }
    }
    return voices;
}

std::vector<OtherVoice> others_of(const Resolution& resolution, const admx::PolicyDefinition& definition,
                                  const policy::PolicyReading& reading)
{
    const auto helpers = helpers_of(reading);
    std::vector<OtherVoice> others;
    for (std::size_t i = resolution.gpos.size(); i-- > 0;) {
        const bool wins = reading.winner && reading.winner->word.gpo == i;
        auto no_lines = policy::SharedLines::first_ones(); // nobody asks for them
        const auto own =
            wins ? policy::PolicyReading() : policy::read_policy(definition, resolution.alone[i], no_lines);
        const bool counts = std::find(helpers.begin(), helpers.end(), i) != helpers.end();
        if (!wins && (own.winner || counts)) {
            others.push_back({i, counts, own.winner ? std::optional(voice_of(resolution, i, own)) : std::nullopt});
        }
    }
    return others;
}

std::optional<MandateNote> mandate_note(const Resolution& resolution, const admx::PolicyDefinition& definition,
                                        const policy::PolicyReading& reading)
{
    if (resolution.side != admx::PolicyClass::machine ||
        !equals_icase(definition.key, policy::require_encryption_key) ||
        !equals_icase(definition.value_name, policy::require_encryption_value)) {
        return std::nullopt;
    }
    auto decision = policy::decide_require_encryption(resolution.gpos);
    if (!resolution.is_complete() && decision.mandate != policy::EncryptionMandate::required) {
        decision.mandate.reset(); // what was not read completely loosens nothing
    }
    if (decision.state == reading.state && reading.state != policy::PolicyState::unrecognised) {
        return std::nullopt;
    }
    const std::string meaning = !decision.mandate ? "keeps what it required before"
                                : *decision.mandate == policy::EncryptionMandate::required
                                    ? "requires encryption: for its mandate any DWORD but 0 is Enabled"
                                    : "requires nothing for it";
    return MandateNote{decision.state, decision.mandate,
                       "Windows' own report leaves this value out; gpseal " + meaning +
                           " (gpseal resolve without --all and --policy shows that decision)"};
}

} // namespace gpseal::app
