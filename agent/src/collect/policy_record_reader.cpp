#include "collect/policy_record_format.hpp"

#include <gpseal/base/utf.hpp>

#include <utility>

namespace gpseal::agent {

using policy::PolicyState;
using policy::PolicyVoice;
using policy::RegistryAction;
using policy::RegistryType;
using policy::RegistryValue;
using namespace policy_record;

namespace {

/// With lengths of one byte, so that more fits. Every read that fails, and every value that is none, ends in wrong().
class Reader : public RecordReader {
public:
    using RecordReader::RecordReader;

    std::string text(std::size_t limit)
    {
        const auto read = bytes(u8());
        std::string text(reinterpret_cast<const char*>(read.data()), read.size()); // NOLINT: bytes are chars
        refuse_unless(text.size() <= limit && valid_utf8(text) == text);
        return text;
    }
    std::optional<std::uint16_t> maybe_u16() { return flag() ? std::optional(u16()) : std::nullopt; }
    std::vector<std::byte> data()
    {
        const auto read = bytes(u8());
        refuse_unless(read.size() <= data_max);
        return {read.begin(), read.end()};
    }
};

std::optional<RegistryValue> read_value(Reader& in)
{
    if (!in.flag()) {
        return std::nullopt;
    }
    const auto type = RegistryType{in.u32()};
    return RegistryValue{type, in.data()};
}

PolicyVoice read_voice(Reader& in)
{
    PolicyVoice voice;
    auto& gpo = voice.gpo;
    gpo.guid = in.text(guid_max);
    gpo.backup_id = in.text(guid_max);
    gpo.name = in.text(name_max);
    gpo.path = in.text(place_max);
    gpo.som = in.text(place_max);
    gpo.link_order = in.u32();
    gpo.enforced = in.flag();
    gpo.version = {in.maybe_u16(), in.maybe_u16()};
    gpo.pol_sha256 = in.text(digest_size);
    voice.state = in.one_of(PolicyState::unrecognised);
    voice.action = in.one_of(RegistryAction::unknown);
    voice.offset = in.u32();
    voice.value = read_value(in);
    in.refuse_unless(voice.state == policy::switch_state(voice.value));
    return voice;
}

Error read_problem(Reader& in)
{
    const auto code = in.one_of(Errc::internal);
    auto message = in.text(words_max);
    return {code, std::move(message), in.text(place_max)};
}

Finding read_finding(Reader& in)
{
    const auto severity = in.one_of(Severity::error);
    auto code = in.text(name_max);
    auto message = in.text(words_max);
    auto hint = in.text(words_max);
    return {severity, std::move(code), std::move(message), std::move(hint), in.text(place_max)};
}

/// Known policies, each once and in order, with numbers that they can have.
std::vector<policy::WorkstationSetting> read_settings(Reader& in)
{
    std::vector<policy::WorkstationSetting> settings;
    for (auto left = in.u8(); left > 0 && !in.wrong(); --left) {
        const std::size_t tag = in.u8();
        const auto number = in.u16();
        const auto place = tag & ~unrecognised_bit;
        const bool known = place < policy::known_workstation_policies().size();
        const bool ordered = settings.empty() || static_cast<std::size_t>(settings.back().policy) < place;
        in.refuse_unless(known && ordered);
        if (!in.wrong()) {
            const auto which = static_cast<policy::WorkstationPolicy>(place);
            const bool has_meaning = (tag & unrecognised_bit) == 0;
            in.refuse_unless(has_meaning ? policy::is_valid(which, number) : number == 0);
            settings.push_back({which, has_meaning ? std::optional(number) : std::nullopt, {}, {}});
        }
    }
    return settings;
}

/// Of the first policies; there was no room for the others'.
void read_origins(Reader& in, std::vector<policy::WorkstationSetting>& settings)
{
    const std::size_t count = in.u8();
    in.refuse_unless(count <= settings.size());
    for (std::size_t i = 0; i < count && !in.wrong(); ++i) {
        settings[i].gpo = in.text(name_max);
        settings[i].where = in.text(words_max);
    }
}

template <typename Read> auto read_all(Reader& in, Read read)
{
    std::vector<decltype(read(in))> items;
    for (auto left = in.u8(); left > 0 && !in.wrong(); --left) {
        items.push_back(read(in));
    }
    return items;
}

std::optional<std::chrono::minutes> read_minutes(Reader& in)
{
    const auto minutes = in.maybe_u16();
    return minutes ? std::optional(std::chrono::minutes(*minutes)) : std::nullopt;
}

CollectedPolicy read_body(Reader& in)
{
    CollectedPolicy policy;
    const bool complete = in.flag();
    policy.gpo_count = in.u32();
    policy.schedule = {read_minutes(in), read_minutes(in)};
    auto& decision = policy.decision;
    decision.state = in.one_of(PolicyState::unrecognised);
    decision.mandate = policy::mandate_of(decision.state);
    if (in.flag()) {
        decision.winner = read_voice(in);
    }
    in.refuse_unless(decision.state == (decision.winner ? decision.winner->state : PolicyState::not_configured));
    policy.workstation = read_settings(in);
    policy.problems = read_all(in, read_problem);
    in.refuse_unless(complete == policy.problems.empty());
    policy.controllers = read_all(in, [](Reader& each) { return each.text(place_max); });
    read_origins(in, policy.workstation);
    policy.findings = read_all(in, read_finding);
    decision.losers = read_all(in, read_voice);
    decision.findings = read_all(in, read_finding);
    return policy;
}

} // namespace

Result<CollectedPolicy> decode_policy_record(std::string_view record)
{
    const auto body = open_record(form, record);
    if (!body) {
        return fail(body.error());
    }
    Reader in(*body);
    auto policy = read_body(in);
    if (!in.at_end()) {
        return fail(Errc::malformed, "is a policy record that contradicts itself");
    }
    return policy;
}

} // namespace gpseal::agent
