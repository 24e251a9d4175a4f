#pragma once

#include "service/boot_clock.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/base/result.hpp>

#include <poll.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// The service's door: `/run/gpseal/gpseald.sock`. One line each way. Anybody may ask for `status` and `metrics`, only
/// root for `refresh`, and who asks is the kernel's to say (SO_PEERCRED). Bounded in clients, bytes and time; root
/// finds room however many others are there, and so does who asks at once; of the silent, whoever has most makes room.
/// Nobody is ever waited for.
class StatusSocket {
public:
    struct Answers {
        std::function<std::string()> status;    ///< one line
        std::function<std::string()> metrics;   ///< Prometheus text
        std::function<std::uint64_t()> refresh; ///< the number of the look that the caller gets; see serve_waiting()
    };

    [[nodiscard]] static Result<StatusSocket> listen(const std::filesystem::path& path, Answers answers);

    /// True: somebody had taken the socket's file away, and it is there again. Who is connected stays so. Errc::busy:
    /// another one listens there.
    [[nodiscard]] Result<bool> keep_place();
    /// Removes the socket's file, if it is its own.
    void leave();

    void add_to(std::vector<pollfd>& waits) const;
    /// Serves who is ready; `now` ends the patience with who says nothing.
    void serve(const std::vector<pollfd>& waits, BootTime now);
    /// To whoever asked for a refresh and got this look or an earlier one.
    void serve_waiting(std::uint64_t look, std::string_view line);
    [[nodiscard]] bool anybody_silent() const; ///< then serve() has to be called within patience
    static constexpr std::chrono::seconds patience{2};

    struct Place {
        dev_t device;
        ino_t inode;
        bool operator==(const Place&) const = default;
    };

private:
    struct Client {
        UniqueFd fd;
        uid_t uid;
        BootTime since;
        std::string asked;
        std::uint64_t waits_for = 0; ///< a look; 0: nothing asked yet
    };
    StatusSocket(UniqueFd fd, Answers answers) : fd_(std::move(fd)), answers_(std::move(answers)) {}
    void welcome(BootTime now);
    [[nodiscard]] std::size_t count_of(uid_t uid) const;
    [[nodiscard]] bool has_room(uid_t uid) const;
    bool make_room(uid_t uid, BootTime now);
    /// Whether the client stays.
    bool hear(Client& client);
    bool answer(Client& client);

    UniqueFd fd_;
    std::string name_;
    std::optional<Place> place_; ///< of the file that is ours
    Answers answers_;
    std::vector<Client> clients_;
};

} // namespace gpseal::agent
