#include "enforce/guard_rules.hpp"

#include <array>

namespace gpseal::agent {

namespace {

// Offsets are bits from the start of the TCP payload. "Head": the four NBSS bytes and the SMB header in one segment:
// protocol id at 32, command at 128, flags at 160, NextCommand at 192 (MS-SMB2 2.2.1). "Bare": the NBSS bytes went
// ahead in a segment of their own, everything 32 bits earlier. SMB1: command at 64, flags at 104 (MS-CIFS 2.2.3.1).

constexpr std::string_view sets = R"( # flows whose server's NEGOTIATE reply said that it cannot encrypt
 set legacy4 { type ipv4_addr . inet_service . inet_service; flags dynamic, timeout; timeout 2m; size 16384; }
 set legacy6 { type ipv6_addr . inet_service . inet_service; flags dynamic, timeout; timeout 2m; size 16384; }
 # who was refused: server, port, uid. Kernel sockets (mount.cifs) and closed ones have no uid: khits
 set hits4 { type ipv4_addr . inet_service . uid; flags dynamic, timeout; timeout 7d; size 4096; counter; }
 set hits6 { type ipv6_addr . inet_service . uid; flags dynamic, timeout; timeout 7d; size 4096; counter; }
 set khits4 { type ipv4_addr . inet_service; flags dynamic, timeout; timeout 7d; size 4096; counter; }
 set khits6 { type ipv6_addr . inet_service; flags dynamic, timeout; timeout 7d; size 4096; counter; }
 # who was refused behind this machine: server, port, the container's or virtual machine's own address
 set fhits4 { type ipv4_addr . inet_service . ipv4_addr; flags dynamic, timeout; timeout 7d; size 4096; counter; }
 set fhits6 { type ipv6_addr . inet_service . ipv6_addr; flags dynamic, timeout; timeout 7d; size 4096; counter; }
 counter clear_smb2 { }
 counter clear_smb1 { }
 counter compressed { }
 counter compound { }
 counter cannot_encrypt { }
)";

constexpr std::string_view refuse_chain = R"( chain refuse {
  # a container or virtual machine behind this machine; what this machine sends itself came in by no interface
  meta iifkind { "bridge", "veth" } update @fhits4 { ip daddr . tcp dport . ip saddr } goto cut
  meta iifkind { "bridge", "veth" } update @fhits6 { ip6 daddr . tcp dport . ip6 saddr } goto cut
  # programs of a user; the two without uid are mount.cifs and data that a program left behind when it closed
  update @hits4 { ip daddr . tcp dport . meta skuid } goto cut
  update @hits6 { ip6 daddr . tcp dport . meta skuid } goto cut
  update @khits4 { ip daddr . tcp dport }
  update @khits6 { ip6 daddr . tcp dport }
  goto cut
 }
)";

constexpr std::string_view smb2_chains = R"( chain empty {
  # LOGOFF, TREE_DISCONNECT, CANCEL, ECHO of a sealed mount (cifs.ko): header and four bytes, no content
  @ih,8,24 != 68 goto clear_smb2
  goto behind
 }
 chain ioctl {
  # FSCTL_VALIDATE_NEGOTIATE_INFO: every 3.0 and 3.0.2 client, before it seals; at most 16 dialects
  @ih,576,32 0x04021400 @ih,8,24 <= 176 goto behind
  goto clear_smb2
 }
 chain logon {
  # libsmbclient and cifs.ko to a server that cannot encrypt: cut before credentials go out
  ip daddr . tcp dport . tcp sport @legacy4 goto cannot_encrypt
  ip6 daddr . tcp dport . tcp sport @legacy6 goto cannot_encrypt
  goto behind
 }
 chain smb2 {
  # a local server's replies, from any port (Samba, ksmbd, a test server), to a port that no server listens on: smbd
  # refuses a request with the response bit, others may not look at it
  tcp dport >= 1024 @ih,160,8 & 1 == 1 return
  # CREATE and friends as a rider of a request that passes
  @ih,192,32 != 0 goto compound
  # negotiate, logon, tree connect (libsmbclient's first one is in the clear); the rest see their chains
  @ih,128,16 vmap {
   0x0000 : goto behind,
   0x0100 : goto logon,
   0x0200 : goto empty,
   0x0300 : goto behind,
   0x0400 : goto empty,
   0x0b00 : goto ioctl,
   0x0c00 : goto empty,
   0x0d00 : goto empty,
  }
  # smbclient without a mandate, libsmbclient, cifs.ko without seal: every request with content
  goto clear_smb2
 }
)";

