// Oracle: lines are kept (together they are the decoded text), an entry's parts are parts of its line, an entry is
// found by its section and key, and reading the text again gives the same lines. The configuration on top of it either
// is whole or has told why not.

#include <gpseal/agent/config.hpp>
#include <gpseal/base/ini_document.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace {

using namespace gpseal;

void require(bool held)
{
    if (!held) {
        std::abort();
    }
}

void check_line(const IniLine& line)
{
    require(!line.text.empty());
    require(std::count(line.text.begin(), line.text.end(), '\n') <= 1);
    const bool is_entry = line.kind == IniLineKind::entry;
    require(is_entry == !line.key.empty());
    require(line.key.find('=') == std::string::npos);
    require(line.text.find(line.key) != std::string::npos);
    require(line.text.find(line.value) != std::string::npos);
    require(is_entry || line.value.empty());
}

void check_document(const IniDocument& document)
{
    std::for_each(document.lines().begin(), document.lines().end(), check_line);
    for (const auto& line : document.lines()) {
        if (line.kind == IniLineKind::entry) {
            const auto* const first = document.find(line.section, line.key);
            require(first != nullptr && first <= &line && (line.section.empty() || document.has_section(line.section)));
        }
    }
    require(document.find({}, {}) == nullptr); // every entry has a key
    const auto text = document.text();
    const auto again = IniDocument::parse(std::as_bytes(std::span(text)), "again");
    // text that itself begins with what would be another BOM, or that grew as UTF-8, is the one difference
    const bool comparable = text.size() <= max_ini_size && !text.starts_with("\xEF\xBB\xBF") &&
                            !text.starts_with("\xFF\xFE") && !text.starts_with("\xFE\xFF");
    require(!comparable || (again && again->lines() == document.lines()));
}

void check_config(std::span<const std::byte> bytes)
{
    Diagnostics problems;
    const auto config = agent::parse_config(bytes, "fuzz", problems);
    require(!config || problems.empty());
    for (const auto& exemption : config ? config->exemptions : std::vector<agent::Setting<agent::Exemption>>{}) {
        require(exemption.value.port != 0 && !exemption.value.address.empty() && !exemption.value.reason.empty());
        require(exemption.value.address.find_first_not_of("0123456789abcdef.:") == std::string::npos);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto bytes = std::as_bytes(std::span(data, size));
    if (const auto document = IniDocument::parse(bytes, "fuzz")) {
        check_document(*document);
    }
    check_config(bytes);
    return 0;
}
