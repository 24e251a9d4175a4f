#include "collect/netlogon_reply.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

/// A reply as a domain controller writes it, name by name.
class Reply {
public:
    Reply() { number(23, 2).number(0, 2).number(0x113BD, 4).raw(std::string(16, '\x5A')); }

    Reply& number(std::uint32_t value, int bytes)
    {
        for (int i = 0; i < bytes; ++i) {
            bytes_.push_back(static_cast<std::byte>(value >> (8 * i)));
        }
        return *this;
    }
    Reply& raw(const std::string& text)
    {
        for (const auto c : text) {
            bytes_.push_back(static_cast<std::byte>(c));
        }
        return *this;
    }
    Reply& label(const std::string& text) { return number(static_cast<std::uint32_t>(text.size()), 1).raw(text); }
    Reply& end() { return number(0, 1); }
    Reply& pointer(std::size_t target)
    {
        return number(0xC0U | static_cast<std::uint32_t>(target >> 8U), 1).number(target & 0xFFU, 1);
    }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

private:
    std::vector<std::byte> bytes_;
};

/// What Samba sends: everything that was said before is a pointer.
Reply usual()
{
    Reply reply;
    const auto domain = reply.size();
    reply.label("corp").label("example").end();
    reply.pointer(domain);
    reply.label("dc1").pointer(domain);
    reply.label("CORP").end().label("DC1").end().end();
    const auto site = reply.size();
    reply.label("Branch-Office").end().pointer(site);
    return reply;
}

} // namespace

TEST_CASE("ping: names are unfolded, the client's site is the last")
{
    const auto reply = parse_netlogon_reply(usual().bytes());
    REQUIRE(reply);
    CHECK(reply->forest == "corp.example");
    CHECK(reply->domain == "corp.example");
    CHECK(reply->host == "dc1.corp.example");
    CHECK(reply->netbios_domain == "CORP");
    CHECK(reply->user.empty());
    CHECK(reply->server_site == "Branch-Office");
    CHECK(reply->client_site == "Branch-Office");
    CHECK(reply->flags == 0x113BD);
}

TEST_CASE("ping: every truncation of a reply is refused, never read past its end")
{
    const auto whole = usual().bytes();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(parse_netlogon_reply(std::span(whole).first(size)));
    }
}

TEST_CASE("ping: a client without a site has an empty one")
{
    Reply reply;
    for (int i = 0; i < 8; ++i) {
        reply.end();
    }
    const auto parsed = parse_netlogon_reply(reply.bytes());
    REQUIRE(parsed);
    CHECK(parsed->client_site.empty());
}

TEST_CASE("ping: pointers that do not lead backwards are refused")
{
    Reply itself;
    itself.pointer(itself.size());
    CHECK_FALSE(parse_netlogon_reply(itself.bytes()));
    Reply forward;
    forward.pointer(forward.size() + 2).label("x").end();
    CHECK_FALSE(parse_netlogon_reply(forward.bytes()));
    Reply ping_pong; // the name points to its own first label
    const auto name = ping_pong.size();
    ping_pong.label("a").pointer(name);
    CHECK_FALSE(parse_netlogon_reply(ping_pong.bytes()));
}

TEST_CASE("ping: a label with a dot or a NUL would be another name, and is refused")
{
    Reply dot;
    dot.label("a.b").end();
    CHECK_FALSE(parse_netlogon_reply(dot.bytes()));
    Reply nul;
    nul.label(std::string("a\0b", 3)).end();
    CHECK_FALSE(parse_netlogon_reply(nul.bytes()));
}

TEST_CASE("ping: a name of more than 255 bytes, and any other kind of reply, are refused")
{
    Reply longer;
    for (int i = 0; i < 5; ++i) {
        longer.label(std::string(63, 'x'));
    }
    longer.end();
    CHECK_FALSE(parse_netlogon_reply(longer.bytes()));
    auto other = usual().bytes();
    other[0] = std::byte{19};
    CHECK_FALSE(parse_netlogon_reply(other));
}
