#include "exchange/formats.hpp"
#include "exchange/json_entry.hpp"
#include "exchange/text.hpp"

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace gpseal::policy::exchange {

namespace {

constexpr std::string_view schema = "gpseal.pol/1";
constexpr std::size_t max_depth = 8;   ///< a document has three levels
constexpr std::size_t max_digits = 15; ///< the parser makes something else of a number it cannot hold

/// Where the document is read. Anything that stands elsewhere is refused.
enum class Place { before, document, entries, entry, after };

/// Takes entries as the parser meets them; the document itself is never kept. The first failure sticks.
class PolDocument : public JsonEvents {
public:
    explicit PolDocument(std::string_view origin) : origin_(origin), document_(origin) {}

    void key(const std::string& name) override { member_ = name; }

    Result<SourceDocument> finish() &&
    {
        if (!error_ && (!has_schema_ || !has_entries_)) {
            fail(R"(must have "schema":")" + std::string(schema) + R"(" and "entries")");
        }
        return error_ ? Result<SourceDocument>(tl::unexpect, *std::move(error_)) : std::move(document_);
    }
    [[nodiscard]] bool failed() const { return error_.has_value(); }

protected:
    void begin_object() override
    {
        if (place_ == Place::before) {
            place_ = Place::document;
        } else if (place_ == Place::entries) {
            place_ = Place::entry;
            entry_ = {};
            ++number_;
        } else {
            misplaced("an object");
        }
    }

    void end_object() override
    {
        if (place_ == Place::entry) {
            place_ = Place::entries;
            add_entry();
        } else {
            place_ = Place::after;
        }
    }

    void begin_array() override
    {
        if (place_ == Place::document && member_ == "entries" && !has_entries_) {
            place_ = Place::entries;
            has_entries_ = true;
        } else {
            misplaced("an array");
        }
    }

    void end_array() override { place_ = Place::document; }

    void scalar(JsonScalar value) override
    {
        if (place_ == Place::entry) {
            if (auto problem = entry_.set(member_, std::move(value)); !problem.empty()) {
                fail(problem);
            }
        } else if (place_ == Place::document) {
            set_member(value);
        } else {
            misplaced("a value");
        }
    }

private:
    void fail(const std::string& problem)
    {
        if (!error_) {
            const bool in_entries = place_ == Place::entry || place_ == Place::entries;
            error_ = Error{Errc::malformed, in_entries ? "entry " + std::to_string(number_) + ": " + problem : problem,
                           std::string(origin_)};
        }
    }

    void misplaced(const std::string& what)
    {
        fail(place_ == Place::document && member_ == "error"
                 ? "holds the error of a command that failed, no entries"
                 : what + " stands where " + std::string(schema) + " has none");
    }

    void set_member(const JsonScalar& value)
    {
        const auto* const text = std::get_if<std::string>(&value);
        if (member_ == "schema" && !has_schema_ && text != nullptr && *text == schema) {
            has_schema_ = true;
        } else if (member_ == "schema") {
            fail(R"("schema" must be ")" + std::string(schema) + "\", once");
        } else if (member_ == "file" && text != nullptr) {
            if (std::exchange(has_file_, true)) {
                fail(R"(the member "file" stands twice)");
            }
        } else {
            fail(R"(beside "schema", "file" and "entries" there is no member ")" + member_.substr(0, 64) + '"');
        }
    }

    void add_entry()
    {
        if (error_) {
            return;
        }
        auto entry = entry_.finish();
        if (!entry) {
            return fail(entry.error());
        }
        if (auto added = document_.add({}, *std::move(entry)); !added) {
            error_ = added.error();
        }
    }

    std::string_view origin_;
    SourceDocument document_;
    Place place_ = Place::before;
    std::string member_;
    JsonEntry entry_;
    std::size_t number_ = 0;
    bool has_schema_ = false;
    bool has_entries_ = false;
    bool has_file_ = false;
    std::optional<Error> error_;
};

/// Of a number with too many digits, outside of texts; npos: none.
std::size_t find_long_number(std::string_view text)
{
    bool in_text = false;
    std::size_t digits = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (in_text && c == '\\') {
            ++at;
        } else if (c == '"') {
            in_text = !in_text;
        }
        digits = !in_text && c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits > max_digits) {
            return at;
        }
    }
    return std::string_view::npos;
}

/// Of a text that the parser refused, of which it does not say where: the place where it gives up.
Error not_json(const std::string& text, std::string_view origin)
{
    constexpr std::string_view blanks = " \t\r\n";
    if (text.find_first_not_of(blanks) == std::string::npos) {
        return {Errc::malformed, "is not JSON: nothing is in it", std::string(origin)};
    }
    std::istringstream in(text + ' '); // who reads the blank has read the whole text
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(max_depth);
        (void)parser.parse(in);
    } catch (const std::exception&) {
        const auto read = in.rdbuf()->pubseekoff(0, std::ios::cur, std::ios::in);
        const auto count = static_cast<std::size_t>(std::max<std::streamoff>(read, 1));
        if (count > text.size()) {
            return error_at(origin, line_at(text, text.size()), "is not JSON: it ends too early");
        }
        auto at = count - 1;
        const auto last = text.find_last_not_of(blanks, at);
        if (last != std::string::npos && text[last] == '}') { // behind the end the parser names no place of its own
            at = std::min(text.find_first_not_of(blanks, last + 1), text.size() - 1);
        }
        return error_at(origin, line_at(text, at), "is not JSON: it cannot be read on at byte " + std::to_string(at));
    }
    return {Errc::malformed, "is not JSON", std::string(origin)};
}

} // namespace

Result<SourceDocument> read_json(const std::string& text, std::string_view origin)
{
    if (const auto at = find_long_number(text); at != std::string_view::npos) {
        return fail(error_at(origin, line_at(text, at), "the number has too many digits"));
    }
    Poco::SharedPtr<PolDocument> document(new PolDocument(origin));
    try {
        Poco::JSON::Parser parser(document);
        parser.setDepth(max_depth);
        parser.parse(text);
    } catch (const std::exception&) {
        if (!document->failed()) {
            return fail(not_json(text, origin));
        }
    }
    return std::move(*document).finish();
}

} // namespace gpseal::policy::exchange
