// Checks::lint across files: what is never used, and whether presentations fit the elements they show.

#include "attribute_values.hpp"
#include "catalog_builder.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gpseal::admx {

namespace {

constexpr std::string_view number_hint = "write a whole number that fits";

/// Which kinds of element a kind of widget can set.
bool can_set(WidgetKind widget, const PolicyElement& element)
{
    const auto kind = kind_name(element);
    switch (widget) {
    case WidgetKind::text:
        return false;
    case WidgetKind::decimal_text_box:
    case WidgetKind::long_decimal_text_box:
        return kind == "decimal" || kind == "longDecimal" || kind == "text";
    case WidgetKind::text_box:
    case WidgetKind::combo_box:
        return kind == "text";
    case WidgetKind::multi_text_box:
        return kind == "multiText";
    case WidgetKind::check_box:
        return kind == "boolean";
    case WidgetKind::drop_down_list:
        return kind == "enum";
    case WidgetKind::list_box:
        return kind == "list";
    }
    return false;
}

/// One policy's presentation in one ADML file.
class PresentationCheck {
public:
    PresentationCheck(const PolicyDefinition& policy, DocumentLog& log) : policy_(policy), log_(log) {}

    void check(std::span<const WidgetEntry> widgets, std::uint32_t offset)
    {
        for (const auto& widget : widgets) {
            check_values(widget);
            if (widget.kind != WidgetKind::text) {
                check_element(widget);
            }
        }
        for (const auto& element : policy_.elements) {
            if (std::none_of(widgets.begin(), widgets.end(), [&](const WidgetEntry& widget) {
                    return alike(trimmed(widget.element_id), element.id);
                })) {
                say("element_without_widget", offset, "nothing sets element " + shown(element.id),
                    "add a widget with refId=\"" + printable(element.id.substr(0, 120)) + '"');
            }
        }
    }

private:
    static std::string shown(std::string_view text) { return '"' + printable(text.substr(0, 120)) + '"'; }

    void say(std::string_view code, std::size_t offset, const std::string& message, std::string hint)
    {
        log_.add({Severity::warning, code,
                  "presentation of policy " + printable(policy_.name.substr(0, 120)) + ": " + message, std::move(hint)},
                 offset);
    }

    void check_element(const WidgetEntry& widget)
    {
        const auto id = trimmed(widget.element_id);
        const auto found = std::find_if(policy_.elements.begin(), policy_.elements.end(),
                                        [&](const PolicyElement& element) { return alike(element.id, id); });
        if (found == policy_.elements.end()) {
            say("widget_without_element", widget.offset, "the policy has no element " + shown(id),
                "mend the refId, or remove the widget");
            return;
        }
        if (!can_set(widget.kind, *found)) {
            say("widget_kind_mismatch", widget.offset,
                'a' + (" " + std::string(to_string(widget.kind))) + " cannot set the " +
                    std::string(kind_name(*found)) + " element " + shown(id),
                "use the widget that belongs to the element");
        }
        check_default(widget, *found);
        const auto* const choice = std::get_if<EnumElement>(&found->body);
        const auto item = parse_number<std::size_t>(widget.default_item);
        if (choice != nullptr && item && *item >= choice->items.size()) {
            say("default_item_out_of_range", widget.offset,
                "defaultItem is " + std::to_string(*item) + ", the enum has " + std::to_string(choice->items.size()) +
                    " items",
                "items are counted from 0");
        }
    }

    /// What the dialog starts with has to be something that it takes.
    void check_default(const WidgetEntry& widget, const PolicyElement& element)
    {
        const auto* const number = std::get_if<DecimalElement>(&element.body);
        const auto value = parse_number<std::uint64_t>(widget.default_value);
        const auto least =
            number == nullptr ? 0 : static_cast<std::uint64_t>(std::max<std::int64_t>(number->minimum, 0));
        if (number != nullptr && value && (*value < least || *value > number->maximum)) {
            say("default_out_of_range", widget.offset,
                "element " + shown(element.id) + " starts with " + std::to_string(*value) + " and takes " +
                    std::to_string(number->minimum) + " to " + std::to_string(number->maximum),
                "mend defaultValue, or minValue and maxValue, which are 0 and 9999 where they are not written");
        }
        const auto* const text = std::get_if<TextElement>(&element.body);
        const auto length = to_utf16le(trimmed(widget.default_text)).size() / 2;
        if (text != nullptr && length > text->max_length) {
            say("default_too_long", widget.offset,
                "element " + shown(element.id) + " starts with " + std::to_string(length) + " characters and takes " +
                    std::to_string(text->max_length),
                "shorten the default, or raise maxLength, which is 1023 where it is not written");
        }
    }

    void check_values(const WidgetEntry& widget)
    {
        const std::array<std::pair<std::string_view, std::string_view>, 4> numbers = {
            {{"defaultValue", widget.default_value},
             {"defaultItem", widget.default_item},
             {"spinStep", widget.spin_step},
             {"defaultHeight", widget.default_height}}};
        const bool has_number =
            widget.kind == WidgetKind::decimal_text_box || widget.kind == WidgetKind::long_decimal_text_box;
        for (const auto& [name, value] : numbers) {
            const bool is_other = name == "defaultValue" && !has_number;
            if (value.data() != nullptr && !is_other && !parse_number<std::uint64_t>(value)) {
                say("bad_number", widget.offset, std::string(name) + " is " + shown(value), std::string(number_hint));
            }
        }
        const std::array<std::pair<std::string_view, std::string_view>, 4> flags = {
            {{"defaultChecked", widget.default_checked},
             {"noSort", widget.no_sort},
             {"spin", widget.spin},
             {"showAsDialog", widget.show_as_dialog}}};
        for (const auto& [name, value] : flags) {
            if (value.data() != nullptr && !parse_flag(value)) {
                say("bad_boolean", widget.offset, std::string(name) + " is " + shown(value), "write true or false");
            }
        }
    }

