#include "exchange/formats.hpp"
#include "exchange/text.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <algorithm>

namespace gpseal::policy::exchange {

namespace {

constexpr std::string_view line_end = "\r\n";
/// The client side extension that applies a registry.pol, as Policy Analyzer lists it.
constexpr std::string_view registry_extension =
    "<GUID>{35378EAC-683F-11D2-A89A-00C04FBBCFA2}</GUID><Name>Registry Policy</Name>";

std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '&':
            out += "&amp;";
            break;
        case '\r':
            out += "&#xD;"; // a reader of XML makes a line feed of it otherwise
            break;
        default:
            out += c;
        }
    }
    return out;
}

void append_element(std::string& out, std::string_view name, std::string_view text)
{
    out.append("<").append(name).append(">").append(escaped(text)).append("</").append(name).append(">");
}

bool is_xml_text(std::string_view text)
{
    return !has_control(text, "\t\r\n\x7F") && text.find("\xEF\xBF\xBE") == std::string_view::npos &&
           text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

/// Around the entries: the root, and the extension with its two members.
constexpr std::size_t frame_tags = 2 + 2 + 4;

std::size_t tags_in(std::string_view xml)
{
    return static_cast<std::size_t>(std::count_if(xml.begin(), xml.end(), [](char c) { return c == '<' || c == '&'; }));
}

struct DataText {
    std::string text;
    std::string why_not;
};

DataText sz_text(const RegistryInstruction& entry)
{
    const auto text = terminated_text(entry.data);
    if (!text) {
        return {{}, "a " + to_string(entry.type) + " that is not one well-formed text with one NUL at its end"};
    }
    if (!is_xml_text(*text)) {
        return {{}, "a " + to_string(entry.type) + " with a character that XML has no place for"};
    }
    return {*text, {}};
}

/// A guess would be read as another value by the tool that wrote the format.
DataText undocumented(const char* what)
{
    return {{}, std::string(what) + ", for which Microsoft documents no text"};
}

DataText data_text(const RegistryInstruction& entry)
{
    ByteReader in(entry.data);
    const auto size = entry.data.size();
    switch (entry.type) {
    case RegistryType::sz:
    case RegistryType::expand_sz:
        return sz_text(entry);
    case RegistryType::dword:
        if (size == 4) {
            return {std::to_string(in.u32le()), {}};
        }
        break;
    case RegistryType::qword:
        if (size == 8) {
            return {std::to_string(in.u64le()), {}};
        }
        break;
    case RegistryType::none:
        if (size == 0) {
            return {};
        }
        break;
    case RegistryType::multi_sz:
        return size == 2 && in.u16le() == 0 ? DataText{} : undocumented("a REG_MULTI_SZ with strings");
    case RegistryType::binary:
        return undocumented("a REG_BINARY");
    case RegistryType::dword_big_endian:
    case RegistryType::link:
        break;
    }
    return {{}, "a " + to_string(entry.type) + " with " + std::to_string(size) + " bytes of data"};
}

std::string unfit(const char* what, const std::optional<std::string>& name)
{
    auto why = unfit_name(what, name);
    return why.empty() && !is_xml_text(*name) ? std::string("a ") + what + " with a character that XML has no place for"
                                              : why;
}

} // namespace

PolicyRulesWriter::PolicyRulesWriter(const ExportOptions& options)
    : scope_(options.scope), tags_(frame_tags), out_("\xEF\xBB\xBF<PolicyRules>\r\n")
{
    append_element(tail_, "SourceFile", printable(options.file_name));
    append_element(tail_, "PolicyName", printable(options.policy_name));
}

std::string PolicyRulesWriter::add(const RegistryInstruction& entry)
{
    const auto key = well_formed(entry.key);
    const auto value_name = well_formed(entry.value_name);
    for (auto why_not : {unfit("key", key), unfit("value name", value_name)}) {
        if (!why_not.empty()) {
            return why_not;
        }
    }
    const auto [data, why_not] = data_text(entry);
    if (!why_not.empty()) {
        return why_not;
    }
    const std::string_view element = scope_ == PolicyScope::computer ? "ComputerConfig" : "UserConfig";
    const auto begin = out_.size();
    out_.append("<").append(element).append(">");
    append_element(out_, "Key", *key);
    append_element(out_, "Value", *value_name);
    append_element(out_, "RegType", to_string(entry.type));
    append_element(out_, "RegData", data);
    out_.append(tail_).append("</").append(element).append(">").append(line_end);
    tags_ += tags_in(std::string_view(out_).substr(begin));
    return tags_ <= max_policy_rules_tags
               ? std::string()
               : "more than " + std::to_string(max_policy_rules_tags) + " tags and references";
}

std::string PolicyRulesWriter::finish() &&
{
    const std::string_view element = scope_ == PolicyScope::computer ? "CSE-Machine" : "CSE-User";
    out_.append("<").append(element).append(">").append(registry_extension);
    out_.append("</").append(element).append(">").append(line_end).append("</PolicyRules>").append(line_end);
    return std::move(out_);
}

} // namespace gpseal::policy::exchange
