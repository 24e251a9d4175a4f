#include <gpseal/admx/finding_codes.hpp>

#include <algorithm>
#include <array>

namespace gpseal::admx {

namespace {

constexpr auto error = Severity::error;
constexpr auto warning = Severity::warning;
constexpr auto note = Severity::note;

constexpr std::array codes = {
    FindingCode{"attribute_case", note, "an attribute is spelt in another case than the schema's", true},
    FindingCode{"bad_boolean", warning, "a flag is neither true nor false, and counts as false"},
    FindingCode{"bad_class", error, "a policy's class is not Machine, User or Both; it is left out"},
    FindingCode{"bad_encoding", warning, "the bytes are not text in the encoding they begin with"},
    FindingCode{"bad_number", error, "a number is none, or does not fit"},
    FindingCode{"bad_value", error, "a value is missing where one has to be"},
    FindingCode{"category_cycle", error, "a category is its own ancestor"},
    FindingCode{"default_item_out_of_range", warning, "a dropdownList starts with an item that its enum lacks", true},
    FindingCode{"default_out_of_range", warning, "a number starts outside its element's minValue and maxValue", true},
    FindingCode{"default_too_long", warning, "a text starts longer than its element's maxLength", true},
    FindingCode{"doctype_refused", error, "the file has a document type declaration; it is refused"},
    FindingCode{"duplicate_attribute", error, "an attribute is given twice; the first counts", true},
    FindingCode{"duplicate_id", error, "an id or name is given twice in a file; the first counts"},
    FindingCode{"duplicate_item_name", warning, "two items of an enum have one name", true},
    FindingCode{"duplicate_item_value", warning, "two items of an enum set the same", true},
    FindingCode{"duplicate_namespace", error, "two files define one namespace; the first counts"},
    FindingCode{"element_case", note, "an element is spelt in another case than the schema's", true},
    FindingCode{"element_on_policy_value", note, "an element writes the policy's own value", true},
    FindingCode{"element_without_value_name", warning, "an element says no value to write", true},
    FindingCode{"element_without_widget", warning, "an element that nobody can set: its presentation lacks it", true},
    FindingCode{"empty_enum", warning, "an enum has no items", true},
    FindingCode{"empty_file", error, "the file is empty; it is refused"},
    FindingCode{"empty_value_name", warning,
                "valueName is there but empty: of a policy none, of others the key's default value", true},
    FindingCode{"encoding_label", note, "the XML declaration names another encoding than the bytes have", true},
    FindingCode{"html_page", error, "the file is an HTML page; it is refused"},
    FindingCode{"key_backslash", warning, "a registry key begins or ends with a backslash", true},
    FindingCode{"key_hive", warning, "a registry key begins with a hive, which would become part of its path", true},
    FindingCode{"key_slash", warning, "a registry key has a forward slash, which separates nothing there", true},
    FindingCode{"limit_too_large", warning, "a decimal's maxValue is above what its DWORD can hold", true},
    FindingCode{"limits_reversed", warning, "an element's lowest value is above its highest", true},
    FindingCode{"list_prefix_and_explicit", warning, "a list has both valuePrefix and explicitValue", true},
    FindingCode{"literal_display_name", warning, "a policy's displayName is no $(string.ID)", true},
    FindingCode{"malformed_xml", error, "the file is not well-formed XML; it is refused"},
    FindingCode{"missing_attribute", error, "an attribute without which nothing can be read is missing"},
    FindingCode{"missing_parent", error, "a parent category is defined by no file"},
    FindingCode{"missing_presentation", error, "a presentation is in no ADML file of the languages asked"},
    FindingCode{"missing_product", error, "a supportedOn definition refers to what no file defines"},
    FindingCode{"missing_string", error, "a string is in no ADML file of the languages asked"},
    FindingCode{"missing_supported_on", error, "a supportedOn definition is defined by no file"},
    FindingCode{"no_category", note, "a policy has no parent category", true},
    FindingCode{"no_namespace", error, "an ADMX file names no target namespace"},
    FindingCode{"no_presentation", warning, "a policy has elements but no presentation to set them in", true},
    FindingCode{"no_resources", error, "an ADMX file has no ADML file"},
    FindingCode{"no_supported_on", note, "a policy does not say what it is supported on", true},
    FindingCode{"no_xmlns", note, "the root element declares no XML namespace", true},
    FindingCode{"nul_character", error, "a NUL character stands in the text; the file is refused"},
    FindingCode{"odd_id", note, "an id has characters other than letters, digits and underscores", true},
    FindingCode{"odd_xmlns", note, "the root element's XML namespace is not one of Microsoft's", true},
    FindingCode{"old_resources", warning, "an ADML file's revision is below the ADMX file's minRequiredRevision", true},
    FindingCode{"policy_sets_nothing", warning, "a policy has no value, no list and no element", true},
    FindingCode{"same_states", warning, "two states of a policy or check box write the same value", true},
    FindingCode{"shared_value", warning, "two elements of a policy write one value", true},
    FindingCode{"stray_text", warning, "text stands where only elements may", true},
    FindingCode{"too_deep", error, "elements are nested too deep; the file is refused"},
    FindingCode{"too_large", error, "the file is larger than is read; it is refused"},
    FindingCode{"too_many_findings", note, "the file has more findings than are reported"},
    FindingCode{"too_many_nodes", error, "the file has more elements or attributes than are read; it is refused"},
    FindingCode{"unknown_attribute", warning, "an attribute that the schema does not have there", true},
    FindingCode{"unknown_element", warning, "an element that the schema does not have there"},
    FindingCode{"unreadable_file", error, "a file that cannot be read: no permission, no regular file, too large"},
    FindingCode{"unreferenced_presentation", note, "a presentation that no policy of the file names", true},
    FindingCode{"unreferenced_string", note, "a string that nothing in the file names", true},
    FindingCode{"untranslated_presentation", error, "an ADML file lacks a presentation that its other languages have",
                true},
    FindingCode{"untranslated_string", error, "an ADML file lacks a string that its other languages have", true},
    FindingCode{"value_without_name", warning, "enabledValue or disabledValue without a valueName to write to", true},
    FindingCode{"widget_kind_mismatch", warning, "a widget cannot set the kind of element it is for", true},
    FindingCode{"widget_without_element", warning, "a widget is for an element that the policy lacks", true},
    FindingCode{"wrong_root", error, "the root element is that of another kind of file; it is refused"},
};

} // namespace

std::span<const FindingCode> finding_codes()
{
    return codes;
}

const FindingCode* find_finding_code(std::string_view code)
{
    const auto* const found =
        std::lower_bound(codes.begin(), codes.end(), code,
                         [](const FindingCode& entry, std::string_view wanted) { return entry.code < wanted; });
    return found != codes.end() && found->code == code ? found : nullptr;
}

} // namespace gpseal::admx
