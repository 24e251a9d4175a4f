#include "parallel.hpp"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace gpseal::agent {

namespace {

constexpr std::size_t fewest_per_thread = 8; ///< below this a thread costs more than it saves
constexpr std::size_t most_threads = 8;

} // namespace

void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work)
{
    std::atomic<std::size_t> next{0};
    const auto run = [&] {
        for (auto i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
            work(i);
        }
    };
    const auto processors = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
    const auto threads = std::min({processors, most_threads, count / fewest_per_thread});
    std::vector<std::jthread> helpers; // joined before `next` goes
    try {
        for (std::size_t i = 1; i < threads; ++i) {
            helpers.emplace_back(run);
        }
    } catch (const std::system_error&) { // no more threads to be had: those there are do it
    }
    run();
}

} // namespace gpseal::agent
