#include "exchange/reg_value_parser.hpp"

namespace gpseal::policy::exchange {

void RegValueParser::fail(std::string_view problem)
{
    if (problem_.empty()) {
        problem_ = problem;
    }
    rest_ = {};
}

void RegValueParser::skip_blanks()
{
    while (rest_.starts_with(' ') || rest_.starts_with('\t')) {
        rest_.remove_prefix(1);
    }
}

bool RegValueParser::take(char c)
{
    if (!rest_.starts_with(c)) {
        return false;
    }
    rest_.remove_prefix(1);
    return true;
}

/// Only a comment may follow a value.
bool RegValueParser::at_line_end()
{
    skip_blanks();
    return rest_.empty() || rest_.front() == ';';
}

std::string RegValueParser::quoted()
{
    std::string text;
    while (!rest_.empty()) {
        if (take('"')) {
            return text;
        }
        if (take('\\') && !rest_.starts_with('\\') && !rest_.starts_with('"')) {
            fail(R"(after a backslash within quotes there must be \ or ")");
            return {};
        }
        text += rest_.front();
        rest_.remove_prefix(1);
    }
    fail("the closing quote is missing in this line; a text with line breaks is written as hex(1):");
    return {};
}

std::string RegValueParser::name()
{
    if (take('@')) {
        return {};
    }
    if (!take('"')) {
        fail(R"(a line must be [KEY], "name"=value, @=value or a comment after ;)");
        return {};
    }
    auto text = quoted();
    if (text.empty()) {
        fail("a value name between quotes is empty; the default value is written @");
    }
    return text;
}

RegValue RegValueParser::value()
{
    skip_blanks();
    if (!take('=')) {
        fail("after the value name there must be =");
    }
    skip_blanks();
    RegValue value;
    if (take('-')) {
        value.is_deletion = true;
    } else if (take('"')) {
        value = {.type = RegistryType::sz, .data = sz_data(quoted())};
    } else if (starts_with_icase(rest_, "dword:")) {
        value = number();
    } else if (starts_with_icase(rest_, "hex")) {
        value = bytes();
    } else {
        fail(R"(a value must be "text", dword:, hex:, hex(TYPE): or -)");
    }
    if (!at_line_end()) {
        fail("only a comment after ; may follow the value");
    }
    return value;
}

RegValue RegValueParser::number()
{
    rest_.remove_prefix(std::string_view("dword:").size());
    std::size_t length = 0;
    while (length < rest_.size() && hex_digit(rest_[length]) >= 0) {
        ++length;
    }
    const auto number = number_of<std::uint32_t>(rest_.substr(0, length), 16);
    if (!number || length > 8) {
        fail("dword: needs 1 to 8 hexadecimal digits");
        return {};
    }
    rest_.remove_prefix(length);
    return {.type = RegistryType::dword, .data = dword_data(*number)};
}

/// After "hex": nothing for REG_BINARY, or the number of the type between parentheses.
RegistryType RegValueParser::bytes_type()
{
    rest_.remove_prefix(std::string_view("hex").size());
    auto type = std::optional(static_cast<std::uint32_t>(RegistryType::binary));
    if (take('(')) {
        const auto end = rest_.find(')');
        type = number_of<std::uint32_t>(rest_.substr(0, end), 16);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    }
    if (!type || !take(':')) {
        fail("hex must go on with : or (TYPE):, the type in hexadecimal digits");
    }
    return RegistryType{type.value_or(0)};
}

RegValue RegValueParser::bytes()
{
    RegValue value{.type = bytes_type()};
    continue_on_next_line();
    if (at_line_end()) {
        return value;
    }
    do {
        continue_on_next_line();
        append_byte(value.data);
        skip_blanks();
    } while (take(','));
    return value;
}

void RegValueParser::append_byte(std::string& data)
{
    skip_blanks();
    std::size_t length = 0;
    while (length < rest_.size() && hex_digit(rest_[length]) >= 0) {
        ++length;
    }
    const auto byte = number_of<std::uint8_t>(rest_.substr(0, length), 16);
    if (!byte || length > 2) {
        fail("bytes must have one or two hexadecimal digits, with commas between them");
        return;
    }
    data += static_cast<char>(*byte);
    rest_.remove_prefix(length);
}

/// A backslash at the end of the line, before a byte.
void RegValueParser::continue_on_next_line()
{
    skip_blanks();
    while (take('\\')) {
        skip_blanks();
        const auto line = rest_.empty() ? more_.next() : std::nullopt;
        if (!line) {
            fail(R"(after \ at the end of a line the bytes must go on in the next one)");
            return;
        }
        rest_ = *line;
        skip_blanks();
    }
}

} // namespace gpseal::policy::exchange