constexpr std::string_view bare_chains = R"( chain bare_empty {
  # nothing may follow the 68 bytes
  @ih,544,8 >= 0 goto clear_smb2
 }
 chain bare_ioctl {
  # FSCTL_VALIDATE_NEGOTIATE_INFO alone, at most 16 dialects
  @ih,1408,8 >= 0 goto clear_smb2
  @ih,544,32 0x04021400 return
  goto clear_smb2
 }
 chain bare2 {
  # go-smb2, rclone and what else writes length and header apart; replies of servers that do
  tcp dport >= 1024 @ih,128,8 & 1 == 1 return
  @ih,160,32 != 0 goto compound
  @ih,96,16 vmap {
   0x0000 : return,
   0x0100 : goto logon,
   0x0200 : goto bare_empty,
   0x0300 : return,
   0x0400 : goto bare_empty,
   0x0b00 : goto bare_ioctl,
   0x0c00 : goto bare_empty,
   0x0d00 : goto bare_empty,
  }
  goto clear_smb2
 }
)";

constexpr std::string_view smb1_chain = R"( chain smb1 {
  # the multi-protocol negotiate of clients that still speak SMB1. The reply bit excuses nothing: servers ignore it
  @ih,64,8 0x72 return
  # smbclient with client min protocol = NT1, mount vers=1.0
  goto clear_smb1
 }
)";

constexpr std::string_view judge_chains = R"( chain suspect {
  # a local smbd: a segment from the middle of a long READ reply may hold anything, a request's header too
  tcp sport { 139, 445 } meta skuid 0 return
  # servers that an administrator exempted
  ip daddr . tcp dport @exempt4 return
  ip6 daddr . tcp dport @exempt6 return
  # almost every client: length and header in one segment
  @ih,0,8 0 @ih,32,32 vmap {
   0xfe534d42 : goto smb2,
   0xfc534d42 : goto compressed,
   0xff534d42 : goto smb1,
  }
  # Go clients: the length went ahead; enough fixed fields of the header that chance does not hit them
  @ih,0,48 0xfe534d424000 goto bare2
  @ih,0,32 0xfc534d42 @ih,64,16 { 0x0000, 0x0100, 0x0200, 0x0300, 0x0400, 0x0500 } @ih,80,16 { 0x0000, 0x0100 } goto compressed
  @ih,0,32 0xff534d42 @ih,32,8 != 0x72 @ih,40,32 0 goto clear_smb1
  # an empty NBSS message in front, which servers skip: a keep-alive of an old client goes out alone
  @ih,8,24 0 @ih,64,32 vmap {
   0xfe534d42 : goto clear_smb2,
   0xfc534d42 : goto compressed,
   0xff534d42 : goto clear_smb1,
  }
  # several keep-alives: nobody needs them, and what comes behind would be out of reach
  @ih,0,64 0x8500000085000000 goto compound
 }
 chain opened {
  # a new connection on an old port pair has negotiated nothing yet (clients that reconnect fast)
  delete @legacy4 { ip daddr . tcp dport . tcp sport }
  delete @legacy6 { ip6 daddr . tcp dport . tcp sport }
 }
 # most segments hold nothing, or the middle of sealed content: three looks, and they pass
 chain judge {
  tcp flags & (syn | ack) == syn jump opened
  # where a message or a header may begin
  @ih,0,8 { 0x00, 0xfc, 0xfe, 0xff } goto suspect
  # an empty NBSS message of any type
  @ih,8,24 0 goto suspect
 }
)";

