#include "admx_details.hpp"
#include "admx_view.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace gpseal::app {

namespace {

void append_wrapped(std::string& out, const std::string& line, std::size_t width, const std::string& indent)
{
    for (const auto& part : wrap(line, width)) {
        out += indent + part + '\n';
    }
}

/// One line of a text that its author may have indented: under the item of a list, for one.
struct TextLine {
    std::string text;
    std::size_t indent = 0;
};

TextLine text_line(std::string_view line)
{
    constexpr std::size_t tab = 4;
    TextLine out{.text = read_line(line)};
    for (const char c : line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()))) {
        out.indent += c == '\t' ? tab - out.indent % tab : 1;
    }
    return out;
}

std::string wrapped(std::string_view text, std::size_t width)
{
    std::vector<TextLine> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text_line(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    const auto filled = [](const TextLine& line) { return !line.text.empty(); };
    const auto first = std::find_if(lines.begin(), lines.end(), filled);
    const auto last = std::find_if(lines.rbegin(), std::make_reverse_iterator(first), filled).base();
    std::string out;
    std::for_each(first, last, [&](const TextLine& line) {
        if (line.text.empty()) {
            out += '\n';
        } else {
            const auto indent = std::min(line.indent, width / 2);
            append_wrapped(out, line.text, width - indent, std::string(indent, ' '));
        }
    });
    return out;
}

void field(std::string& out, const char* name, const std::string& value)
{
    if (!value.empty()) {
        out += "  " + pad(name, 14) + value + '\n';
    }
}

std::string value_text(const admx::RegistryValue& value)
{
    switch (value.kind) {
    case admx::ValueKind::decimal:
        return "DWORD " + std::to_string(value.number);
    case admx::ValueKind::long_decimal:
        return "QWORD " + std::to_string(value.number);
    case admx::ValueKind::string:
        return "text \"" + one_line(value.text) + '"';
    case admx::ValueKind::deletion:
        return "value deleted";
    case admx::ValueKind::unreadable:
        return "unreadable \"" + one_line(value.text) + '"';
    }
    return {};
}

std::string state_text(const admx::PolicyDefinition& policy, const std::optional<admx::RegistryValue>& value,
                       const char* default_text)
{
    if (value) {
        return value_text(*value);
    }
    return policy.value_name.empty() ? std::string{} : default_text;
}

void append_list(std::string& out, const std::string& indent, const admx::RegistryList& items, std::string_view key)
{
    for (const auto& item : items) {
        out += indent + one_line(item.key.empty() ? key : item.key) + '!' + one_line(item.value_name) + " = " +
               value_text(item.value) + '\n';
    }
}

void append_list_field(std::string& out, const char* name, const std::optional<admx::RegistryList>& items,
                       std::string_view key)
{
    if (items && !items->empty()) {
        out += std::string("  ") + name + '\n';
        append_list(out, "    ", *items, key);
    }
}

/// What limits an element, in words.
struct Limits {
    std::vector<std::string> words;

    void flag(bool is_set, const char* word)
    {
        if (is_set) {
            words.emplace_back(word);
        }
    }
    void operator()(const admx::BooleanElement& element)
    {
        const auto state = [&](const char* name, const std::optional<admx::RegistryValue>& value) {
            if (value) {
                words.push_back(std::string(name) + ' ' + value_text(*value));
            }
        };
        state("checked:", element.true_value);
        state("unchecked:", element.false_value);
    }
    void operator()(const admx::DecimalElement& element)
    {
        flag(element.required, "required");
        words.push_back(std::to_string(element.minimum) + " to " + std::to_string(element.maximum));
        flag(element.store_as_text, "stored as text");
        flag(element.soft, "soft");
    }
    void operator()(const admx::TextElement& element)
    {
        flag(element.required, "required");
        words.push_back("at most " + std::to_string(element.max_length) + " characters");
        flag(element.expandable, "expandable");
        flag(element.soft, "soft");
    }
    void operator()(const admx::MultiTextElement& element)
    {
        flag(element.required, "required");
        words.push_back("lines of at most " + std::to_string(element.max_length) + " characters");
        if (element.max_strings > 0) {
            words.push_back("at most " + std::to_string(element.max_strings) + " lines");
        }
        flag(element.soft, "soft");
    }
    void operator()(const admx::EnumElement& element) { flag(element.required, "required"); }
    void operator()(const admx::ListElement& element)
    {
        if (element.value_prefix) {
            words.push_back("values named " + one_line(*element.value_prefix) + "1, " +
                            one_line(*element.value_prefix) + "2 …");
        }
        flag(element.explicit_value, "names and values");
        flag(element.additive, "additive");
        flag(element.expandable, "expandable");
    }
};

/// The items with their places, by which pol set can name them.
void append_items(std::string& out, const admx::EnumElement& element, std::string_view key)
{
    std::size_t longest = 0;
    for (const auto& item : element.items) {
        longest = std::max(longest, width_of(value_text(item.value)));
    }
    const auto place_width = std::to_string(element.items.size()).size() + 3;
    std::size_t place = 0;
    for (const auto& item : element.items) {
        out += "      " + pad('#' + std::to_string(++place), place_width) + pad(value_text(item.value), longest + 2) +
               read_line(item.display_name) + '\n';
        append_list(out, "        ", item.value_list, key);
    }
}

/// Where one policy's page is being written.
struct Page {
    const admx::PolicyDefinition& policy;
    const admx::Presentation& presentation;
    std::size_t width;
};

std::size_t narrower(std::size_t width, std::size_t by)
{
    return width > by ? width - by : width;
}

void append_element(std::string& out, const admx::PolicyElement& element, const Page& page)
{
    const auto& policy = page.policy;
    const auto key = element.key.empty() ? policy.key : element.key;
    out += "    " + one_line(element.id) + " (" + std::string(kind_name(element)) + ")";
    if (!element.value_name.empty()) {
        out += ": value " + one_line(element.value_name);
    }
    out += '\n';
    if (!element.key.empty()) {
        out += "      in " + one_line(element.key) + '\n';
    }
    Limits limits;
    std::visit([&](const auto& body) { limits(body); }, element.body);
    std::string line;
    for (const auto& word : limits.words) {
        line += (line.empty() ? "" : ", ") + word;
    }
    if (!line.empty()) {
        append_wrapped(out, line, narrower(page.width, 6), "      ");
    }
    if (const auto* const widget = page.presentation.of(element.id)) {
        append_wrapped(out, read_line(widget_text(*widget, &element)), narrower(page.width, 6), "      ");
    }
    if (const auto* const choice = std::get_if<admx::EnumElement>(&element.body)) {
        append_items(out, *choice, key);
    }
    if (const auto* const box = std::get_if<admx::BooleanElement>(&element.body)) {
        append_list(out, "      checked: ", box->true_list.value_or(admx::RegistryList{}), key);
        append_list(out, "      unchecked: ", box->false_list.value_or(admx::RegistryList{}), key);
    }
}

/// A field that may be longer than a line.
void append_field(std::string& out, const char* name, std::string_view value, std::size_t width)
{
    constexpr std::size_t indent = 16;
    const auto flat = read_line(value);
    if (flat.empty()) {
        return;
    }
    std::string head = "  " + pad(name, indent - 2);
    for (const auto& line : wrap(flat, narrower(width, indent))) {
        out.append(std::exchange(head, std::string(indent, ' '))).append(line).append(1, '\n');
    }
}

/// The texts that a presentation shows between its widgets.
void append_notes(std::string& out, const admx::Presentation& presentation, std::size_t width)
{
    for (const auto& widget : presentation.widgets) {
        if (widget.kind == admx::WidgetKind::text) {
            append_field(out, "Note", widget.label, width);
        }
    }
}

} // namespace

