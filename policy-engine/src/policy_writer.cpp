#include "policy_writer.hpp"

#include "definition_match.hpp"
#include "entry_ownership.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

/// What an entry says of its value: nothing for a value, `**del.`, `**soft.`.
constexpr std::string_view delete_mark = "**del.";
constexpr std::string_view soft_mark = "**soft.";

/// Collects a policy's entries. Of two for one value the later is kept, in the place of the first: an element on the
/// policy's own value says more than "on".
class EntryWriter {
public:
    enum class OnSame { replace, keep };

    explicit EntryWriter(OnSame on_same) : on_same_(on_same) {}

    void put(ValueName value, RegistryType type, std::string data, std::string_view mark = {})
    {
        const auto name = std::string(mark) + std::string(value.name);
        auto entry = make_entry(value.key, name, type, std::move(data));
        const auto id = ascii_lower(std::string(value.key) + '\n' + std::string(value.name));
        const auto same = std::find(ids_.begin(), ids_.end(), id);
        if (same == ids_.end()) {
            ids_.push_back(id);
            entries_.push_back(std::move(entry));
        } else if (on_same_ == OnSame::replace) {
            entries_[static_cast<std::size_t>(same - ids_.begin())] = std::move(entry);
        }
    }

    void remove(ValueName value) { put(value, RegistryType::sz, sz_data(" "), delete_mark); }

    /// Clears the key: before what the policy itself sets there, which would be cleared away as well.
    void clear(std::string_view key)
    {
        const auto sets_there = [&](const RegistryEntry& entry) {
            const auto view = view_of(entry);
            const auto action = directive_of(view).action;
            return folded_id(view.key, Utf16Bytes()) == folded_id(key, std::string_view()) &&
                   (action == RegistryAction::set_value || action == RegistryAction::soft_value);
        };
        const auto first = std::find_if(entries_.begin(), entries_.end(), sets_there) - entries_.begin();
        const auto count = entries_.size();
        put({key, clear_values}, RegistryType::sz, sz_data(" "));
        if (entries_.size() > count) {
            std::rotate(entries_.begin() + first, entries_.end() - 1, entries_.end());
            std::rotate(ids_.begin() + first, ids_.end() - 1, ids_.end());
        }
    }

    void put(ValueName value, const admx::RegistryValue& wanted)
    {
        switch (wanted.kind) {
        case admx::ValueKind::decimal:
            return put(value, RegistryType::dword, dword_data(static_cast<std::uint32_t>(wanted.number)));
        case admx::ValueKind::long_decimal:
            return put(value, RegistryType::qword, qword_data(wanted.number));
        case admx::ValueKind::string:
            return put(value, RegistryType::sz, sz_data(wanted.text));
        case admx::ValueKind::deletion:
            return remove(value);
        case admx::ValueKind::unreadable:
            unreadable_ = std::string(value.name);
        }
    }

    void put(std::string_view owner_key, const std::optional<admx::RegistryList>& list)
    {
        if (list) {
            put(owner_key, *list);
        }
    }

    void put(std::string_view owner_key, const admx::RegistryList& list)
    {
        for (const auto& item : list) {
            put(name_of(owner_key, item), item.value);
        }
    }

    [[nodiscard]] Result<RegistryEntries> take() &&
    {
        if (!unreadable_.empty()) {
            return fail(Errc::refused, "the template does not say which data value " + unreadable_ + " takes");
        }
        for (const auto& entry : entries_) {
            if (entry.data.size() > spec_max_data_size) {
                return fail(Errc::usage, "a value has " + std::to_string(entry.data.size()) +
                                             " bytes of data; registry.pol holds at most 65535");
            }
        }
        return std::move(entries_);
    }

private:
    OnSame on_same_;
    RegistryEntries entries_;
    std::vector<std::string> ids_; ///< of the entries: folded key and value name
    std::string unreadable_;
};

/// Writes one element's value; the kinds fit each other.
class ElementWriter {
public:
    ElementWriter(EntryWriter& out, ValueName place) : out_(out), place_(place) {}

    void operator()(const admx::BooleanElement& box, bool checked) const
    {
        if (!place_.name.empty()) {
            out_.put(place_, checked ? true_value(box) : box.false_value.value_or(default_off()));
        }
        out_.put(place_.key, checked ? box.true_list : box.false_list);
    }

