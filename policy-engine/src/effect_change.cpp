#include "definition_names.hpp"

#include <gpseal/policy/effect_change.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

using OptionalWord = std::optional<RegistryWord>;

bool same_data(const RegistryWord& a, const RegistryWord& b)
{
    return a.type == b.type && std::equal(a.data.begin(), a.data.end(), b.data.begin(), b.data.end());
}

/// What entries do to one value.
struct ValueEffect {
    OptionalWord word;
    bool says_disabled = false; ///< the last entry that names it is a `**Del.`, whatever clears the key behind it
};

ValueEffect effect_on(const RegistryImage& image, Utf16Bytes key, Utf16Bytes name)
{
    const auto* const value = image.find(key, name);
    if (value == nullptr) {
        return {image.last_clearing(key), false};
    }
    ValueEffect effect{value->outcome, value->explicit_word.action == RegistryAction::delete_value};
    if (effect.word->action == RegistryAction::soft_value && !value->is_only_soft) {
        effect.word->action = RegistryAction::set_value; // what stands before it has made sure that nothing is there
    }
    return effect;
}

bool is_same(const ValueEffect& a, const ValueEffect& b)
{
    if (!a.word || !b.word) {
        return !a.word && !b.word;
    }
    if (a.word->sets() || b.word->sets()) {
        return a.word->action == b.word->action && same_data(*a.word, *b.word);
    }
    return a.says_disabled == b.says_disabled;
}

/// Whether the other image removes what the word does.
bool removes_same(const RegistryImage& image, Utf16Bytes key, const RegistryWord& word, const RegistryImage& other)
{
    const auto names = listed_names({.data = word.data});
    return image.removes_topmost(key, names) == other.removes_topmost(key, names);
}

bool creates(const ImageKey* key)
{
    return key != nullptr && key->created && !(key->removed && key->removed->order > key->created->order);
}

/// Whether the key is there afterwards by what is said in it.
bool makes(const ImageKey* key)
{
    return creates(key) || (key != nullptr && std::any_of(key->values.begin(), key->values.end(),
                                                          [](const ImageValue& each) { return each.outcome.sets(); }));
}

class Comparison {
public:
    Comparison(const RegistryImage& before, const RegistryImage& after) : before_(before), after_(after)
    {
        for (const auto& key : before.keys()) {
            compare_key(key, &key, after.find(key.path));
        }
        for (const auto& key : after.keys()) {
            const auto* const old = before.find(key.path);
            if (old == nullptr) {
                compare_key(key, nullptr, &key);
            } else {
                compare_new_values(*old, key);
            }
        }
        std::stable_sort(changes_.begin(), changes_.end(),
                         [](const EffectChange& a, const EffectChange& b) { return place_of(a) < place_of(b); });
    }

    [[nodiscard]] std::vector<EffectChange> take() { return std::move(changes_); }

private:
    /// Those of `before` come first.
    static std::pair<bool, std::size_t> place_of(const EffectChange& change)
    {
        return {!change.before, change.before ? change.before->order : change.after->order};
    }

    void add(EffectKind kind, Utf16Bytes key, OptionalWord before, OptionalWord after)
    {
        changes_.push_back({kind, key, {}, before, after});
    }

    void compare_key(const ImageKey& named, const ImageKey* before, const ImageKey* after)
    {
        const auto cleared = [](const ImageKey* key) { return key == nullptr ? std::nullopt : key->cleared; };
        if (cleared(before).has_value() != cleared(after).has_value()) {
            add(EffectKind::clearing, named.path, cleared(before), cleared(after));
        }
        compare_removals(named.path, before, after);
        const auto created = [](const ImageKey* key) { return creates(key) ? key->created : std::nullopt; };
        if ((creates(before) && !makes(after)) || (creates(after) && !makes(before))) {
            add(EffectKind::creation, named.path, created(before), created(after));
        }
        compare_remarks(named.path, before, after);
        for (const auto& value : named.values) {
            compare_value(named.path, value.name);
        }
    }

    void compare_new_values(const ImageKey& before, const ImageKey& after)
    {
        for (const auto& value : after.values) {
            if (before_.find(before.path, value.name) == nullptr) {
                compare_value(before.path, value.name);
            }
        }
    }