constexpr std::string_view learn_chains = R"( chain cannot {
  update @legacy4 { ip saddr . tcp sport . tcp dport }
  update @legacy6 { ip6 saddr . tcp sport . tcp dport }
 }
 chain dialect {
  # Windows 7 / Server 2008 R2, NAS boxes: 2.0.2 and 2.1 (0x02ff only asks to negotiate again)
  @ih,576,16 { 0x0202, 0x1002 } goto cannot
  # 3.0 and 3.0.2 without SMB2_GLOBAL_CAP_ENCRYPTION: Samba with server smb encrypt = off
  @ih,576,16 { 0x0003, 0x0203 } @ih,736,8 & 0x40 == 0 goto cannot
  # 3.1.1 with one context: that is PREAUTH_INTEGRITY, so none names a cipher (Samba before 4.15, ksmbd). With two or
  # more the cipher's place is not fixed: those are cut at the first request with content
  @ih,576,16 0x1103 @ih,592,16 { 0x0000, 0x0100 } goto cannot
 }
 chain learn {
  @ih,0,8 0 @ih,32,32 0xfe534d42 @ih,128,16 0x0000 @ih,160,8 & 1 == 1 @ih,96,32 0 goto dialect
 }
)";

constexpr std::string_view hooks = R"( chain outbound {
  type filter hook output priority 0; policy accept;
  meta l4proto tcp jump judge
 }
 chain inbound {
  type filter hook input priority 0; policy accept;
  meta l4proto tcp jump learn
 }
 chain forwarded {
  type filter hook forward priority 0; policy accept;
  # containers and virtual machines behind this machine's bridges and pairs (docker0, virbr0, cni0, lxcbr0, ve-…): they
  # bring an smb.conf of their own. Not what is routed for others. Their servers' replies: nothing tells whose port it is
  meta l4proto tcp meta iifkind { "bridge", "veth" } tcp sport != { 139, 445 } jump judge
  meta l4proto tcp meta oifkind { "bridge", "veth" } jump learn
 }
)";

constexpr std::array<std::string_view, 5> reasons = {"clear_smb2", "clear_smb1", "compressed", "compound",
                                                     "cannot_encrypt"};

std::string reason_chain(GuardMode mode, std::string_view reason)
{
    const std::string name(reason);
    if (mode == GuardMode::enforce) {
        return " chain " + name + " {\n  counter name " + name + " goto refuse\n }\n";
    }
    return " chain " + name + " {\n  counter name " + name +
           "\n  limit rate 10/minute burst 5 packets log prefix \"gpseal: " + name +
           " \" flags skuid\n  goto refuse\n }\n";
}

/// A second request in the clear behind one that passes. nft cannot add up, so there is a line a length: even ones,
/// as LOGOFF, TREE_DISCONNECT, CANCEL, ECHO, TREE_CONNECT and VALIDATE_NEGOTIATE have, as far as the kernel matches
/// (an offset is one byte).
std::string behind_chain()
{
    constexpr int shortest = 68;
    constexpr int furthest_byte = 255;
    constexpr int nbss = 4;
    std::string text = " chain behind {\n  # clients that send ahead: cifs.ko's echo thread beside its readers\n";
    for (int length = shortest; length + 2 * nbss <= furthest_byte; length += 2) {
        text += "  @ih,8,24 " + std::to_string(length) + " @ih," + std::to_string((length + 2 * nbss) * 8) +
                ",32 0xfe534d42 goto compound\n";
    }
    return text + " }\n";
}

} // namespace

std::string guard_rules(GuardMode mode)
{
    std::string text(sets);
    // audit: the same matching, and then nothing happens
    text += mode == GuardMode::enforce ? " chain cut {\n  reject with tcp reset\n }\n" : " chain cut {\n }\n";
    text += refuse_chain;
    for (const auto reason : reasons) {
        text += reason_chain(mode, reason);
    }
    text += behind_chain();
    for (const auto part : {smb2_chains, bare_chains, smb1_chain, judge_chains, learn_chains, hooks}) {
        text += part;
    }
    return text;
}

} // namespace gpseal::agent
