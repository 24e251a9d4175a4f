#include <gpseal/policy/directory_value.hpp>

#include <charconv>
#include <limits>
#include <string>

namespace gpseal::policy {

Result<std::uint32_t> parse_directory_integer(std::string_view text, std::string_view attribute)
{
    std::int64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number);
    if (problem != std::errc{} || stop != end || number < std::numeric_limits<std::int32_t>::min() ||
        number > std::numeric_limits<std::uint32_t>::max()) {
        return fail(Errc::malformed, std::string(attribute) + " is not a number of 32 bits");
    }
    return static_cast<std::uint32_t>(number);
}

} // namespace gpseal::policy