    void compare_value(Utf16Bytes key, Utf16Bytes name)
    {
        const auto before = effect_on(before_, key, name);
        const auto after = effect_on(after_, key, name);
        if (!is_same(before, after)) {
            changes_.push_back({EffectKind::value, key, name, before.word, after.word});
        }
    }

    void compare_removals(Utf16Bytes key, const ImageKey* before, const ImageKey* after)
    {
        static const std::vector<RegistryWord> none;
        const auto& old = before == nullptr ? none : before->removes;
        const auto& now = after == nullptr ? none : after->removes;
        const auto same_in = [&](const RegistryImage& image, const RegistryImage& other) {
            return [&](const RegistryWord& word) { return removes_same(image, key, word, other); };
        };
        if (std::all_of(old.begin(), old.end(), same_in(before_, after_)) &&
            std::all_of(now.begin(), now.end(), same_in(after_, before_))) {
            return;
        }
        for (std::size_t i = 0; i < std::max(old.size(), now.size()); ++i) {
            const auto one = i < old.size() ? OptionalWord(old[i]) : std::nullopt;
            const auto other = i < now.size() ? OptionalWord(now[i]) : std::nullopt;
            if (!one || !other || !same_data(*one, *other)) {
                add(EffectKind::removal, key, one, other);
            }
        }
    }

    void compare_remarks(Utf16Bytes key, const ImageKey* before, const ImageKey* after)
    {
        static const std::vector<ImageRemark> none;
        const auto& old = before == nullptr ? none : before->remarks;
        const auto& now = after == nullptr ? none : after->remarks;
        for (std::size_t i = 0; i < std::max(old.size(), now.size()); ++i) {
            const bool pairs = i < old.size() && i < now.size() && fold_key(old[i].name) == fold_key(now[i].name);
            if (pairs && same_data(old[i].word, now[i].word)) {
                continue;
            }
            if (i < old.size()) {
                changes_.push_back({EffectKind::remark, key, old[i].name, old[i].word,
                                    pairs ? OptionalWord(now[i].word) : std::nullopt});
            }
            if (i < now.size() && !pairs) {
                changes_.push_back({EffectKind::remark, key, now[i].name, std::nullopt, now[i].word});
            }
        }
    }

    const RegistryImage& before_;
    const RegistryImage& after_;
    std::vector<EffectChange> changes_;
};

} // namespace

std::vector<EffectChange> effect_changes(const RegistryImage& before, const RegistryImage& after)
{
    return Comparison(before, after).take();
}

namespace {

std::string folded(Utf16Bytes key)
{
    auto text = fold_key(key);
    return text.erase(text.find_last_not_of('\\') + 1);
}

std::string folded(std::string_view key)
{
    return ascii_lower(key.substr(0, key.find_last_not_of('\\') + 1));
}

} // namespace

EffectChangeIndex::EffectChangeIndex(std::span<const EffectChange> changes) : changes_(changes)
{
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (changes[i].kind == EffectKind::value) {
            keys_[folded(changes[i].key)].values.emplace(fold_key(changes[i].name), i);
        } else if (changes[i].kind == EffectKind::clearing) {
            keys_[folded(changes[i].key)].clearing = i;
        }
    }
}

std::vector<std::size_t> EffectChangeIndex::of(const admx::PolicyDefinition& policy) const
{
    std::vector<std::size_t> places;
    const auto names = names_of(policy);
    for (const auto& value : names.values) {
        const auto key = keys_.find(folded(value.key));
        if (key == keys_.end()) {
            continue;
        }
        if (const auto found = key->second.values.find(ascii_lower(value.name)); found != key->second.values.end()) {
            places.push_back(found->second);
        }
    }
    for (const auto& list : names.lists) {
        const auto key = keys_.find(folded(list.key));
        if (key == keys_.end()) {
            continue;
        }
        if (key->second.clearing) {
            places.push_back(*key->second.clearing);
        }
        for (const auto& [name, place] : key->second.values) {
            if (is_list_name(*list.list, changes_[place].name)) {
                places.push_back(place);
            }
        }
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
}

} // namespace gpseal::policy
