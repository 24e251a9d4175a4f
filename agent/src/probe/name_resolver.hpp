#pragma once

#include "probe/server_address.hpp"

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gpseal::agent {

/// Looks names up beside an event loop. The system's resolver waits as long as it likes and cannot be called off, so
/// every look-up has a thread of its own, `max_lookups` at most; one whose answer nobody waits for any more ends when
/// the resolver lets it, and holds nothing of the caller's.
class NameResolver {
public:
    static constexpr std::size_t max_lookups = 32;

    struct Answer {
        std::uint64_t token = 0;
        Result<std::vector<ServerAddress>> addresses;
    };

    /// Errc::io when the process has no descriptor left.
    [[nodiscard]] static Result<NameResolver> make();

    /// Whether another look-up can begin at once.
    [[nodiscard]] bool has_room() const;
    /// Its answer comes under this token.
    [[nodiscard]] Result<void> ask(std::uint64_t token, const std::string& name, std::uint16_t port);
    /// Readable while answers() has something.
    [[nodiscard]] int descriptor() const;
    [[nodiscard]] std::vector<Answer> answers();

private:
    struct Shared;
    explicit NameResolver(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

    std::shared_ptr<Shared> shared_; ///< with the threads, which may outlive the resolver
};

} // namespace gpseal::agent
