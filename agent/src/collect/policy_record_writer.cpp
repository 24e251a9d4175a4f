#include "collect/policy_record_format.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <limits>

namespace gpseal::agent {

using policy::PolicyVoice;
using namespace policy_record;

namespace {

/// At most `limit` bytes of the text as UTF-8, never half a character.
std::string cut(std::string_view text, std::size_t limit)
{
    auto whole = valid_utf8(text);
    if (whole.size() <= limit) {
        return whole;
    }
    constexpr std::string_view dots = "…";
    auto end = limit - dots.size();
    while (end > 0 && (static_cast<unsigned char>(whole[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return whole.substr(0, end).append(dots);
}

class Writer {
public:
    template <typename T> Writer& number(T value)
    {
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            bytes_.push_back(static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU));
        }
        return *this;
    }
    Writer& text(std::string_view text, std::size_t limit)
    {
        const auto shown = cut(text, limit);
        number(static_cast<std::uint8_t>(shown.size()));
        bytes_ += shown;
        return *this;
    }
    template <typename T> Writer& optional(const std::optional<T>& value)
    {
        number(static_cast<std::uint8_t>(value.has_value()));
        return value ? number(*value) : *this;
    }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

template <typename Number> Number at_most(std::uint64_t value)
{
    return static_cast<Number>(std::min<std::uint64_t>(value, std::numeric_limits<Number>::max()));
}

void write_voice(Writer& out, const PolicyVoice& voice)
{
    const auto& gpo = voice.gpo;
    out.text(gpo.guid, guid_max).text(gpo.backup_id, guid_max).text(gpo.name, name_max);
    out.text(gpo.path, place_max).text(gpo.som, place_max);
    out.number(at_most<std::uint32_t>(gpo.link_order)).number(static_cast<std::uint8_t>(gpo.enforced));
    out.optional(gpo.version.directory).optional(gpo.version.sysvol).text(gpo.pol_sha256, digest_size);
    out.number(static_cast<std::uint8_t>(voice.state)).number(static_cast<std::uint8_t>(voice.action));
    out.number(at_most<std::uint32_t>(voice.offset)).number(static_cast<std::uint8_t>(voice.value.has_value()));
    if (voice.value) {
        const auto size = std::min(voice.value->data.size(), data_max);
        out.number(static_cast<std::uint32_t>(voice.value->type)).number(static_cast<std::uint8_t>(size));
        for (const auto byte : std::span(voice.value->data).first(size)) {
            out.number(static_cast<std::uint8_t>(byte));
        }
    }
}

void write_problem(Writer& out, const Error& problem)
{
    out.number(static_cast<std::uint8_t>(problem.code)).text(problem.message, words_max).text(problem.where, place_max);
}

void write_finding(Writer& out, const Finding& finding)
{
    out.number(static_cast<std::uint8_t>(finding.severity)).text(finding.code, name_max);
    out.text(finding.message, words_max).text(finding.hint, words_max).text(finding.where, place_max);
}

/// The other policies, whole: three bytes each.
void write_settings(Writer& out, const std::vector<policy::WorkstationSetting>& settings)
{
    out.number(static_cast<std::uint8_t>(settings.size()));
    for (const auto& setting : settings) {
        const auto unrecognised = setting.number ? 0 : unrecognised_bit;
        out.number(static_cast<std::uint8_t>(static_cast<std::size_t>(setting.policy) | unrecognised));
        out.number(setting.number.value_or(0));
    }
}

/// A count, and as many of the items as there is room for behind what is written and before what must follow.
template <typename Items, typename Write>
void write_some(std::string& body, const Items& items, std::size_t room_for_the_rest, Write write)
{
    const auto count_at = body.size();
    body.push_back('\0');
    for (const auto& item : items) {
        Writer part;
        write(part, item);
        if (body.size() + part.bytes().size() + room_for_the_rest > body_max || body[count_at] == 100) {
            break;
        }
        body += part.bytes();
        ++body[count_at];
    }
}

/// Who configured another policy, in the order of the policies.
void write_origin(Writer& out, const policy::WorkstationSetting& setting)
{
    out.text(setting.gpo, name_max).text(setting.where, words_max);
}

std::optional<std::uint16_t> minutes_of(const std::optional<std::chrono::minutes>& minutes)
{
    return minutes ? std::optional(at_most<std::uint16_t>(static_cast<std::uint64_t>(minutes->count()))) : std::nullopt;
}

} // namespace

std::string seal_policy_record(std::string_view body)
{
    return seal_record(form, body);
}

std::string encode_policy_record(const CollectedPolicy& policy)
{
    constexpr std::size_t room_for_controllers = place_max + 1 + 5; // one of them, and the counts
    const auto& decision = policy.decision;
    Writer out;
    out.number(static_cast<std::uint8_t>(policy.complete())).number(at_most<std::uint32_t>(policy.gpo_count));
    out.optional(minutes_of(policy.schedule.interval)).optional(minutes_of(policy.schedule.offset));
    out.number(static_cast<std::uint8_t>(decision.state))
        .number(static_cast<std::uint8_t>(decision.winner.has_value()));
    if (decision.winner) {
        write_voice(out, *decision.winner);
    }
    write_settings(out, policy.workstation);
    auto body = out.bytes();
    write_some(body, policy.problems, room_for_controllers, write_problem);
    write_some(body, policy.controllers, 4, [](Writer& part, const auto& host) { part.text(host, place_max); });
    write_some(body, policy.workstation, 3, write_origin);
    write_some(body, policy.findings, 2, write_finding);
    write_some(body, decision.losers, 1, write_voice);
    write_some(body, decision.findings, 0, write_finding);
    return seal_policy_record(body);
}

} // namespace gpseal::agent
