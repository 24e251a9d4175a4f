#pragma once

#include "service/asked_record.hpp"
#include "service/unique_fd.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>
#include <utility>

namespace gpseal::tests {

/// Listens at a socket and gives whoever connects first the same bytes, and an open file with them.
class Answering {
public:
    Answering(const std::filesystem::path& path, std::string bytes, int file = -1)
        : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)), bytes_(std::move(bytes)), file_(::dup(file))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto name = path.string();
        std::copy(name.begin(), name.end(), std::begin(address.sun_path));
        REQUIRE(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) ==
                0); // NOLINT: bind's signature
        REQUIRE(::listen(fd_.get(), 4) == 0);
        thread_ = std::jthread([this] {
            const agent::UniqueFd peer(::accept(fd_.get(), nullptr, nullptr));
            (void)agent::take_message(peer.get(), std::size_t{1} << 20U);
            (void)agent::give_message(peer.get(), {bytes_, std::move(file_)});
        });
    }
    Answering(const Answering&) = delete;
    Answering& operator=(const Answering&) = delete;
    ~Answering() { thread_.join(); }

private:
    agent::UniqueFd fd_;
    std::string bytes_;
    agent::UniqueFd file_;
    std::jthread thread_;
};

} // namespace gpseal::tests
