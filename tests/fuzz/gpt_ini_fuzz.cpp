// Oracle: a second reader by regular expressions. It looks at plain text only; what is UTF-16 must not crash.

#include <gpseal/policy/gpt_ini.hpp>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <regex>
#include <sstream>
#include <string>

namespace {

using namespace gpseal::policy;

void require(bool held)
{
    if (!held) {
        std::abort();
    }
}

/// What stands behind the first Version= of [General].
struct NaiveGptIni {
    bool general = false;
    std::optional<std::string> version;
};

NaiveGptIni naive_read(const std::string& text)
{
    static const std::regex section("[ \t\r\v\f]*\\[([^\\]]*)\\][ \t\r\v\f]*");
    static const std::regex general("[ \t\r\v\f]*general[ \t\r\v\f]*", std::regex::icase);
    static const std::regex version("[ \t\r\v\f]*version[ \t\r\v\f]*=[ \t\r\v\f]*([^\n]*?)[ \t\r\v\f]*",
                                    std::regex::icase);
    NaiveGptIni gpt;
    bool within = false;
    std::istringstream lines(text);
    std::smatch match;
    for (std::string line; std::getline(lines, line);) {
        if (std::regex_match(line, match, section)) {
            within = std::regex_match(match[1].str(), general);
            gpt.general = gpt.general || within;
        } else if (within && !gpt.version && std::regex_match(line, match, version)) {
            gpt.version = match[1].str();
        }
    }
    return gpt;
}

/// The number, or nothing when it is none of 32 bits.
std::optional<std::uint32_t> number_of(const std::string& digits)
{
    static const std::regex number("0*([0-9]{1,10})");
    std::smatch match;
    if (!std::regex_match(digits, match, number) || std::stoull(match[1].str()) > 0xFFFFFFFFULL) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(std::stoull(match[1].str()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto gpt = parse_gpt_ini(std::as_bytes(std::span(data, size)), "fuzz");
    const std::string text(reinterpret_cast<const char*>(data), size);
    const bool plain = text.find('\0') == std::string::npos && text.find_first_of("\xEF\xFE\xFF") != 0;
    if (!plain || size > 4096) { // std::regex takes a stack frame for each character
        return 0;
    }
    const auto model = naive_read(text);
    const auto number = model.version ? number_of(*model.version) : std::optional<std::uint32_t>(0);
    require(gpt.has_value() == (model.general && number.has_value()));
    require(!gpt || gpt->version == *number);
    require(!gpt || model.version || !gpt->whole);
    return 0;
}
