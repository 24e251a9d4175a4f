#include "service_arguments.hpp"

#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>

#include <iostream>

namespace gpseal::app {

Result<ServiceArguments> parse_service_arguments(const std::vector<std::string>& arguments)
{
    ServiceArguments parsed;
    for (auto at = arguments.begin(); at != arguments.end(); ++at) {
        if (*at == "--help" || *at == "-h") {
            parsed.help = true;
        } else if (*at == "--version") {
            parsed.version = true;
        } else if ((*at == "--config" || *at == "--programs") && at + 1 != arguments.end()) {
            (*at == "--config" ? parsed.config : parsed.programs) = *(at + 1);
            ++at;
        } else {
            return fail(Errc::usage, "'" + *at + "' is not an option, or lacks its value");
        }
    }
    return parsed;
}

int fail_service(const char* program, const Error& error)
{
    std::cerr << program << ": " << printable(describe(error)) << '\n';
    return agent::number_of(agent::exit_code_of(error.code));
}

} // namespace gpseal::app
