#include "exchange/formats.hpp"
#include "exchange/text.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <array>

namespace gpseal::policy::exchange {

namespace {

/// Texts of blanks alone are data here: " " is what a deletion holds.
constexpr unsigned parse_options = pugi::parse_default | pugi::parse_ws_pcdata_single;

constexpr std::array settings_of_other_kinds{"SecurityTemplate", "AuditSubcategory", "CSE-Machine", "CSE-User"};

constexpr std::array<std::string_view, 5> named_references{"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"};

bool is_xml_character(std::uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0x10FFFF);
}

/// Whether what begins with '&' is one of XML's own references; the parser lets others through as text.
bool is_reference(std::string_view text)
{
    if (std::any_of(named_references.begin(), named_references.end(),
                    [text](std::string_view each) { return text.starts_with(each); })) {
        return true;
    }
    const bool hex = text.starts_with("&#x");
    const auto begin = hex ? std::size_t{3} : std::size_t{2};
    const auto end = text.substr(0, 16).find(';');
    if (!text.starts_with("&#") || end == std::string_view::npos) {
        return false;
    }
    const auto number = number_of<std::uint32_t>(text.substr(begin, end - begin), hex ? 16 : 10);
    return number && is_xml_character(*number);
}

/// What the parser would let pass, or take for more than text: asked before it sees the file.
std::optional<std::pair<std::size_t, std::string>> find_refused(std::string_view text)
{
    std::size_t tags = 0;
    for (auto at = text.find_first_of("<&"); at != std::string_view::npos; at = text.find_first_of("<&", at + 1)) {
        const auto rest = text.substr(at);
        if (rest.front() == '&' && !is_reference(rest)) {
            return std::pair(at, std::string("a reference that XML does not define begins with this &"));
        }
        if (rest.starts_with("<!--")) {
            const auto end = text.find("-->", at + 4);
            at = end == std::string_view::npos ? text.size() - 1 : end;
        } else if (rest.starts_with("<!")) {
            return std::pair(at, std::string("document types, entities and CDATA sections are not accepted"));
        }
        if (++tags > max_policy_rules_tags) {
            return std::pair(at, "more than " + std::to_string(max_policy_rules_tags) + " tags and references");
        }
    }
    const auto bad = std::find_if(text.begin(), text.end(),
                                  [](char c) { return has_control(std::string_view(&c, 1), "\t\r\n\x7F"); });
    if (bad != text.end()) {
        return std::pair(static_cast<std::size_t>(bad - text.begin()),
                         std::string("a control character stands in the text"));
    }
    return std::nullopt;
}

/// The members of a ComputerConfig or UserConfig element.
struct Rule {
    std::optional<std::string> key;
    std::optional<std::string> value_name;
    std::optional<std::string> type;
    std::optional<std::string> data;
    std::optional<std::string> source_file;
    std::optional<std::string> policy_name;
};

struct RuleMember {
    std::string_view name;
    std::optional<std::string> Rule::*value;
};
constexpr std::array rule_members{
    RuleMember{"Key", &Rule::key},
    RuleMember{"Value", &Rule::value_name},
    RuleMember{"RegType", &Rule::type},
    RuleMember{"RegData", &Rule::data},
    RuleMember{"SourceFile", &Rule::source_file},
    RuleMember{"PolicyName", &Rule::policy_name},
};

/// Null: there is no member of that name.
std::optional<std::string>* find_member(Rule& rule, std::string_view name)
{
    const auto* const found = std::find_if(rule_members.begin(), rule_members.end(),
                                           [name](const RuleMember& each) { return each.name == name; });
    return found == rule_members.end() ? nullptr : &(rule.*(found->value));
}

using Data = tl::expected<std::pair<RegistryType, std::string>, std::string>;

Data wrong(std::string why)
{
    return tl::unexpected<std::string>(std::move(why));
}

Data data_of(const std::string& type, const std::string& text)
{
    if (type == "REG_SZ") {
        return std::pair(RegistryType::sz, sz_data(text));
    }
    if (type == "REG_EXPAND_SZ") {
        return std::pair(RegistryType::expand_sz, sz_data(text));
    }
    if (type == "REG_DWORD") {
        const auto number = number_of<std::uint32_t>(text);
        return number ? Data(std::pair(RegistryType::dword, dword_data(*number)))
                      : wrong("the data of a REG_DWORD must be a number from 0 to 4294967295");
    }
    if (type == "REG_QWORD") {
        const auto number = number_of<std::uint64_t>(text);
        return number ? Data(std::pair(RegistryType::qword, qword_data(*number)))
                      : wrong("the data of a REG_QWORD must be a number from 0 to 18446744073709551615");
    }
    if (type == "REG_NONE" && text.empty()) {
        return std::pair(RegistryType::none, std::string());
    }
    if (type == "REG_MULTI_SZ" && text.empty()) {
        return std::pair(RegistryType::multi_sz, multi_sz_data({}));
    }
    return wrong("data of the type " + type + " is not understood, Microsoft documents no text for it");
}

/// Walks the elements and knows where they stand. The first failure sticks.
class PolicyRulesReader {
public:
    PolicyRulesReader(std::string text, std::string_view origin)
        : origin_(origin), text_(std::move(text)), document_(origin)
    {
    }