    const PolicyDefinition& policy_;
    DocumentLog& log_;
};

} // namespace

void Linker::lint()
{
    std::size_t first = 0; // of a file's policies
    for (const auto& owner : definitions_) {
        for (std::size_t i = first; i < first + owner.policy_count; ++i) {
            lint_presentation(owner, linked_.policies[i]);
            lint_items(linked_.policies[i]);
        }
        lint_revision(owner);
        first += owner.policy_count;
    }
    std::set<ResourcesFile*> best; // files that nobody asks first may hold what only others need
    for (const auto& owner : definitions_) {
        if (!owner.resources.empty()) {
            best.insert(owner.resources.front());
        }
    }
    for (auto& resources : resources_) {
        if (best.contains(&resources)) {
            lint_unused(resources);
        }
    }
}

void Linker::lint_presentation(const DefinitionsFile& owner, const PolicyDefinition& policy)
{
    for (auto* const resources : owner.resources) {
        auto& table = resources->content.presentations;
        if (const auto* const entry = policy.presentation.empty() ? nullptr : table.find(policy.presentation)) {
            used_presentations_.insert(entry);
            PresentationCheck(policy, log_of(resources->file)).check(table.widgets_of(*entry), entry->offset);
            return;
        }
    }
}

ResourcesFile* Linker::asked_resources(const DefinitionsFile& owner) const
{
    const bool is_asked = !owner.resources.empty() && equals_icase(owner.resources.front()->language, language_);
    return is_asked ? owner.resources.front() : nullptr;
}

void Linker::complain_untranslated(const DefinitionsFile& owner, std::string_view what, std::string_view id)
{
    const auto* const asked = asked_resources(owner);
    if (asked == nullptr || !is_first_miss({.file = asked->file}, what, id)) {
        return;
    }
    log_of(asked->file)
        .add_about_file({Severity::warning, what == "string" ? "untranslated_string" : "untranslated_presentation",
                         named(what, id) + " is named by the ADMX file, and only other languages have it",
                         "add it: Windows takes all texts of a file from one language"});
}

void Linker::lint_items(const PolicyDefinition& policy)
{
    for (const auto& element : policy.elements) {
        const auto* const choice = std::get_if<EnumElement>(&element.body);
        std::map<std::string_view, std::size_t> places;
        for (std::size_t i = 0; choice != nullptr && i < choice->items.size(); ++i) {
            const auto name = trimmed(choice->items[i].display_name);
            const auto [at, is_first] = places.emplace(name, i);
            if (!is_first && !name.empty()) {
                complain({.file = policy.place.file, .offset = element.offset}, "duplicate_item_name",
                         named("policy", policy.name) + ": items #" + std::to_string(at->second + 1) + " and #" +
                             std::to_string(i + 1) + " of enum \"" + printable(element.id.substr(0, 120)) +
                             "\" are both called \"" + printable(name.substr(0, 120)) + '"',
                         "give each a name of its own");
            }
        }
    }
}

namespace {

/// "5.0" as its two numbers; nullopt: something else.
std::optional<std::pair<std::uint32_t, std::uint32_t>> revision_of(std::string_view text)
{
    const auto dot = text.find('.');
    const auto major = parse_number<std::uint32_t>(text.substr(0, dot));
    const auto minor =
        parse_number<std::uint32_t>(dot == std::string_view::npos ? std::string_view("0") : text.substr(dot + 1));
    return major && minor ? std::optional(std::pair(*major, *minor)) : std::nullopt;
}

} // namespace

void Linker::lint_revision(const DefinitionsFile& owner)
{
    auto* const resources = asked_resources(owner);
    const auto required = revision_of(owner.content.min_required_revision);
    const auto actual = resources == nullptr ? std::nullopt : revision_of(resources->content.revision);
    if (required && actual && *actual < *required) {
        log_of(resources->file)
            .add({Severity::warning, "old_resources",
                  "revision " + printable(resources->content.revision) + " is below minRequiredRevision " +
                      printable(owner.content.min_required_revision) + " of the ADMX file",
                  "bring the texts up to date, then raise the revision"},
                 0);
    }
}

void Linker::lint_unused(ResourcesFile& resources)
{
    auto& log = log_of(resources.file);
    for (const auto& entry : resources.content.strings.entries) {
        const bool is_repeated = resources.content.strings.find(entry.id) != &entry; // that is said already
        if (!entry.is_used && !is_repeated) {
            log.add({Severity::warning, "unreferenced_string",
                     named("string", entry.id) + " is used by nothing in the ADMX file",
                     "remove it, or mend the reference that should name it"},
                    entry.offset);
        }
    }
    for (const auto& entry : resources.content.presentations.entries()) {
        const bool is_repeated = resources.content.presentations.find(entry.id) != &entry;
        if (!used_presentations_.contains(&entry) && !is_repeated) {
            log.add({Severity::warning, "unreferenced_presentation",
                     named("presentation", entry.id) + " is used by no policy of the ADMX file",
                     "remove it, or mend the policy that should name it"},
                    entry.offset);
        }
    }
}

} // namespace gpseal::admx
