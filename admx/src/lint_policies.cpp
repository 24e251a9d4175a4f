#include "icase.hpp"
#include "lint.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

namespace gpseal::admx {

namespace {

constexpr std::array<std::string_view, 8> hives = {
    "HKLM\\",      "HKCU\\", "HKCR\\", "HKU\\", "HKEY_LOCAL_MACHINE\\", "HKEY_CURRENT_USER\\", "HKEY_CLASSES_ROOT\\",
    "HKEY_USERS\\"};

bool is_plain_id(std::string_view id)
{
    return std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               static_cast<unsigned char>(c) >= 0x80; // letters of other alphabets are letters
    });
}

void append(std::string& id, std::string_view part)
{
    id.append(std::to_string(part.size())).append(1, ':').append(part);
}

void append(std::string& id, const RegistryValue& value)
{
    append(id, std::to_string(static_cast<int>(value.kind)));
    append(id, std::to_string(value.number));
    append(id, value.text);
}

/// The same text for items that set the same, and for no others.
std::string what_it_sets(const EnumItem& item)
{
    std::string id;
    append(id, item.value);
    for (const auto& other : item.value_list) {
        append(id, other.key);
        append(id, other.value_name);
        append(id, other.value);
    }
    return id;
}

class PolicyCheck {
public:
    PolicyCheck(const PolicyDefinition& policy, const ReadContext& context)
        : policy_(policy), context_(context), offset_(policy.place.offset)
    {
    }

    void check()
    {
        check_parts();
        check_key(policy_.key);
        for (const auto* const list : {&policy_.enabled_list, &policy_.disabled_list}) {
            if (*list) {
                check_list(**list);
            }
        }
        std::set<std::string> ids;
        for (const auto& element : policy_.elements) {
            offset_ = element.offset;
            check_element(element);
            if (!ids.insert(ascii_lower(element.id)).second) {
                say("duplicate_id", "element " + shown(element.id) + " is defined again", "rename or remove one");
            }
        }
        check_shared_values();
    }

private:
    static std::string shown(std::string_view text) { return '"' + printable(text.substr(0, 120)) + '"'; }

    void say(std::string_view code, const std::string& message, std::string hint)
    {
        context_.log.add({Severity::warning, code, "policy " + printable(policy_.name.substr(0, 120)) + ": " + message,
                          std::move(hint)},
                         offset_);
    }

    void check_parts()
    {
        if (!is_plain_id(policy_.name)) {
            say("odd_id", "its name has characters other than letters, digits and underscores",
                "other tools may refuse it; rename it if nothing refers to it yet");
        }
        constexpr std::string_view reference = "$(string.";
        const auto name = trimmed(policy_.display_name);
        if (!name.empty() && !alike(name.substr(0, reference.size()), reference)) {
            say("literal_display_name", "its displayName is the text " + shown(name),
                "write displayName=\"$(string.ID)\" and put the text into the ADML files");
        }
        if (policy_.parent_reference.empty()) {
            say("no_category", "it has no parent category", "write <parentCategory ref=\"…\"/>");
        }
        if (policy_.supported_on.empty()) {
            say("no_supported_on", "it does not say what it is supported on", "write <supportedOn ref=\"…\"/>");
        }
        if (policy_.value_name.empty() && policy_.elements.empty() && !policy_.enabled_list && !policy_.disabled_list) {
            say("policy_sets_nothing", "it has no value, no list and no element",
                "give it a valueName, a list or elements");
        }
        if (policy_.value_name.empty() && (policy_.enabled_value || policy_.disabled_value)) {
            say("value_without_name", "it has a value for enabled or disabled but no valueName",
                "give it a valueName, or use enabledList and disabledList");
        }
        const RegistryValue on{.kind = ValueKind::decimal, .number = 1};
        if (!policy_.value_name.empty()) {
            check_states(policy_.enabled_value.value_or(on),
                         policy_.disabled_value.value_or(RegistryValue{.kind = ValueKind::deletion}),
                         "enabled and disabled");
        }
        if (!policy_.elements.empty() && policy_.presentation.empty()) {
            say("no_presentation", "it has elements but no presentation",
                "write presentation=\"$(presentation.…)\" and add it to the ADML files");
        }
    }

    void check_states(const RegistryValue& on, const RegistryValue& off, const std::string& which)
    {
        if (on.kind != ValueKind::unreadable && on == off) {
            say("same_states", which + " write the same value", "what is read back is the first; mend one of the two");
        }
    }

    /// The later element would write over the earlier one, and both would show what it wrote.
    void check_shared_values()
    {
        std::map<std::string, const PolicyElement*> writers;
        for (const auto& element : policy_.elements) {
            if (element.value_name.empty() || std::holds_alternative<ListElement>(element.body)) {
                continue;
            }
            const auto key = element.key.empty() ? policy_.key : element.key;
            const auto [at, is_first] =
                writers.emplace(ascii_lower(std::string(key) + '\n' + std::string(element.value_name)), &element);
            if (!is_first) {
                offset_ = element.offset;
                say("shared_value",
                    "elements " + shown(at->second->id) + " and " + shown(element.id) + " write one value, " +
                        shown(element.value_name),
                    "give each a value of its own");
            }
        }
    }