    Result<SourceDocument> read() &&
    {
        if (auto refused = find_refused(text_)) {
            return gpseal::fail(error_at(origin_, line_at(text_, refused->first), std::move(refused->second)));
        }
        pugi::xml_document xml;
        const auto parsed = xml.load_buffer(text_.data(), text_.size(), parse_options, pugi::encoding_utf8);
        if (!parsed) {
            return gpseal::fail(error_at(origin_, line_at(text_, static_cast<std::size_t>(parsed.offset)),
                                         ascii_lower(parsed.description())));
        }
        read_root(xml);
        if (error_) {
            return gpseal::fail(*std::move(error_));
        }
        note_others();
        return std::move(document_);
    }

private:
    void fail(pugi::xml_node node, std::string problem)
    {
        if (!error_) {
            const auto offset = node.offset_debug();
            error_ = error_at(origin_, line_at(text_, offset < 0 ? 0 : static_cast<std::size_t>(offset)),
                              std::move(problem));
        }
    }

    void read_root(const pugi::xml_document& xml)
    {
        const auto root = xml.document_element();
        if (std::string_view(root.name()) != "PolicyRules" || !root.next_sibling().empty() ||
            !root.first_attribute().empty()) {
            return fail(root, "the one root element must be <PolicyRules>");
        }
        for (const auto node : root.children()) {
            if (error_) {
                return;
            }
            read_child(node);
        }
    }

    void read_child(pugi::xml_node node)
    {
        const std::string_view name = node.name();
        if (node.type() == pugi::node_pcdata && trimmed(node.value()).find_first_not_of('\n') == std::string::npos) {
            return; // an empty list
        }
        if (name == "ComputerConfig") {
            read_rule(node, PolicyScope::computer);
        } else if (name == "UserConfig") {
            read_rule(node, PolicyScope::user);
        } else if (std::find(settings_of_other_kinds.begin(), settings_of_other_kinds.end(), name) !=
                   settings_of_other_kinds.end()) {
            others_ += name.starts_with("CSE") ? 0U : 1U;
        } else {
            fail(node, "only ComputerConfig, UserConfig, SecurityTemplate, AuditSubcategory, CSE-Machine and CSE-User "
                       "elements may stand here");
        }
    }

    void read_rule(pugi::xml_node node, PolicyScope scope)
    {
        Rule rule;
        if (!node.first_attribute().empty()) {
            fail(node, "the element cannot have attributes");
        }
        for (const auto child : node.children()) {
            auto* const member = find_member(rule, child.name());
            if (member == nullptr || *member || !child.first_attribute().empty()) {
                return fail(child, "here may stand Key, Value, RegType, RegData, SourceFile and PolicyName, each once");
            }
            *member = text_of(child);
        }
        if (!rule.key || !rule.value_name || !rule.type || !rule.data) {
            return fail(node, "the element needs Key, Value, RegType and RegData");
        }
        add(node, scope, rule);
    }

    std::string text_of(pugi::xml_node node)
    {
        const auto content = node.first_child();
        if (!content.empty() && (!content.next_sibling().empty() || content.type() != pugi::node_pcdata)) {
            fail(node, "only text may stand in this element");
        }
        return content.value();
    }

    void add(pugi::xml_node node, PolicyScope scope, const Rule& rule)
    {
        auto data = data_of(*rule.type, *rule.data);
        if (!data) {
            return fail(node, std::move(data.error()));
        }
        auto added = document_.add({.scope = scope, .policy_name = rule.policy_name.value_or("")},
                                   make_entry(*rule.key, *rule.value_name, data->first, std::move(data->second)));
        if (!added && !error_) {
            error_ = added.error();
        }
    }

    void note_others()
    {
        if (others_ != 0) {
            document_.note({Severity::note, "other_settings",
                            std::to_string(others_) +
                                " security template and audit settings are left out, no registry.pol holds them",
                            "", std::string(origin_)});
        }
    }

    std::string_view origin_;
    std::string text_;
    SourceDocument document_;
    std::size_t others_ = 0;
    std::optional<Error> error_;
};

} // namespace

Result<SourceDocument> read_policy_rules(std::string text, std::string_view origin)
{
    return PolicyRulesReader(std::move(text), origin).read();
}

} // namespace gpseal::policy::exchange
