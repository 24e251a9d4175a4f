#include <gpseal/base/byte_reader.hpp>

#include <doctest/doctest.h>

#include <array>

using gpseal::ByteReader;

TEST_CASE("byte reader: fields come out in both byte orders")
{
    const std::array<std::byte, 8> bytes{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4},
                                         std::byte{5}, std::byte{6}, std::byte{7}, std::byte{8}};
    ByteReader in(bytes);
    CHECK(in.u16le() == 0x0201);
    CHECK(in.u16be() == 0x0304);
    CHECK(in.u32be() == 0x05060708);
    CHECK(in.remaining() == 0);
    in.seek(0);
    CHECK(in.u64le() == 0x0807060504030201);
    CHECK_FALSE(in.failed());
}

TEST_CASE("byte reader: the first failure sticks and later reads give zero")
{
    const std::array<std::byte, 3> bytes{std::byte{1}, std::byte{2}, std::byte{3}};
    ByteReader in(bytes);
    CHECK(in.u32le() == 0);
    CHECK(in.failed());
    CHECK(in.u8() == 0);
    CHECK(in.remaining() == 0);
    in.seek(0);
    CHECK(in.failed());
}
