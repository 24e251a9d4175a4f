#include "error_output.hpp"

#include <gpseal/base/utf.hpp>

#include <cstdio>
#include <ostream>
#include <span>

namespace gpseal::app {

namespace {

std::string json_escape(char character)
{
    switch (character) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\t':
        return "\\t";
    case '\r':
        return "\\r";
    default: {
        char code[8] = {};
        (void)std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(character)));
        return code;
    }
    }
}

} // namespace

std::string json_string(std::string_view text)
{
    const auto wide = to_utf16le(text); // there and back: ill-formed parts become U+FFFD
    const auto well_formed = to_utf8(std::as_bytes(std::span(wide)));
    std::string out = "\"";
    for (const char character : well_formed) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte < 0x20 || byte == 0x7F || character == '"' || character == '\\') {
            out += json_escape(character);
        } else {
            out += character;
        }
    }
    return inert_json(out + '"');
}

int report_failure(const Invocation& call, std::string_view schema, const Error& error)
{
    call.err << "gpseal: " << printable(describe(error)) << '\n';
    if (call.globals.json) {
        call.out << "{\"schema\":" << json_string(schema)
                 << ",\"error\":{\"code\":" << json_string(to_string(error.code))
                 << ",\"message\":" << json_string(error.message) << ",\"where\":" << json_string(error.where)
                 << "}}\n";
    }
    return agent::number_of(agent::exit_code_of(error.code));
}

} // namespace gpseal::app