    void check_key(std::string_view key)
    {
        if (key.starts_with('\\') || key.ends_with('\\')) {
            say("key_backslash", "key " + shown(key) + " begins or ends with a backslash", "remove the backslash");
        }
        if (key.find('/') != std::string_view::npos) {
            say("key_slash", "key " + shown(key) + " has a forward slash", "separate keys by backslashes");
        }
        if (std::any_of(hives.begin(), hives.end(),
                        [&](std::string_view hive) { return alike(key.substr(0, hive.size()), hive); })) {
            say("key_hive", "key " + shown(key) + " begins with a hive",
                "remove it: the policy's class says which hive is meant");
        }
    }

    void check_list(const RegistryList& list)
    {
        for (const auto& item : list) {
            check_key(item.key);
        }
    }

    void check_element(const PolicyElement& element)
    {
        check_key(element.key);
        const bool is_list = std::holds_alternative<ListElement>(element.body);
        if (!is_list && element.value_name.empty()) {
            say("element_without_value_name", "element " + shown(element.id) + " has no valueName",
                "write the name of the value that it sets");
        }
        if (!is_list && !element.value_name.empty() && alike(element.value_name, policy_.value_name) &&
            (element.key.empty() || alike(element.key, policy_.key))) {
            say("element_on_policy_value", "element " + shown(element.id) + " writes the policy's own value",
                "give it a value of its own, or take the policy's valueName away");
        }
        std::visit([&](const auto& body) { check_body(element, body); }, element.body);
    }

    void check_body(const PolicyElement& element, const ListElement& list)
    {
        if (list.explicit_value && list.value_prefix) {
            say("list_prefix_and_explicit", "list " + shown(element.id) + " has valuePrefix and explicitValue",
                "with explicitValue users name the values; remove one of the two");
        }
    }

    void check_body(const PolicyElement& element, const DecimalElement& number)
    {
        constexpr std::uint64_t of_schema = 9999;
        constexpr auto of_dword = std::numeric_limits<std::uint32_t>::max();
        if (number.minimum > 0 && static_cast<std::uint64_t>(number.minimum) > number.maximum) {
            say("limits_reversed",
                "element " + shown(element.id) + " allows " + std::to_string(number.minimum) + " to " +
                    std::to_string(number.maximum),
                number.maximum == of_schema ? "write a maxValue above minValue; it is 9999 where it is not written"
                                            : "swap minValue and maxValue, or mend one of them");
        }
        if (!number.is_long && number.maximum > of_dword) {
            say("limit_too_large",
                "element " + shown(element.id) + " allows up to " + std::to_string(number.maximum) +
                    ", its value holds " + std::to_string(of_dword),
                "lower maxValue, or make it a longDecimal");
        }
    }

    void check_body(const PolicyElement& element, const EnumElement& choice) { check_enum(element, choice); }

    void check_body(const PolicyElement& element, const BooleanElement& box)
    {
        check_list(box.true_list.value_or(RegistryList{}));
        check_list(box.false_list.value_or(RegistryList{}));
        if (!box.true_list && !box.false_list) {
            check_states(box.true_value.value_or(RegistryValue{.kind = ValueKind::decimal, .number = 1}),
                         box.false_value.value_or(RegistryValue{.kind = ValueKind::deletion}),
                         "the two states of check box " + shown(element.id));
        }
    }

    void check_body(const PolicyElement& /*element*/, const TextElement& /*text*/) {}
    void check_body(const PolicyElement& /*element*/, const MultiTextElement& /*text*/) {}

    void check_enum(const PolicyElement& element, const EnumElement& choice)
    {
        if (choice.items.empty()) {
            say("empty_enum", "enum " + shown(element.id) + " has no items", "add an item for each choice");
        }
        std::unordered_map<std::string, std::size_t> first; // item by what it sets
        for (std::size_t i = 0; i < choice.items.size(); ++i) {
            const auto& item = choice.items[i];
            check_list(item.value_list);
            if (item.value.kind == ValueKind::unreadable) {
                continue;
            }
            const auto [same, is_first] = first.try_emplace(what_it_sets(item), i);
            if (!is_first) {
                say("duplicate_item_value",
                    "items #" + std::to_string(same->second + 1) + " and #" + std::to_string(i + 1) + " of enum " +
                        shown(element.id) + " set the same",
                    "what is read back is the first of them; give each a value of its own");
            }
        }
    }

    const PolicyDefinition& policy_;
    const ReadContext& context_;
    std::size_t offset_; ///< of what is being looked at: the policy, or one of its elements
};

} // namespace

void lint_policies(const AdmxContent& content, const ReadContext& context)
{
    for (const auto& policy : content.policies) {
        PolicyCheck(policy, context).check();
    }
}

} // namespace gpseal::admx
