#include <gpseal/policy/extension_names.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

const std::string registry = "[{35378eac-683f-11d2-a89a-00c04fbbcfa2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]";
const std::string security = "[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]";
const std::string zero = "[{00000000-0000-0000-0000-000000000000}{0F6B957D-509E-11D1-A7CC-0000F87571E3}]";

bool has_registry(const std::string& text)
{
    return parse_extension_names(text).value().contains(registry_extension);
}

} // namespace

TEST_CASE("extension names: the registry extension is found in any case")
{
    CHECK(has_registry(registry));
    CHECK(has_registry(zero + registry + security));
    CHECK(has_registry(" " + registry + " " + security + " "));
    CHECK_FALSE(has_registry(security));
    CHECK_FALSE(has_registry(""));
    CHECK_FALSE(has_registry(" "));
    // as a tool of another extension it is none
    CHECK_FALSE(has_registry("[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{35378EAC-683F-11D2-A89A-00C04FBBCFA2}]"));
}

TEST_CASE("extension names: a client stops at the first one out of sequence")
{
    const auto names = parse_extension_names(security + registry).value();
    CHECK_FALSE(names.contains(registry_extension));
    CHECK(names.out_of_sequence == parse_guid(registry_extension));
    CHECK_FALSE(parse_extension_names(registry + registry).value().out_of_sequence);
    CHECK(has_registry(registry + security + zero));
}

TEST_CASE("extension names: every truncation is an error, but the ones between extensions")
{
    const auto text = registry + security;
    for (std::size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        const bool border = size == 0 || size == registry.size();
        CHECK(parse_extension_names(text.substr(0, size)).has_value() == border);
    }
    for (const auto* const wrong : {"x", "[]", "[x]", "[{35378EAC}]", "{35378EAC-683F-11D2-A89A-00C04FBBCFA2}"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_extension_names(wrong));
    }
    CHECK_FALSE(parse_extension_names(std::string(max_extension_names_size + 1, ' ')));
}

TEST_CASE("wmi filter: space is none")
{
    CHECK_FALSE(has_wmi_filter(""));
    CHECK_FALSE(has_wmi_filter(" "));
    CHECK(has_wmi_filter("[corp.example;{D02B1F72-3407-48AE-BA88-E8213C6761F1};0]"));
}
