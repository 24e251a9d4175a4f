// Two files are the same if they do the same over whatever was there before: checked against doing it.
#include "pol_builder.hpp"

#include <gpseal/policy/effect_change.hpp>

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <random>
#include <set>

using namespace gpseal;
using namespace gpseal::policy;
using gpseal::tests::PolBuilder;

namespace {

enum class Do { set, soft, del, listed, clear, remove_t };

struct Step {
    Do what = Do::set;
    std::string key;
    int data = 0;
};

const std::vector<Step> steps{
    {Do::set, "K", 1}, {Do::set, "K", 2},   {Do::soft, "K", 1},  {Do::soft, "K", 2},   {Do::del, "K"},
    {Do::listed, "K"}, {Do::clear, "K"},    {Do::remove_t, "K"}, {Do::set, "K\\T", 1}, {Do::soft, "K\\T", 1},
    {Do::del, "K\\T"}, {Do::clear, "K\\T"}, {Do::set, "k\\t\\"}, {Do::del, "K\\T\\U"},
};

using File = std::vector<Step>;

PolBuilder pol_of(const File& file)
{
    PolBuilder pol;
    for (const auto& step : file) {
        switch (step.what) {
        case Do::set:
            pol.dword(step.key, "v", static_cast<std::uint32_t>(step.data));
            break;
        case Do::soft:
            pol.dword(step.key, "**soft.v", static_cast<std::uint32_t>(step.data));
            break;
        case Do::del:
            pol.sz(step.key, "**del.V", " ");
            break;
        case Do::listed:
            pol.sz(step.key, "**DeleteValues", "x;v");
            break;
        case Do::clear:
            pol.sz(step.key, "**delvals.", " ");
            break;
        case Do::remove_t:
            pol.sz(step.key, "**DeleteKeys", "T");
            break;
        }
    }
    return pol;
}

std::string folded(std::string key)
{
    key = ascii_lower(key);
    return key.erase(key.find_last_not_of('\\') + 1);
}

/// A registry: "key!value" and its data; x, y and v are values.
using Registry = std::map<std::string, int>;

void apply(Registry& registry, const Step& step)
{
    const auto key = folded(step.key);
    switch (step.what) {
    case Do::set:
        registry[key + "!v"] = step.data;
        break;
    case Do::soft:
        registry.emplace(key + "!v", step.data);
        break;
    case Do::listed:
        registry.erase(key + "!x");
        registry.erase(key + "!v");
        break;
    case Do::del:
        registry.erase(key + "!v");
        break;
    case Do::clear:
        std::erase_if(registry, [&](const auto& each) { return each.first.starts_with(key + '!'); });
        break;
    case Do::remove_t:
        std::erase_if(registry, [&](const auto& each) {
            return each.first.starts_with(key + "\\t!") || each.first.starts_with(key + "\\t\\");
        });
        break;
    }
}

/// Every way in which the values could stand before.
std::vector<Registry> bases()
{
    std::vector<Registry> all{{}};
    for (const auto* const name : {"k!v", "k!x", "k!y", "k\\t!v", "k\\t!y", "k\\t\\u!v", "k\\t\\u\\w!v"}) {
        const auto known = all;
        for (const auto& base : known) {
            all.push_back(base);
            all.back()[name] = 3; // no file sets it to that
        }
    }
    return all;
}

/// What a file does to each of the bases, and what reports read out of the file alone.
std::string deeds_of(const File& file, const std::vector<Registry>& all)
{
    std::string deeds;
    for (auto base : all) {
        for (const auto& step : file) {
            apply(base, step);
        }
        for (const auto& [name, data] : base) {
            deeds += name + '=' + std::to_string(data) + ' ';
        }
        deeds += '\n';
    }
    std::set<std::string> cleared;
    std::set<std::string> disabled;
    Registry own;
    for (const auto& step : file) {
        const auto key = folded(step.key);
        const bool is_said = step.what != Do::soft || own.count(key + "!v") == 0;
        apply(own, step);
        if (step.what == Do::clear) {
            cleared.insert(key);
        } else if (step.what == Do::del) {
            disabled.insert(key);
        } else if (step.what != Do::remove_t && is_said) {
            disabled.erase(key);
        }
    }
    for (const auto* const words : {&cleared, &disabled}) {
        for (const auto& key : *words) {
            deeds += key + ' ';
        }
        deeds += '\n';
    }
    return deeds;
}

struct Tried {
    explicit Tried(const File& file, const std::vector<Registry>& all)
        : gpos(tests::one_gpo(pol_of(file))), image(gpos), deeds(deeds_of(file, all))
    {
    }
    std::vector<GroupPolicyObject> gpos;
    RegistryImage image;
    std::string deeds;
};

bool agree(const Tried& a, const Tried& b)
{
    return effect_changes(a.image, b.image).empty() == (a.deeds == b.deeds);
}

std::vector<EffectChange> changes(const RegistryImage& a, const RegistryImage& b)
{
    return effect_changes(a, b);
}

bool same(const PolBuilder& before, const PolBuilder& after)
{
    const auto a = tests::one_gpo(before);
    const auto b = tests::one_gpo(after);
    return changes(RegistryImage(a), RegistryImage(b)).empty();
}

} // namespace

