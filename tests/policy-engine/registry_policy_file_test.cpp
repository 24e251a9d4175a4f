#include "pol_builder.hpp"

#include <gpseal/policy/registry_policy_file.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

std::vector<std::byte> valid_file()
{
    return PolBuilder()
        .require_encryption(1)
        .sz("Software\\Policies\\[x];y", "a;b]c[", "text")
        .add("Software\\Policies\\Test", "", RegistryType::none, "")
        .add("Software\\Policies\\Test\\\u00e9\u4e2d", "Uni", RegistryType::sz, to_utf16le("\U0001f512"))
        .add("K", "odd", RegistryType::binary, "]")
        .add("K", "forged", RegistryType::multi_sz, to_utf16le(std::string("\0]\0[Software\0;x\0;", 18)))
        .bytes();
}

void overwrite(std::vector<std::byte>& bytes, std::size_t at, std::uint32_t number)
{
    for (unsigned i = 0; i < 4; ++i) {
        bytes[at + i] = static_cast<std::byte>(number >> (8 * i));
    }
}

} // namespace

TEST_CASE("registry.pol: every entry comes out as it stands, with its offset")
{
    const auto bytes = valid_file();
    const auto file = parse_registry_policy(bytes, "Registry.pol");
    REQUIRE(file);
    REQUIRE(file->instructions.size() == 6);
    const auto& first = file->instructions[0];
    CHECK(first.offset == 8);
    CHECK(to_utf8(first.key) == PolBuilder::key);
    CHECK(to_utf8(first.value_name) == PolBuilder::value);
    CHECK(first.type == RegistryType::dword);
    CHECK(first.data.size() == 4);
    CHECK(to_utf8(file->instructions[1].key) == "Software\\Policies\\[x];y");
    CHECK(to_utf8(file->instructions[1].value_name) == "a;b]c[");
    CHECK(file->instructions[2].value_name.empty());
    CHECK(file->instructions[4].data.size() == 1); // what follows stands at an odd address
    CHECK(to_utf8(file->instructions[5].value_name) == "forged");
}

TEST_CASE("registry.pol: write(read(x)) is x")
{
    const auto bytes = valid_file();
    CHECK(serialize_registry_policy(parse_registry_policy(bytes, "x").value().instructions) == bytes);
}

TEST_CASE("registry.pol: every truncation of a valid file is refused unless it ends between two entries")
{
    const auto bytes = valid_file();
    const auto whole = parse_registry_policy(bytes, "x").value();
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto cut = std::span(bytes).first(length);
        const bool between = std::any_of(whole.instructions.begin(), whole.instructions.end(),
                                         [&](const auto& each) { return each.offset == length; });
        const auto result = parse_registry_policy(cut, "x");
        CAPTURE(length);
        CHECK(result.has_value() == between);
    }
}

TEST_CASE("registry.pol: a refusal names file, entry, offset and reason")
{
    auto bytes = PolBuilder().require_encryption(1).require_encryption(0).bytes();
    const std::size_t entry = (bytes.size() - 8) / 2;
    const auto size_at = 8 + entry + entry - 2 - 4 - 2 - 4; // ']' data ';' size, from the end
    overwrite(bytes, size_at, 0x7fffffff);
    const auto result = parse_registry_policy(bytes, "Machine/Registry.pol");
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::malformed);
    CHECK(describe(result.error()) ==
          "Machine/Registry.pol@" + std::to_string(size_at) +
              ": entry 2: the size says 2147483647 bytes of data, but only 6 are left in the file");
}

TEST_CASE("registry.pol: wrong headers are told apart")
{
    auto bytes = valid_file();
    CHECK(parse_registry_policy({}, "x").error().message.find("empty") != std::string::npos);
    CHECK(parse_registry_policy(std::span(bytes).first(5), "x").error().where == "x@5");
    auto version = bytes;
    overwrite(version, 4, 2);
    CHECK(parse_registry_policy(version, "x").error().message.find("bad version 2") != std::string::npos);
    bytes[0] = std::byte{'p'};
    CHECK(parse_registry_policy(bytes, "x").error().message.find("bad signature") != std::string::npos);
}

TEST_CASE("registry.pol: a header alone is a valid file without entries")
{
    CHECK(parse_registry_policy(PolBuilder().bytes(), "x").value().instructions.empty());
}

TEST_CASE("registry.pol: a delimiter that is not where it must be is refused, never searched for")
{
    const auto bytes = PolBuilder().require_encryption(1).bytes();
    for (const auto at : {std::size_t{8}, bytes.size() - 2}) {
        auto broken = bytes;
        broken[at] = std::byte{'x'};
        CHECK(parse_registry_policy(broken, "x").error().where == "x@" + std::to_string(at));
    }
    auto trailing = bytes;
    trailing.resize(bytes.size() + 20);
    CHECK(parse_registry_policy(trailing, "x").error().where == "x@" + std::to_string(bytes.size()));
}

TEST_CASE("registry.pol: type numbers without a name are carried, and shown as numbers")
{
    const auto bytes = PolBuilder().add("K", "v", RegistryType{260}, "abcd").bytes();
    const auto file = parse_registry_policy(bytes, "x").value();
    CHECK(to_string(file.instructions[0].type) == "type 260");
    CHECK(to_string(RegistryType::dword) == "REG_DWORD");
}
