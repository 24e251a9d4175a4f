#include "element_words.hpp"

#include <charconv>

namespace gpseal::policy {

tl::unexpected<Error> bad(const admx::PolicyElement& element, const std::string& what)
{
    return fail(Errc::usage,
                "element " + std::string(element.id) + " (" + std::string(kind_name(element)) + ") " + what);
}

std::optional<std::uint64_t> number_in(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        text.remove_prefix(2);
        base = 16;
    }
    std::uint64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number, base);
    return problem == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

} // namespace gpseal::policy