TEST_CASE("effect changes: none if and only if two files do the same over every base, all files of two entries")
{
    const auto all = bases();
    std::vector<std::unique_ptr<Tried>> files;
    files.push_back(std::make_unique<Tried>(File(), all));
    for (const auto& one : steps) {
        files.push_back(std::make_unique<Tried>(File{one}, all));
        for (const auto& other : steps) {
            files.push_back(std::make_unique<Tried>(File{one, other}, all));
        }
    }
    std::size_t wrong = 0;
    for (const auto& a : files) {
        for (const auto& b : files) {
            wrong += agree(*a, *b) ? 0U : 1U;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("effect changes: the same of longer files, and of those that only differ in their order")
{
    const auto all = bases();
    std::mt19937 random(20); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
    std::size_t wrong = 0;
    std::size_t same_deeds = 0;
    for (int i = 0; i < 3000; ++i) {
        File file;
        for (std::size_t length = 3 + random() % 3; file.size() < length;) {
            file.push_back(steps[random() % steps.size()]);
        }
        const Tried a(file, all);
        std::shuffle(file.begin(), file.end(), random);
        file.resize(file.size() - random() % 2);
        const Tried b(file, all);
        wrong += agree(a, b) ? 0U : 1U;
        same_deeds += a.deeds == b.deeds ? 1U : 0U;
    }
    CHECK(wrong == 0);
    CHECK(same_deeds > 300);
}

TEST_CASE("effect changes: what does nothing to a value is compared as it stands")
{
    CHECK_FALSE(same(PolBuilder().dword("K", "**x", 1), PolBuilder().dword("K", "**x", 2)));
    CHECK_FALSE(same(PolBuilder().dword("K", "**x", 1), PolBuilder().dword("K", "**x", 1).dword("K", "**x", 1)));
    CHECK(same(PolBuilder().dword("K", "**x", 1).dword("K", "v", 1),
               PolBuilder().dword("K", "v", 1).dword("K", "**X", 1)));
    CHECK_FALSE(same(PolBuilder().sz("K", "**SecureKey=0", ""), PolBuilder().sz("K", "**SecureKey=1", "")));
}

TEST_CASE("effect changes: a key that is created is one that a value is set in")
{
    const auto create = [](PolBuilder pol) { return pol.add("K", "", RegistryType::none, ""); };
    CHECK_FALSE(same(create({}), PolBuilder()));
    CHECK(same(create(PolBuilder().dword("K", "v", 1)), PolBuilder().dword("K", "v", 1)));
    CHECK_FALSE(same(create(PolBuilder().sz("K", "**del.v", " ")), PolBuilder().sz("K", "**del.v", " ")));
    const auto created_t = [](PolBuilder pol) { return pol.add("K\\T", "", RegistryType::none, ""); };
    CHECK_FALSE(same(created_t({}).sz("K", "**DeleteKeys", "T"), created_t(PolBuilder().sz("K", "**DeleteKeys", "T"))));
}

TEST_CASE("effect changes: subkeys are the same ones however many entries remove them")
{
    CHECK(same(PolBuilder().sz("K", "**DeleteKeys", "S;T"),
               PolBuilder().sz("K", "**DeleteKeys", "t").sz("K", "**DeleteKeys", "s")));
    CHECK(same(PolBuilder().sz("K", "**DeleteKeys", "S").sz("K\\S", "**DeleteKeys", "T"),
               PolBuilder().sz("K", "**DeleteKeys", "S")));
    CHECK_FALSE(same(PolBuilder().sz("K\\S", "**DeleteKeys", "T"), PolBuilder().sz("K", "**DeleteKeys", "S")));
    CHECK_FALSE(same(PolBuilder().sz("K", "**DeleteKeys", "S;T"), PolBuilder().sz("K", "**DeleteKeys", "S")));
}

TEST_CASE("effect changes: the word that decides is told")
{
    const auto a = tests::one_gpo(PolBuilder().sz("K", "**del.v", " ").dword("K", "**soft.v", 1));
    const auto b = tests::one_gpo(PolBuilder().dword("K", "**soft.v", 1));
    const auto told = changes(RegistryImage(a), RegistryImage(b));
    REQUIRE(told.size() == 1);
    CHECK(told[0].before->action == RegistryAction::set_value);
    CHECK(told[0].after->action == RegistryAction::soft_value);
}
