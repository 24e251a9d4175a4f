#include "item_search.hpp"

#include "element_words.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <vector>

namespace gpseal::policy {

namespace {

bool has_value(const admx::RegistryValue& value, const std::string& word)
{
    const auto number = number_in(word);
    switch (value.kind) {
    case admx::ValueKind::decimal:
    case admx::ValueKind::long_decimal:
        return number == value.number;
    case admx::ValueKind::string:
        return equals_icase(value.text, word);
    case admx::ValueKind::deletion:
    case admx::ValueKind::unreadable:
        return false;
    }
    return false;
}

std::string items_of(const admx::EnumElement& choice)
{
    constexpr std::size_t shown = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(choice.items.size(), shown); ++i) {
        text += (i == 0 ? "" : ", ") + ('"' + std::string(choice.items[i].display_name) + '"');
    }
    return text + (choice.items.size() > shown ? " and " + std::to_string(choice.items.size() - shown) + " more" : "");
}

std::string places_of(const std::vector<std::size_t>& indices)
{
    std::string text;
    for (const auto index : indices) {
        text += (text.empty() ? "#" : ", #") + std::to_string(index + 1);
    }
    return text;
}

/// Finds the item of an enum that a word means: its display name, its value or its place, which counts from 1.
class ItemSearch {
public:
    ItemSearch(const admx::PolicyElement& element, const admx::EnumElement& choice) : element_(element), choice_(choice)
    {
    }

    [[nodiscard]] Result<std::size_t> find(const std::string& word) const
    {
        auto found = all([&](const admx::EnumItem& item) { return equals_icase(item.display_name, word); });
        if (found.size() > 1) { // names that differ by case only are told apart by it
            if (auto exact = all([&](const admx::EnumItem& item) { return item.display_name == word; });
                exact.size() == 1) {
                return exact.front();
            }
        }
        if (found.empty()) {
            found = all([&](const admx::EnumItem& item) { return has_value(item.value, word); });
        }
        if (found.empty() && word.starts_with('#')) {
            return at_place(word);
        }
        if (found.empty()) {
            return bad(element_, "has no item \"" + word + "\"; it has " + items_of(choice_));
        }
        if (found.size() > 1) {
            return bad(element_, "has \"" + word + "\" more than once; name one by its place: " + places_of(found));
        }
        return found.front();
    }

private:
    [[nodiscard]] Result<std::size_t> at_place(const std::string& word) const
    {
        const auto place = number_in(std::string_view(word).substr(1));
        const auto count = choice_.items.size();
        if (!place || *place == 0 || *place > count) {
            return bad(element_, count == 0 ? "has no items"
                                            : "has the places #1 to #" + std::to_string(count) + ", not " + word);
        }
        return static_cast<std::size_t>(*place - 1);
    }

    template <typename Predicate> [[nodiscard]] std::vector<std::size_t> all(Predicate is_it) const
    {
        std::vector<std::size_t> indices;
        for (std::size_t i = 0; i < choice_.items.size(); ++i) {
            if (is_it(choice_.items[i])) {
                indices.push_back(i);
            }
        }
        return indices;
    }

    const admx::PolicyElement& element_;
    const admx::EnumElement& choice_;
};

} // namespace

Result<std::size_t> find_item(const admx::PolicyElement& element, const admx::EnumElement& choice,
                              const std::string& word)
{
    return ItemSearch(element, choice).find(word);
}

} // namespace gpseal::policy
