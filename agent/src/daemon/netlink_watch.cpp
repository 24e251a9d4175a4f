#include "daemon/watches.hpp"
#include "service/errno_error.hpp"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <string_view>

namespace gpseal::agent {

namespace {

/// A socket that hears what the kernel tells these groups.
Result<UniqueFd> listen_to(int protocol, const std::vector<unsigned>& groups)
{
    UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (!fd ||
        ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) { // NOLINT: bind's signature
        return fail(errno_error("cannot listen to the kernel", {}));
    }
    for (const auto group : groups) {
        if (::setsockopt(fd.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0) {
            return fail(errno_error("cannot listen to the kernel", {}));
        }
    }
    return fd;
}

/// Whether one of the messages that wait is of interest. Messages that were lost are.
bool any_message(int fd, const std::function<bool(std::string_view)>& of_interest)
{
    bool seen = false;
    std::array<char, 32768> buffer{};
    while (true) {
        sockaddr_nl from{};
        socklen_t size = sizeof from;
        const auto got = ::recvfrom(fd, buffer.data(), buffer.size(), MSG_TRUNC, reinterpret_cast<sockaddr*>(&from),
                                    &size); // NOLINT: recvfrom's signature
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            if (errno != ENOBUFS) {
                return seen;
            }
            seen = true; // more than the socket holds
            continue;
        }
        if (from.nl_pid != 0) {
            continue; // not the kernel
        }
        const bool cut = static_cast<std::size_t>(got) > buffer.size();
        seen = seen || cut || of_interest({buffer.data(), static_cast<std::size_t>(got)});
    }
}

} // namespace

Result<TableWatch> TableWatch::start(std::string table)
{
    auto fd = listen_to(NETLINK_NETFILTER, {NFNLGRP_NFTABLES});
    table.push_back('\0'); // names end so within a message
    return fd ? Result<TableWatch>(TableWatch(*std::move(fd), std::move(table))) : fail(fd.error());
}

bool TableWatch::changed()
{
    return any_message(fd_.get(),
                       [this](std::string_view message) { return message.find(table_) != std::string_view::npos; });
}

Result<NetworkWatch> NetworkWatch::start()
{
    auto fd =
        listen_to(NETLINK_ROUTE, {RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE});
    return fd ? Result<NetworkWatch>(NetworkWatch(*std::move(fd))) : fail(fd.error());
}

bool NetworkWatch::changed()
{
    return any_message(fd_.get(), [](std::string_view message) {
        nlmsghdr head{};
        if (message.size() < sizeof head) {
            return false;
        }
        std::memcpy(&head, message.data(), sizeof head);
        return head.nlmsg_type == RTM_NEWADDR || head.nlmsg_type == RTM_NEWROUTE;
    });
}

} // namespace gpseal::agent
