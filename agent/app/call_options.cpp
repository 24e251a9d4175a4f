#include "call_options.hpp"

#include <utility>

namespace gpseal::app {

bool flag(const Invocation& call, const char* option)
{
    return call.options.count(option) != 0 && call.options[option].as<bool>();
}

bool given(const Invocation& call, const char* option)
{
    return call.options.count(option) != 0;
}

std::optional<std::string> text_option(const Invocation& call, const char* option)
{
    return given(call, option) ? std::optional(call.options[option].as<std::string>()) : std::nullopt;
}

std::string text_option(const Invocation& call, const char* option, std::string otherwise)
{
    return given(call, option) ? call.options[option].as<std::string>() : std::move(otherwise);
}

std::vector<std::string> list_option(const Invocation& call, const char* option)
{
    return given(call, option) ? call.options[option].as<std::vector<std::string>>() : std::vector<std::string>{};
}

} // namespace gpseal::app
