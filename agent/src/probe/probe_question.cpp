#include "probe/probe_record.hpp"
#include "service/sealed_record.hpp"

namespace gpseal::agent {

namespace {

constexpr RecordForm form{"gpseal.probe-question/1\n", probe_question_max, "gpseal-apply"};
constexpr std::size_t name_max = 255;
constexpr std::size_t path_max = 4096;
constexpr std::size_t secret_max = 1024;

enum class Kind : std::uint8_t { canary, session, controllers, settings };

void write(RecordWriter& out, const AskCanary& /*question*/)
{
    out.number(static_cast<std::uint8_t>(Kind::canary));
}

void write(RecordWriter& out, const AskSession& question)
{
    const auto& [target, method, who] = question;
    out.number(static_cast<std::uint8_t>(Kind::session));
    out.exact(target.server, name_max).number(target.port).exact(target.share, name_max).exact(target.path, path_max);
    out.number(static_cast<std::uint8_t>(method)).flag(who.kerberos);
    out.exact(who.domain, secret_max).exact(who.user, secret_max).exact(who.password, secret_max);
}

void write(RecordWriter& out, const AskControllers& question)
{
    out.refuse_unless(question.hosts.size() <= probe_controllers_max);
    out.number(static_cast<std::uint8_t>(Kind::controllers));
    out.number(static_cast<std::uint16_t>(question.hosts.size()));
    for (const auto& host : question.hosts) {
        out.exact(host, name_max);
    }
}

void write(RecordWriter& out, const AskSettings& question)
{
    out.number(static_cast<std::uint8_t>(Kind::settings)).exact(question.smb_conf, path_max);
}

AskSession read_session(RecordReader& in)
{
    AskSession question;
    auto& [target, method, who] = question;
    target.server = in.exact(name_max);
    target.port = in.u16();
    target.share = in.exact(name_max);
    target.path = in.exact(path_max);
    method = in.one_of(ProbeMethod::libsmbclient);
    who.kerberos = in.flag();
    who.domain = in.exact(secret_max);
    who.user = in.exact(secret_max);
    who.password = in.exact(secret_max);
    return question;
}

AskControllers read_controllers(RecordReader& in)
{
    AskControllers question;
    const std::size_t count = in.u16();
    in.refuse_unless(count <= probe_controllers_max);
    while (question.hosts.size() < count && !in.wrong()) {
        question.hosts.push_back(in.exact(name_max));
    }
    return question;
}

ProbeQuestion read_question(RecordReader& in)
{
    switch (in.one_of(Kind::settings)) {
    case Kind::session:
        return read_session(in);
    case Kind::controllers:
        return read_controllers(in);
    case Kind::settings:
        return AskSettings{in.exact(path_max)};
    case Kind::canary:
        break;
    }
    return AskCanary{};
}

} // namespace

std::string seal_probe_question(std::string_view body)
{
    return seal_record(form, body);
}

Result<std::string> encode_probe_question(const ProbeQuestion& question)
{
    return encode_record(form, question, [](auto& out, const auto& each) { write(out, each); });
}

Result<ProbeQuestion> decode_probe_question(std::string_view record)
{
    return decode_record(form, record, read_question);
}

} // namespace gpseal::agent
