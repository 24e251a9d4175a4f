#pragma once

#include <array>
#include <streambuf>

namespace gpseal::app {

/// Makes sure that descriptors 0, 1 and 2 are taken, so that no file we open later becomes standard output: a closed
/// one gets /dev/null opened the wrong way round, which fails on use as the closed one would.
void occupy_standard_descriptors();

/// Writes to a descriptor and remembers the first errno; after a failure nothing more is written.
class DescriptorBuffer : public std::streambuf {
public:
    explicit DescriptorBuffer(int fd);

    /// Writes out what is held; 0, or the errno of the first write that failed.
    [[nodiscard]] int finish();

protected:
    int_type overflow(int_type character) override;
    int sync() override;

private:
    int fd_;
    int error_ = 0;
    std::array<char, 16384> held_{};
};

} // namespace gpseal::app
