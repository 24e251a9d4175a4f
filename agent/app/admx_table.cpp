#include "admx_details.hpp"
#include "admx_view.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::app {

namespace {

constexpr std::size_t any_width = 1'000'000; ///< wider than any text that is shown

} // namespace

std::string one_line(std::string_view text)
{
    std::string flat(text);
    std::replace_if(
        flat.begin(), flat.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    const auto first = flat.find_first_not_of(' ');
    return first == std::string::npos ? std::string{}
                                      : printable(flat.substr(first, flat.find_last_not_of(' ') - first + 1));
}

std::string admx_table(const admx::PolicyCatalog& catalog, std::size_t width)
{
    width = width == 0 ? any_width : width;
    constexpr std::size_t class_width = 9;
    constexpr std::size_t narrowest = 20; // of the last column
    std::size_t longest = 6;
    for (const auto& policy : catalog.policies()) {
        longest = std::max(longest, width_of(one_line(policy.name)));
    }
    const auto name_width = std::min(longest, std::max(narrowest, width / 2)) + 2;
    const auto rest = width > name_width + class_width + narrowest ? width - name_width - class_width : narrowest;
    std::string out = pad("POLICY", name_width) + pad("CLASS", class_width) + "DISPLAY NAME\n";
    for (const auto& policy : catalog.policies()) {
        const auto name = one_line(policy.name);
        out += pad(name, name_width);
        if (width_of(name) + 2 > name_width) { // never cut: a name is there to be copied
            out += '\n' + std::string(name_width, ' ');
        }
        out += pad(std::string(to_string(policy.policy_class)), class_width) +
               shorten(one_line(policy.display_name), rest) + '\n';
    }
    return out;
}

} // namespace gpseal::app
