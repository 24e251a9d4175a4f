#include "admx_details.hpp"
#include "admx_view.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/resultant_policies.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace gpseal::app {

std::string one_line(std::string_view text)
{
    std::string flat(text);
    std::replace_if(
        flat.begin(), flat.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    const auto first = flat.find_first_not_of(' ');
    return first == std::string::npos ? std::string{}
                                      : printable(flat.substr(first, flat.find_last_not_of(' ') - first + 1));
}

std::string read_line(std::string_view text)
{
    constexpr std::string_view unseen[] = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"};
    std::string visible(text);
    for (const auto mark : unseen) {
        for (auto at = visible.find(mark); at != std::string::npos; at = visible.find(mark, at)) {
            visible.erase(at, mark.size());
        }
    }
    return one_line(visible);
}

namespace {

std::string registry_place(const admx::PolicyDefinition& policy)
{
    return one_line(policy.key) + (policy.value_name.empty() ? "" : '!' + one_line(policy.value_name));
}

std::string wide_table(const admx::PolicyCatalog& catalog, const PolicyRows& rows)
{
    std::vector<std::string> headers{"POLICY", "CLASS", "DISPLAY NAME", "CATEGORY"};
    if (rows.has_registry) {
        headers.insert(headers.end(), {"KEY", "VALUE"});
    }
    Table table(headers);
    for (const auto* const policy : rows.policies) {
        std::vector<std::string> cells{one_line(policy->name), std::string(to_string(policy->policy_class)),
                                       read_line(policy->display_name),
                                       read_line(policy::category_below_templates(catalog, *policy))};
        if (rows.has_registry) {
            cells.insert(cells.end(), {one_line(policy->key), one_line(policy->value_name)});
        }
        table.add(cells);
    }
    return table.text(0);
}

/// A policy in some lines: its name, what it is called, its category, what it writes. A name is never broken: it is
/// there to be copied.
class NarrowTable {
public:
    NarrowTable(const PolicyRows& rows, std::size_t width) : width_(width)
    {
        std::size_t longest = std::string_view("POLICY").size();
        for (const auto* const policy : rows.policies) {
            longest = std::max(longest, width_of(one_line(policy->name)));
        }
        name_width_ = std::min(longest, std::max(narrowest_, width / 2)) + 2;
        is_beside_ = width > name_width_ + class_width_ + narrowest_;
        add("POLICY", "CLASS", "DISPLAY NAME");
        add_below("CATEGORY");
        add_below(rows.has_registry ? "KEY!VALUE" : "");
    }

    void add(const std::string& name, std::string_view policy_class, const std::string& display_name)
    {
        const auto rest = pad(std::string(policy_class), class_width_);
        if (!is_beside_ || width_of(name) + 2 > name_width_) {
            out_ += name + '\n';
            add_folded(indent_ + rest, display_name);
        } else {
            add_folded(pad(name, name_width_) + rest, display_name);
        }
    }

    void add_below(const std::string& text) { add_folded(std::string(indent_), text); }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void add_folded(std::string head, const std::string& text)
    {
        for (const auto& line : fold(text, width_ - width_of(head))) {
            out_ += head + line + '\n';
            head = std::string(width_of(head), ' ');
        }
    }

    static constexpr std::size_t class_width_ = 9;
    static constexpr std::size_t narrowest_ = 20; ///< of a name, and of what stands beside it
    static constexpr const char* indent_ = "    ";
    std::size_t width_;
    std::size_t name_width_ = 0;
    bool is_beside_ = false;
    std::string out_;
};

bool fits(std::string_view text, std::size_t width)
{
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        if (width_of(line) > width) {
            return false;
        }
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return true;
}

std::string files_table(const admx::PolicyCatalog& catalog, const Diagnostics& findings, std::size_t width)
{
    const auto count = [](std::size_t number, const char* one, const char* many) {
        return std::to_string(number) + ' ' + (number == 1 ? one : many);
    };
    Table table({"HOLDS", "STATUS", "FILE"});
    for (const auto& file : catalog.files()) {
        table.add(
            {file.kind == admx::FileKind::definitions
                 ? count(file.policies, "policy", "policies") + ", " + count(file.categories, "category", "categories")
                 : count(file.strings, "string", "strings") + ", " +
                       count(file.presentations, "presentation", "presentations"),
             std::string(to_string(file.status)), file.path});
    }
    for (const auto& path : unread_files(findings)) {
        table.add({"-", std::string(to_string(admx::FileStatus::refused)), path});
    }
    return table.text(width);
}

} // namespace

std::string policies_table(const admx::PolicyCatalog& catalog, const PolicyRows& rows, std::size_t width)
{
    auto wide = wide_table(catalog, rows);
    if (width == 0 || fits(wide, width)) {
        return wide;
    }
    NarrowTable table(rows, width);
    for (const auto* const policy : rows.policies) {
        table.add(one_line(policy->name), to_string(policy->policy_class),
                  policy->display_name.empty() ? "-" : read_line(policy->display_name));
        table.add_below(read_line(policy::category_below_templates(catalog, *policy)));
        table.add_below(rows.has_registry ? registry_place(*policy) : "");
    }
    return table.take();
}

std::string admx_table(const admx::PolicyCatalog& catalog, std::size_t width, const Diagnostics& findings)
{
    PolicyRows rows{.policies = {}, .has_registry = true};
    for (const auto& policy : catalog.policies()) {
        if (!policy.shadowed) {
            rows.policies.push_back(&policy);
        }
    }
    return policies_table(catalog, rows, width) + '\n' + files_table(catalog, findings, width);
}

} // namespace gpseal::app
