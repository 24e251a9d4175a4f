// Oracle: a fixed catalogue over any registry.pol. The image says of each value what following it alone says; what
// set_policy() accepts reads back as wished, also from bytes; and unset takes out exactly what set wrote.
// Input: lines ID=VALUE for elements, then, from "PReg" on, a registry.pol.

#include "definition_names.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/resultant_policies.hpp>
#include <gpseal/policy/resultant_set.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

std::vector<std::byte> file(const std::string& name)
{
    std::ifstream in(GPSEAL_EDITING "/" + name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

const admx::PolicyCatalog& catalog()
{
    static const auto loaded = [] {
        admx::CatalogBuilder builder;
        builder.add_definitions({.path = "Editing.admx", .bytes = file("Editing.admx")});
        builder.add_resources({.path = "en-US/Editing.adml", .bytes = file("en-US/Editing.adml")}, "en-US");
        return std::move(builder).finish();
    }();
    return loaded;
}

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

std::vector<ElementInput> elements_in(std::string_view text)
{
    std::vector<ElementInput> inputs;
    while (!text.empty() && inputs.size() < 20) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto equals = line.find('=');
        if (equals != std::string_view::npos) {
            inputs.push_back({std::string(line.substr(0, equals)), std::string(line.substr(equals + 1))});
        }
    }
    return inputs;
}

void check_image(std::span<const GroupPolicyObject> gpos, const RegistryImage& image,
                 const admx::PolicyDefinition& policy)
{
    for (const auto& value : names_of(policy).values) {
        const auto followed = resolve_value(gpos, value.key, value.name);
        const auto word = image.last_word(value.key, value.name);
        require(word.has_value() == followed.winner.has_value());
        require(!word || word->offset == followed.history[*followed.winner].offset);
        require(!word || word->sets() == followed.value.has_value());
    }
}

void check_edit(const admx::PolicyDefinition& policy, const PolicyWish& wish, const RegistryEntries& entries)
{
    const auto presentation = catalog().presentation_of(policy);
    const auto written = set_policy({policy, presentation ? &*presentation : nullptr}, wish, entries);
    if (!written) {
        require(!written.error().message.empty());
        return;
    }
    const auto bytes = serialize_registry_policy(*written);
    const auto read = parse_registry_policy(bytes, "written");
    require(read.has_value());
    require(own(read->instructions) == *written);
    require(state_in(policy, *written) == wish.state); // nobody shares anything here
    if (wish.state != PolicyState::not_configured) {
        require(unset_policy(policy, *written) == unset_policy(policy, entries));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto begin = input.find("PReg");
    if (begin == std::string_view::npos) {
        return 0;
    }
    std::vector<GroupPolicyObject> gpos(1);
    const auto bytes = std::as_bytes(std::span(input.substr(begin)));
    gpos[0].bytes.assign(bytes.begin(), bytes.end());
    auto parsed = parse_registry_policy(gpos[0].bytes, "input");
    if (!parsed) {
        return 0;
    }
    gpos[0].registry = *std::move(parsed);
    const RegistryImage image(gpos);
    const auto entries = own(gpos[0].registry.instructions);
    const auto elements = elements_in(input.substr(0, begin));
    for (const auto& policy : catalog().policies()) {
        check_image(gpos, image, policy);
        require(read_policy(policy, image).state == state_of(policy, image));
        check_edit(policy, {PolicyState::enabled, elements}, entries);
        check_edit(policy, {PolicyState::enabled, {}}, entries);
        check_edit(policy, {PolicyState::disabled, {}}, entries);
        check_edit(policy, {PolicyState::disabled, elements}, entries);
        check_edit(policy, {PolicyState::not_configured, {}}, entries);
    }
    for (const auto side : {admx::PolicyClass::machine, admx::PolicyClass::user}) {
        const auto result = resultant_policies(catalog(), side, image);
        for (const auto& each : result.policies) {
            require(each.reading.winner.has_value());
        }
    }
    return 0;
}