    void operator()(const admx::DecimalElement& decimal, std::uint64_t number) const
    {
        const auto mark = decimal.soft ? soft_mark : std::string_view();
        if (decimal.store_as_text) {
            out_.put(place_, RegistryType::sz, sz_data(std::to_string(number)), mark);
        } else if (decimal.is_long) {
            out_.put(place_, RegistryType::qword, qword_data(number), mark);
        } else {
            out_.put(place_, RegistryType::dword, dword_data(static_cast<std::uint32_t>(number)), mark);
        }
    }

    void operator()(const admx::TextElement& text, const std::string& value) const
    {
        out_.put(place_, text.expandable ? RegistryType::expand_sz : RegistryType::sz, sz_data(value),
                 text.soft ? soft_mark : std::string_view());
    }

    void operator()(const admx::MultiTextElement& text, const std::vector<std::string>& lines) const
    {
        const std::vector<std::string_view> views(lines.begin(), lines.end());
        out_.put(place_, RegistryType::multi_sz, multi_sz_data(views), text.soft ? soft_mark : std::string_view());
    }

    void operator()(const admx::EnumElement& choice, EnumChoice chosen) const
    {
        const auto& item = choice.items.at(chosen.index);
        out_.put(place_, item.value);
        out_.put(place_.key, item.value_list);
    }

    void operator()(const admx::ListElement& list, const std::vector<ListPair>& pairs) const
    {
        if (!list.additive) {
            out_.clear(place_.key);
        }
        for (const auto& pair : pairs) {
            out_.put({place_.key, pair.name}, list.expandable ? RegistryType::expand_sz : RegistryType::sz,
                     sz_data(pair.data));
        }
    }

    template <typename Body, typename Value> void operator()(const Body&, const Value&) const {} // nothing is set

private:
    EntryWriter& out_;
    ValueName place_;
};

/// What a disabled policy writes for one element.
class ElementRemover {
public:
    ElementRemover(EntryWriter& out, ValueName place) : out_(out), place_(place) {}

    void operator()(const admx::BooleanElement& box) const { ElementWriter(out_, place_)(box, false); }

    void operator()(const admx::ListElement&) const { out_.clear(place_.key); }

    template <typename Body> void operator()(const Body&) const { out_.remove(place_); }

private:
    EntryWriter& out_;
    ValueName place_;
};

/// The elements' indices in the order in which the dialog shows them; those that it does not show come last.
std::vector<std::size_t> order_of(const PolicyTemplate& policy)
{
    const auto& elements = policy.definition.elements;
    std::vector<std::size_t> order;
    const auto add = [&](std::size_t index) {
        if (std::find(order.begin(), order.end(), index) == order.end()) {
            order.push_back(index);
        }
    };
    if (policy.presentation != nullptr) {
        for (const auto& widget : policy.presentation->widgets) {
            const auto at = std::find_if(elements.begin(), elements.end(), [&](const admx::PolicyElement& each) {
                return equals_icase(each.id, widget.element_id);
            });
            if (at != elements.end()) {
                add(static_cast<std::size_t>(at - elements.begin()));
            }
        }
    }
    for (std::size_t i = 0; i < elements.size(); ++i) {
        add(i);
    }
    return order;
}

bool has_place(const admx::PolicyElement& element)
{
    return !element.value_name.empty() || std::holds_alternative<admx::ListElement>(element.body) ||
           std::holds_alternative<admx::BooleanElement>(element.body);
}

} // namespace

Result<RegistryEntries> enabled_entries(const PolicyTemplate& policy, std::span<const ElementValue> values)
{
    const auto& definition = policy.definition;
    EntryWriter out(EntryWriter::OnSame::replace);
    if (!definition.value_name.empty()) {
        out.put({definition.key, definition.value_name}, on_value(definition));
    }
    for (const auto index : order_of(policy)) {
        const auto& element = definition.elements[index];
        if (has_place(element)) {
            std::visit(ElementWriter(out, name_of(definition, element)), element.body, values[index]);
        }
    }
    out.put(definition.key, definition.enabled_list);
    return std::move(out).take();
}

Result<RegistryEntries> disabled_entries(const PolicyTemplate& policy)
{
    const auto& definition = policy.definition;
    EntryWriter out(EntryWriter::OnSame::keep);
    if (!definition.value_name.empty()) {
        out.put({definition.key, definition.value_name}, off_value(definition));
    }
    for (const auto index : order_of(policy)) {
        const auto& element = definition.elements[index];
        if (has_place(element)) {
            std::visit(ElementRemover(out, name_of(definition, element)), element.body);
        }
    }
    out.put(definition.key, definition.disabled_list);
    return std::move(out).take();
}

} // namespace gpseal::policy
