// Oracle: a second, slow reader that is written another way; what both accept must be the same entries and survive
// the round trip, and a refusal must name an offset within the file.

#include <gpseal/policy/encryption_mandate.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

struct Entry {
    std::size_t offset, key_length, value_length, type, data_length;
};

std::uint32_t number(std::span<const std::uint8_t> b, std::size_t at)
{
    return b[at] | static_cast<std::uint32_t>(b[at + 1]) << 8U | static_cast<std::uint32_t>(b[at + 2]) << 16U |
           static_cast<std::uint32_t>(b[at + 3]) << 24U;
}

/// Byte by byte, every check spelt out; false when refused.
bool slow_read(std::span<const std::uint8_t> b, std::vector<Entry>& entries)
{
    const auto is = [&](std::size_t at, char c) {
        return at + 2 <= b.size() && b[at] == static_cast<std::uint8_t>(c) && b[at + 1] == 0;
    };
    if (b.size() < 8 || std::string(b.begin(), b.begin() + 4) != "PReg" || number(b, 4) != 1) {
        return false;
    }
    for (std::size_t at = 8; at < b.size();) {
        Entry entry{.offset = at};
        if (!is(at, '[')) {
            return false;
        }
        at += 2;
        for (auto* const length : {&entry.key_length, &entry.value_length}) {
            const auto begin = at;
            while (!is(at, '\0')) {
                if (at + 2 > b.size()) {
                    return false;
                }
                at += 2;
            }
            *length = at - begin;
            at += 2;
            if (!is(at, ';')) {
                return false;
            }
            at += 2;
        }
        if (at + 4 > b.size() || !is(at + 4, ';') || at + 10 > b.size() || !is(at + 10, ';')) {
            return false;
        }
        entry.type = number(b, at);
        entry.data_length = number(b, at + 6);
        at += 12;
        if (entry.data_length > b.size() - at || !is(at + entry.data_length, ']')) {
            return false;
        }
        at += entry.data_length + 2;
        entries.push_back(entry);
    }
    return true;
}

void check(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span input(data, size);
    GroupPolicyObject gpo;
    gpo.bytes.assign(std::as_bytes(input).begin(), std::as_bytes(input).end());
    std::vector<Entry> expected;
    const bool valid = slow_read(input, expected);
    auto file = parse_registry_policy(gpo.bytes, "x");
    check(file.has_value() == valid);
    if (!file) {
        check(file.error().where.rfind("x@", 0) == 0 && std::stoul(file.error().where.substr(2)) <= size);
        return 0;
    }
    check(file->instructions.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto& got = file->instructions[i];
        check(got.offset == expected[i].offset && got.key.size() == expected[i].key_length &&
              got.value_name.size() == expected[i].value_length && got.data.size() == expected[i].data_length &&
              static_cast<std::uint32_t>(got.type) == expected[i].type);
        check(to_string(got.type).starts_with("REG_") == (expected[i].type <= 7 || expected[i].type == 11));
    }
    check(serialize_registry_policy(file->instructions) == gpo.bytes);
    gpo.registry = *std::move(file);
    const auto decision = decide_require_encryption(std::span(&gpo, 1));
    check(decision.mandate.has_value() == (decision.state != PolicyState::unrecognised));
    return 0;
}
