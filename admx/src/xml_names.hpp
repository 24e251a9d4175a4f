#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gpseal::admx {

/// The names of elements and attributes that ADMX, ADML and CMTX files have, so that readers compare numbers. A name
/// that C++ has taken ends in an underscore; `other` is every name that is not listed.
enum class XmlName : std::uint8_t {
    other,
    // ADMX
    policy_definitions,
    policy_namespaces,
    target,
    using_,
    superseded_adm,
    annotation,
    resources,
    supported_on,
    products,
    product,
    major_version,
    minor_version,
    definitions,
    definition,
    and_,
    or_,
    range,
    reference,
    categories,
    category,
    parent_category,
    see_also,
    keywords,
    policies,
    policy,
    enabled_value,
    disabled_value,
    enabled_list,
    disabled_list,
    elements,
    boolean,
    decimal,
    long_decimal,
    text,
    multi_text,
    enum_,
    list,
    true_value,
    false_value,
    true_list,
    false_list,
    item,
    value,
    value_list,
    string,
    delete_,
    // ADML
    policy_definition_resources,
    display_name,
    description,
    string_table,
    presentation_table,
    presentation,
    decimal_text_box,
    long_decimal_text_box,
    text_box,
    multi_text_box,
    check_box,
    combo_box,
    dropdown_list,
    list_box,
    label,
    default_,
    default_value,
    suggestion,
    // CMTX
    policy_comments,
    comments,
    adm_template,
    comment,
    // attributes that are no elements
    additive,
    application,
    class_,
    client_extension,
    comment_text,
    default_checked,
    default_height,
    default_item,
    default_key,
    expandable,
    explain_text,
    explicit_value,
    fallback_culture,
    file_name,
    id,
    key,
    max_length,
    max_strings,
    max_value,
    max_version_index,
    min_required_revision,
    min_value,
    min_version_index,
    name,
    namespace_,
    no_sort,
    policy_ref,
    prefix,
    ref,
    ref_id,
    required,
    revision,
    schema_version,
    show_as_dialog,
    soft,
    spin,
    spin_step,
    store_as_text,
    value_name,
    value_prefix,
    version_index,
    count,
};

/// As the schemas spell it: "policyDefinitions"; empty for `other`.
[[nodiscard]] std::string_view spelling_of(XmlName name);

/// A name as written and the one that it is, without regard to ASCII case.
struct ReadName {
    std::size_t size = 0;
    XmlName name = XmlName::other;
};

/// Reads a name that ends with a NUL; there have to be read_name_stride bytes from its first and from its NUL on.
[[nodiscard]] ReadName read_name(const char* text);
constexpr std::size_t read_name_stride = 16;

} // namespace gpseal::admx
