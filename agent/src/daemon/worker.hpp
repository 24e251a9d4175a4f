#pragma once

#include "service/boot_clock.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/base/result.hpp>

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// A program of ours at work while the service goes on: a child, killed with all that it started when this object goes
/// and when the service dies, its standard error being the service's; or one that systemd starts for whoever connects,
/// which goes when the connection does.
class Worker {
public:
    struct Call {
        std::vector<std::string> arguments; ///< arguments[0] is a path
        std::string input;                  ///< at most 4096 bytes, then end of file
        std::chrono::seconds deadline;      ///< then it is killed
    };
    static constexpr std::size_t output_max = 4096;

    [[nodiscard]] static Result<Worker> start(const Call& call);
    /// The program behind a socket; `call.arguments` are its own business.
    [[nodiscard]] static Result<Worker> connect(const std::filesystem::path& socket, const Call& call);
    Worker(Worker&& other) noexcept;
    Worker& operator=(Worker&& other) noexcept;
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    ~Worker();

    [[nodiscard]] int output_fd() const { return output_fd_.get(); } ///< readable: call take(); -1 when all is read
    [[nodiscard]] int end_fd() const { return end_fd_.get(); }       ///< readable: it has ended
    [[nodiscard]] bool ended() const;
    [[nodiscard]] BootTime deadline() const { return deadline_; }

    /// Reads what it printed; more than output_max is thrown away, and noted.
    void take();
    struct End {
        int exit_code = 0; ///< 128 + signal when a signal ended it
        std::string output;
        bool output_whole = true;
    };
    /// Waits for its end; kills it first if it has not ended.
    [[nodiscard]] End finish();

private:
    Worker() = default;
    void kill();

    pid_t pid_ = -1;
    UniqueFd output_fd_;
    UniqueFd end_fd_;
    BootTime deadline_{};
    std::string output_;
    bool whole_ = true;
};

} // namespace gpseal::agent
