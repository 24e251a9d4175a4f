#pragma once

#include <optional>
#include <system_error>
#include <thread>

namespace gpseal::agent {

/// Does both, at the same time where a thread is to be had. They share nothing that either writes, and do not throw.
template <typename One, typename Other> void at_once(One one, Other other)
{
    std::optional<std::jthread> helper;
    try {
        helper.emplace(other);
    } catch (const std::system_error&) { // no more threads: one after the other, then
    }
    one();
    if (!helper) {
        other();
    }
}

} // namespace gpseal::agent
