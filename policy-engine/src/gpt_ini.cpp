#include <gpseal/base/ini_document.hpp>
#include <gpseal/policy/gpt_ini.hpp>

#include <algorithm>
#include <charconv>
#include <string>

namespace gpseal::policy {

Result<GptIni> parse_gpt_ini(std::span<const std::byte> bytes, std::string_view origin)
{
    if (bytes.size() > max_gpt_ini_size) {
        return fail(Errc::limit_exceeded,
                    "has " + std::to_string(bytes.size()) + " bytes; the limit is " + std::to_string(max_gpt_ini_size),
                    std::string(origin));
    }
    const auto ini = IniDocument::parse(bytes, origin);
    if (!ini) {
        return fail(ini.error());
    }
    if (!ini->has_section("General")) {
        return fail(Errc::malformed, "has no [General] section", std::string(origin));
    }
    const auto& lines = ini->lines();
    GptIni gpt{.version = 0, .whole = std::none_of(lines.begin(), lines.end(), [](const IniLine& line) {
                                 return line.kind == IniLineKind::other;
                             })};
    const auto* const entry = ini->find("General", "Version");
    if (entry == nullptr) {
        gpt.whole = false;
        return gpt;
    }
    const auto* const end = entry->value.data() + entry->value.size();
    const auto [stop, problem] = std::from_chars(entry->value.data(), end, gpt.version);
    if (problem != std::errc{} || stop != end) {
        return fail(Errc::malformed, "its Version is not a number of 32 bits", std::string(origin));
    }
    return gpt;
}

} // namespace gpseal::policy
