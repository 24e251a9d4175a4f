#include "probe/look_record.hpp"

#include "service/sealed_record.hpp"

namespace gpseal::agent {

namespace {

constexpr RecordForm question_form{"gpseal.look-question/1\n", look_question_max, "gpseal-apply"};
constexpr RecordForm answer_form{"gpseal.look-answer/1\n", look_answer_max, "gpseal-look"};
constexpr std::size_t code_max = 64;
constexpr std::size_t words_max = 500;

enum class Kind : std::uint8_t { overrides, packets };

void write(RecordWriter& out, const AskOverrides& /*question*/)
{
    out.number(static_cast<std::uint8_t>(Kind::overrides));
}

void write(RecordWriter& out, const AskPackets& question)
{
    out.number(static_cast<std::uint8_t>(Kind::packets)).number(question.port);
}

void write(RecordWriter& out, const std::vector<Override>& rows)
{
    out.refuse_unless(rows.size() <= look_rows_max);
    out.number(static_cast<std::uint8_t>(Kind::overrides)).number(static_cast<std::uint16_t>(rows.size()));
    for (const auto& row : rows) {
        out.words(row.code, code_max).words(row.where, words_max).flag(row.uid.has_value()).number(row.uid.value_or(0));
        out.words(row.what, words_max).words(row.fix, words_max).number(static_cast<std::uint8_t>(row.effect));
    }
}

void write(RecordWriter& out, const PacketsOpened& opened)
{
    out.number(static_cast<std::uint8_t>(Kind::packets)).flag(opened.error.has_value());
    if (opened.error) {
        out.error(*opened.error);
    }
}

Override read_row(RecordReader& in)
{
    Override row{.code = in.words(code_max)};
    row.where = in.words(words_max);
    const bool owned = in.flag();
    const auto uid = in.u32();
    in.refuse_unless(owned || uid == 0);
    row.uid = owned ? std::optional(uid) : std::nullopt;
    row.what = in.words(words_max);
    row.fix = in.words(words_max);
    row.effect = in.one_of(OverrideEffect::note);
    return row;
}

std::vector<Override> read_rows(RecordReader& in)
{
    std::vector<Override> rows;
    const std::size_t count = in.u16();
    in.refuse_unless(count <= look_rows_max);
    while (rows.size() < count && !in.wrong()) {
        rows.push_back(read_row(in));
    }
    return rows;
}

LookQuestion read_question(RecordReader& in)
{
    return in.one_of(Kind::packets) == Kind::packets ? LookQuestion(AskPackets{in.u16()}) : AskOverrides{};
}

LookAnswer read_answer(RecordReader& in)
{
    if (in.one_of(Kind::packets) == Kind::overrides) {
        return read_rows(in);
    }
    return in.flag() ? PacketsOpened{in.error()} : PacketsOpened{};
}

} // namespace

std::string seal_look_question(std::string_view body)
{
    return seal_record(question_form, body);
}

std::string seal_look_answer(std::string_view body)
{
    return seal_record(answer_form, body);
}

Result<std::string> encode_look_question(const LookQuestion& question)
{
    return encode_record(question_form, question, [](auto& out, const auto& each) { write(out, each); });
}

Result<LookQuestion> decode_look_question(std::string_view record)
{
    return decode_record(question_form, record, read_question);
}

Result<std::string> encode_look_answer(const LookAnswer& answer)
{
    return encode_record(answer_form, answer, [](auto& out, const auto& each) { write(out, each); });
}

Result<LookAnswer> decode_look_answer(std::string_view record)
{
    return decode_record(answer_form, record, read_answer);
}

} // namespace gpseal::agent