std::string admx_page(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy, std::size_t width)
{
    bool complete = true;
    const auto category = catalog.category_path(policy, &complete);
    const auto& file = catalog.file_of(policy);
    std::string out = read_line(policy.display_name) + '\n';
    field(out, "Policy", one_line(policy.name));
    field(out, "Namespace", one_line(file.target_namespace));
    field(out, "Class", std::string(to_string(policy.policy_class)));
    field(out, "Category",
          read_line(category) + (complete ? "" : " (a parent category is not defined by any file read)"));
    field(out, "Supported on", read_line(policy.supported_on));
    if (policy.support) {
        const auto& support = catalog.support_definitions()[*policy.support];
        if (support.conditions.size() > 1) { // one alone is what the text has said
            append_field(out, "", describe_support(catalog, support), width);
        }
    }
    field(out, "Key", one_line(policy.key));
    field(out, "Value", one_line(policy.value_name));
    field(out, "Enabled", state_text(policy, policy.enabled_value, "DWORD 1"));
    field(out, "Disabled", state_text(policy, policy.disabled_value, "value deleted"));
    field(out, "File", one_line(file.path));
    for (const auto text : policy.see_also) {
        field(out, "See also", one_line(text));
    }
    field(out, "Keywords", read_line(policy.keywords));
    append_list_field(out, "Enabled also sets", policy.enabled_list, policy.key);
    append_list_field(out, "Disabled also sets", policy.disabled_list, policy.key);
    const auto presentation = catalog.presentation_of(policy).value_or(admx::Presentation{});
    if (!policy.elements.empty()) {
        out += "  Elements\n";
        for (const auto& element : policy.elements) {
            append_element(out, element, {policy, presentation, width});
        }
    }
    append_notes(out, presentation, width);
    if (const auto explanation = wrapped(policy.explain_text, width); !explanation.empty()) {
        out += '\n' + explanation;
    }
    return out;
}

} // namespace gpseal::app
