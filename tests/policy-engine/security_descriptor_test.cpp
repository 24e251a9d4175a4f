#include "sddl.hpp"

#include <gpseal/policy/security_descriptor.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

const std::string entries = "(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)(A;CIID;RPLC;;;S-1-5-21-1-2-3-515)"
                            "(OA;IO;RP;;bf967a86-0de6-11d0-a285-00aa003049e2;WD)(AU;SA;WP;;;WD)";

/// With an owner and a group behind the DACL.
std::vector<std::byte> whole()
{
    auto bytes = SddlWriter::dacl(entries);
    const auto place = static_cast<std::byte>(bytes.size());
    SddlWriter::append_sid(bytes, *parse_sid("S-1-5-32-544"));
    bytes[4] = bytes[8] = place;
    return bytes;
}

bool accepted(const std::vector<std::byte>& bytes)
{
    return parse_security_descriptor(bytes, "test").has_value();
}

std::vector<std::byte> with(std::vector<std::byte> bytes, std::size_t place, unsigned value)
{
    bytes[place] = static_cast<std::byte>(value);
    return bytes;
}

} // namespace

TEST_CASE("sid: text and back")
{
    for (const auto* const text : {"S-1-5-21-1-2-3-515", "S-1-1-0", "S-1-5-32-545", "S-1-0x123456789abc-1",
                                   "S-1-5-4294967295", "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15"}) {
        CAPTURE(text);
        const auto sid = parse_sid(text);
        REQUIRE(sid);
        CHECK(to_string(*sid) == text);
    }
    for (const auto* const text :
         {"", "S-1-", "S-1-5", "S-1-5-", "S-2-5-1", "S-1--1", "S-1-5-x", "S-1-5-4294967296", "S-1-0x1000000000000-1",
          "S-1-5-0x10", "S-1-5-+1", "S-1-5- 1", "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_sid(text));
    }
    CHECK(display_name(*parse_sid("S-1-5-21-9-8-7-515")) == "Domain Computers (S-1-5-21-9-8-7-515)");
    CHECK(display_name(*parse_sid("S-1-1-0")) == "Everyone (S-1-1-0)");
    CHECK(display_name(*parse_sid("S-1-5-21-9-8-7-1515")) == "S-1-5-21-9-8-7-1515");
}

TEST_CASE("security descriptor: entries come as they stand")
{
    const auto descriptor = parse_security_descriptor(whole(), "test");
    REQUIRE(descriptor);
    CHECK(to_string(descriptor->owner.value()) == "S-1-5-32-544");
    CHECK(descriptor->group == descriptor->owner);
    REQUIRE(descriptor->dacl.size() == 4);
    CHECK(descriptor->dacl[0].kind == AceKind::allow);
    CHECK(descriptor->dacl[0].mask == 0x100);
    CHECK(to_string(descriptor->dacl[0].object_type.value()) == "{EDACFD8F-FFB3-11D1-B41D-00A0C968F939}");
    CHECK_FALSE(descriptor->dacl[0].inherited_object_type);
    CHECK(descriptor->dacl[0].trustee == well_known::authenticated_users);
    CHECK_FALSE(descriptor->dacl[1].object_type);
    CHECK(descriptor->dacl[1].flags == 0x12);
    CHECK(descriptor->dacl[2].inherit_only());
    CHECK_FALSE(descriptor->dacl[2].object_type);
    CHECK(descriptor->dacl[2].inherited_object_type);
    CHECK(descriptor->dacl[3].kind == AceKind::other);
}

TEST_CASE("security descriptor: every truncation is refused, never read past its end")
{
    const auto bytes = whole();
    REQUIRE(accepted(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        const std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        const auto descriptor = parse_security_descriptor(cut, "test");
        REQUIRE_FALSE(descriptor);
        CHECK(descriptor.error().code == Errc::malformed);
        CHECK(descriptor.error().where.starts_with("test@"));
    }
}

TEST_CASE("security descriptor: what does not fit into what encloses it is refused")
{
    const auto bytes = SddlWriter::dacl(entries);
    CHECK(accepted(bytes));
    CHECK_FALSE(accepted(with(bytes, 0, 2)));        // revision
    CHECK_FALSE(accepted(with(bytes, 3, 0x00)));     // not self-relative
    CHECK_FALSE(accepted(with(bytes, 4, 1)));        // an owner in the header
    CHECK_FALSE(accepted(with(bytes, 16, 0xFF)));    // a DACL beyond the end
    CHECK_FALSE(accepted(with(bytes, 20, 3)));       // revision of the list
    CHECK_FALSE(accepted(with(bytes, 22, 7)));       // a list smaller than its header
    CHECK_FALSE(accepted(with(bytes, 23, 1)));       // a list larger than the descriptor
    CHECK_FALSE(accepted(with(bytes, 24, 5)));       // more entries than there are
    CHECK(accepted(with(bytes, 24, 3)));             // room behind the entries is legal
    CHECK_FALSE(accepted(with(bytes, 30, 0)));       // an entry without a size: would never end
    CHECK_FALSE(accepted(with(bytes, 30, 0x2A)));    // not a multiple of four
    CHECK_FALSE(accepted(with(bytes, 30, 0x0C)));    // its SID outside of it
    CHECK_FALSE(accepted(with(bytes, 31, 0xF0)));    // larger than the list
    CHECK_FALSE(accepted(with(bytes, 28 + 28, 2)));  // revision of the SID
    CHECK_FALSE(accepted(with(bytes, 28 + 29, 16))); // more sub-authorities than fit
    const std::vector<std::byte> large(max_security_descriptor_size + 1);
    CHECK(parse_security_descriptor(large, "test").error().code == Errc::limit_exceeded);
}
