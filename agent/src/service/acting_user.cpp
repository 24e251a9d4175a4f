#include "service/acting_user.hpp"

#include <unistd.h>

#include <fstream>

namespace gpseal::agent {

std::uint32_t acting_user()
{
    constexpr std::uint32_t nobody_logged_on = 0xffffffff;
    std::uint32_t uid = nobody_logged_on;
    std::ifstream file("/proc/self/loginuid");
    return (file >> uid) && uid != nobody_logged_on ? uid : ::getuid();
}

} // namespace gpseal::agent
