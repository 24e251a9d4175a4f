#include "resolution.hpp"

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

/// The other GPOs that configure the policy, highest precedence first.
std::vector<policy::PolicyVoice> losers_of(const Resolution& resolution, const admx::PolicyDefinition& definition,
                                           const policy::PolicyReading& reading)
{
    std::vector<policy::PolicyVoice> losers;
    for (std::size_t i = resolution.gpos.size(); i-- > 0;) {
        const auto own = policy::read_policy(definition, resolution.alone[i]);
        const bool wins = reading.winner && reading.winner->word.gpo == i;
        if (!wins && own.winner) {
            losers.push_back(voice_of(resolution, i, own));
        }
    }
    return losers;
}

} // namespace gpseal::app
