#include "language_chain.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::admx {

std::string_view primary_language(std::string_view language)
{
    return language.substr(0, language.find_first_of("-_"));
}

std::optional<int> language_rank(std::string_view language, std::string_view wanted, std::string_view fallback)
{
    if (equals_icase(language, wanted)) {
        return 0;
    }
    if (equals_icase(primary_language(language), primary_language(wanted))) {
        return 1;
    }
    if (!fallback.empty() && equals_icase(language, fallback)) {
        return 2;
    }
    if (equals_icase(language, "en-US")) {
        return 3;
    }
    return std::nullopt;
}

} // namespace gpseal::admx
