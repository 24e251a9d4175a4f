#pragma once

#include "probe/tcp_flows.hpp"

#include <linux/filter.h>

#include <vector>

namespace gpseal::agent {

inline constexpr std::size_t filter_address_limit = 16;

/// A classic BPF program for a cooked packet socket (it starts at the IP header): passes whole every TCP packet
/// between the server's addresses and anything, if either port is the server's; every fragment and IPv6 extension
/// header, which hide ports; and every SYN, which shows connections to other servers. A server without addresses stands
/// for all with its port.
[[nodiscard]] std::vector<sock_filter> packet_filter(const WireServer& server);

} // namespace gpseal::agent
