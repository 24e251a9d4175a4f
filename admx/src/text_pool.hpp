#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace gpseal::admx {

/// Texts that are not in a file as they are meant, with as little memory and as few allocations as they need: many are
/// short, and most files have none. They stay where they are as long as the pool.
class TextPool {
public:
    /// Room for `size` characters, until it is asked for the next.
    [[nodiscard]] char* room(std::size_t size)
    {
        if (size > left_) {
            constexpr std::size_t smallest = 1024;
            constexpr std::size_t largest = 65536;
            chunk_size_ = std::clamp(2 * chunk_size_, smallest, largest);
            left_ = std::max(size, chunk_size_);
            free_ = chunks_.emplace_back(std::make_unique_for_overwrite<char[]>(left_)).get();
        }
        return free_;
    }

    /// What was written to room() as far as `end` stays as a text.
    std::string_view keep(const char* end)
    {
        const std::string_view text(free_, static_cast<std::size_t>(end - free_));
        free_ += text.size();
        left_ -= text.size();
        return text;
    }

private:
    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t chunk_size_ = 0;
    char* free_ = nullptr; ///< in the last chunk
    std::size_t left_ = 0;
};

} // namespace gpseal::admx
