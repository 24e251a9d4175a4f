#include "probe/probe_record.hpp"
#include "probe/trace_record.hpp"
#include "service/sealed_record.hpp"

#include <utility>

namespace gpseal::agent {

namespace {

constexpr RecordForm form{"gpseal.probe-answer/1\n", probe_answer_max, "gpseal-probe"};
constexpr std::size_t name_max = 255;
constexpr std::size_t words_max = 240;
constexpr std::size_t value_max = 1024;

enum class Kind : std::uint8_t { canary, session, controllers, settings };

void write(RecordWriter& out, const CanaryResult& canary)
{
    out.number(static_cast<std::uint8_t>(Kind::canary)).flag(canary.refused.has_value());
    out.flag(canary.refused.value_or(false)).words(canary.detail, words_max);
}

void write(RecordWriter& out, const SessionTrace& trace)
{
    out.number(static_cast<std::uint8_t>(Kind::session));
    write_trace(out, trace);
}

void write(RecordWriter& out, const std::vector<ControllerAnswer>& answers)
{
    out.refuse_unless(answers.size() <= probe_controllers_max);
    out.number(static_cast<std::uint8_t>(Kind::controllers)).number(static_cast<std::uint16_t>(answers.size()));
    for (const auto& answer : answers) {
        out.exact(answer.host, name_max).flag(answer.policy_source).flag(answer.encrypts.has_value());
        out.flag(answer.encrypts.value_or(false)).words(answer.reason, words_max);
    }
}

void write(RecordWriter& out, const SettingsOfUser& user)
{
    out.number(static_cast<std::uint8_t>(Kind::settings)).number(user.uid).flag(user.settings.has_value());
    if (!user.settings) {
        out.error(user.settings.error());
        return;
    }
    for (const auto& value : *user.settings) {
        out.flag(value.has_value());
        if (value) {
            out.exact(*value, value_max);
        }
    }
}

std::optional<bool> read_tristate(RecordReader& in)
{
    const bool known = in.flag();
    const bool value = in.flag();
    in.refuse_unless(known || !value);
    return known ? std::optional(value) : std::nullopt;
}

CanaryResult read_canary(RecordReader& in)
{
    CanaryResult canary{.refused = read_tristate(in)};
    canary.detail = in.words(words_max);
    return canary;
}

std::vector<ControllerAnswer> read_controllers(RecordReader& in)
{
    std::vector<ControllerAnswer> answers;
    const std::size_t count = in.u16();
    in.refuse_unless(count <= probe_controllers_max);
    while (answers.size() < count && !in.wrong()) {
        ControllerAnswer answer{.host = in.exact(name_max)};
        answer.policy_source = in.flag();
        answer.encrypts = read_tristate(in);
        answer.reason = in.words(words_max);
        answers.push_back(std::move(answer));
    }
    return answers;
}

SettingsOfUser read_settings(RecordReader& in)
{
    SettingsOfUser user{.uid = in.u32()};
    if (!in.flag()) {
        user.settings = fail(in.error());
        return user;
    }
    for (auto& value : *user.settings) {
        if (in.flag()) {
            value = in.exact(value_max);
        }
    }
    return user;
}

ProbeAnswer read_answer(RecordReader& in)
{
    switch (in.one_of(Kind::settings)) {
    case Kind::session:
        return read_trace(in);
    case Kind::controllers:
        return read_controllers(in);
    case Kind::settings:
        return read_settings(in);
    case Kind::canary:
        break;
    }
    return read_canary(in);
}

} // namespace

std::string seal_probe_answer(std::string_view body)
{
    return seal_record(form, body);
}

Result<std::string> encode_probe_answer(const ProbeAnswer& answer)
{
    return encode_record(form, answer, [](auto& out, const auto& each) { write(out, each); });
}

Result<ProbeAnswer> decode_probe_answer(std::string_view record)
{
    return decode_record(form, record, read_answer);
}

} // namespace gpseal::agent
