#include "service/look_order.hpp"

#include "service/boot_clock.hpp"
#include "service/run_folder.hpp"

#include <charconv>
#include <string_view>

namespace gpseal::agent {

namespace {

constexpr std::string_view word = "began ";

} // namespace

std::string look_began_line(std::chrono::nanoseconds began)
{
    return std::string(word) + std::to_string(began.count()) + "\n";
}

std::optional<std::chrono::nanoseconds> take_look_began(std::string& message)
{
    const auto end = message.find('\n');
    if (!message.starts_with(word) || end == std::string::npos || end >= look_began_max) {
        return std::nullopt;
    }
    std::int64_t count = 0;
    const auto [stop, error] = std::from_chars(message.data() + word.size(), message.data() + end, count);
    if (error != std::errc() || stop != message.data() + end || count < 0) {
        return std::nullopt;
    }
    message.erase(0, end + 1);
    return std::chrono::nanoseconds(count);
}

bool LookOrder::is_overtaken(std::chrono::nanoseconds began) const
{
    auto text = read_text(file_, look_began_max);
    const auto last = text ? take_look_began(*text) : std::nullopt;
    return last && began < *last && *last <= BootClock::now().time_since_epoch();
}

Result<void> LookOrder::note(std::chrono::nanoseconds began) const
{
    if (auto made = make_run_folder(file_.parent_path()); !made) {
        return made;
    }
    return replace_file(file_, look_began_line(began), {.mode = 0600});
}

} // namespace gpseal::agent
