#include "pol_builder.hpp"

#include <gpseal/policy/registry_image.hpp>
#include <gpseal/policy/resultant_set.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace gpseal;
using namespace gpseal::policy;
using gpseal::tests::PolBuilder;

namespace {

GroupPolicyObject gpo_of(const PolBuilder& pol)
{
    GroupPolicyObject gpo;
    gpo.bytes = pol.bytes();
    gpo.registry = parse_registry_policy(gpo.bytes, "test").value();
    return gpo;
}

/// The image says of a value what following that value alone says.
void check_agrees(std::span<const GroupPolicyObject> gpos, const RegistryImage& image, const std::string& key,
                  const std::string& name)
{
    CAPTURE(key);
    CAPTURE(name);
    const auto followed = resolve_value(gpos, key, name);
    const auto word = image.last_word(key, name);
    REQUIRE(word.has_value() == followed.winner.has_value());
    if (!word) {
        return;
    }
    const auto& winner = followed.history[*followed.winner];
    CHECK(word->gpo == winner.gpo);
    CHECK(word->offset == winner.offset);
    CHECK(word->action == winner.action);
    CHECK(word->sets() == followed.value.has_value());
    if (followed.value) {
        CHECK(word->type == followed.value->type);
        CHECK(
            std::equal(word->data.begin(), word->data.end(), followed.value->data.begin(), followed.value->data.end()));
    }
}

class RandomPol {
public:
    explicit RandomPol(unsigned seed) : random_(seed) {}

    PolBuilder make()
    {
        PolBuilder pol;
        for (std::size_t i = pick(30); i > 0; --i) {
            add(pol);
        }
        return pol;
    }

    static constexpr const char* keys[] = {"A", "a\\B", "A\\B\\C", "A\\B\\C\\D", "A\\BB", "x", ""};
    static constexpr const char* names[] = {"v", "W", "", "v;w", "1"};

private:
    std::size_t pick(std::size_t count) { return random_() % count; }

    void add(PolBuilder& pol)
    {
        const std::string key = std::string(keys[pick(std::size(keys))]) + (pick(4) == 0 ? "\\" : "");
        const std::string name = names[pick(std::size(names))];
        switch (pick(8)) {
        case 0:
            pol.sz(key, "**del." + name, " ");
            break;
        case 1:
            pol.sz(key, pick(2) == 0 ? "**delvals." : "**DelVals", " ");
            break;
        case 2:
            pol.sz(key, "**DeleteValues", "V;" + name);
            break;
        case 3:
            pol.sz(key, "**DeleteKeys", pick(2) == 0 ? "b;nothing" : "B\\C;A;");
            break;
        case 4:
            pol.sz(key, "**soft." + name, "soft");
            break;
        case 5:
            pol.add(key, "", RegistryType::none, "");
            break;
        default:
            pol.dword(key, name, static_cast<std::uint32_t>(pick(5)));
        }
    }

    std::mt19937 random_;
};

} // namespace

TEST_CASE("registry image: for every value of random GPOs it equals following that value alone")
{
    for (unsigned seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        RandomPol random(seed);
        std::vector<GroupPolicyObject> gpos;
        for (unsigned i = 0; i < 1 + seed % 3; ++i) {
            gpos.push_back(gpo_of(random.make()));
        }
        const RegistryImage image(gpos);
        for (const auto* const key : RandomPol::keys) {
            for (const auto* const name : RandomPol::names) {
                check_agrees(gpos, image, key, name);
            }
        }
    }
}

TEST_CASE("registry image: keys match in any case and with a backslash at the end")
{
    std::vector<GroupPolicyObject> gpos;
    gpos.push_back(gpo_of(PolBuilder().dword("SOFTWARE\\Policies\\x\\", "Value", 1)));
    const RegistryImage image(gpos);
    REQUIRE(image.find("software\\policies\\X", "vALUE") != nullptr);
    CHECK(image.find("software\\policies\\X\\", "value")->outcome.sets());
    CHECK(image.keys().size() == 1);
    CHECK(resolve_value(gpos, "Software\\Policies\\X", "value").value.has_value());
}

TEST_CASE("registry image: a cleared key keeps the deletion that names the value")
{
    std::vector<GroupPolicyObject> gpos;
    gpos.push_back(gpo_of(PolBuilder().sz("K", "**del.A", " ").dword("K", "B", 1).sz("K", "**delvals.", " ")));
    const RegistryImage image(gpos);
    CHECK(image.find("K", "A")->explicit_word.action == RegistryAction::delete_value);
    CHECK(image.find("K", "A")->outcome.action == RegistryAction::delete_values);
    CHECK_FALSE(image.find("K", "B")->outcome.sets());
    CHECK(image.find("K")->cleared.has_value());
    CHECK(image.last_word("K", "never named")->action == RegistryAction::delete_values);
    CHECK_FALSE(image.last_word("other", "A").has_value());
}
