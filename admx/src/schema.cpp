#include "schema.hpp"

#include <algorithm>

namespace gpseal::admx {

namespace {

using N = XmlName;

constexpr SchemaRow rows[] = {
    // clang-format off
    {N::other, N::policy_definitions, SchemaText::none, {N::revision, N::schema_version}},
    {N::other, N::policy_definition_resources, SchemaText::none, {N::revision, N::schema_version}},
    {N::policy_definitions, N::policy_namespaces, SchemaText::none, {}},
    {N::policy_definitions, N::supported_on, SchemaText::none, {}},
    {N::policy_definitions, N::categories, SchemaText::none, {}},
    {N::policy_definitions, N::policies, SchemaText::none, {}},
    {N::policy_definitions, N::superseded_adm, SchemaText::none, {N::file_name}},
    {N::policy_definitions, N::annotation, SchemaText::anything, {N::application}},
    {N::policy_definition_resources, N::annotation, SchemaText::anything, {N::application}},
    {N::category, N::annotation, SchemaText::anything, {N::application}},
    {N::policy, N::annotation, SchemaText::anything, {N::application}},
    {N::policy_definitions, N::resources, SchemaText::none, {N::min_required_revision, N::fallback_culture}},
    {N::policy_definition_resources, N::resources, SchemaText::none, {N::min_required_revision, N::fallback_culture}},
    {N::policy_namespaces, N::target, SchemaText::none, {N::prefix, N::namespace_}},
    {N::policy_namespaces, N::using_, SchemaText::none, {N::prefix, N::namespace_}},
    {N::supported_on, N::products, SchemaText::none, {}},
    {N::supported_on, N::definitions, SchemaText::none, {}},
    {N::products, N::product, SchemaText::none, {N::name, N::display_name}},
    {N::product, N::major_version, SchemaText::none, {N::name, N::display_name, N::version_index}},
    {N::major_version, N::minor_version, SchemaText::none, {N::name, N::display_name, N::version_index}},
    {N::definitions, N::definition, SchemaText::none, {N::name, N::display_name}},
    {N::definition, N::or_, SchemaText::none, {}},
    {N::definition, N::and_, SchemaText::none, {}},
    {N::or_, N::reference, SchemaText::none, {N::ref}},
    {N::and_, N::reference, SchemaText::none, {N::ref}},
    {N::or_, N::range, SchemaText::none, {N::ref, N::min_version_index, N::max_version_index}},
    {N::and_, N::range, SchemaText::none, {N::ref, N::min_version_index, N::max_version_index}},
    {N::categories, N::category, SchemaText::none, {N::name, N::display_name, N::explain_text}},
    {N::category, N::parent_category, SchemaText::none, {N::ref}},
    {N::policy, N::parent_category, SchemaText::none, {N::ref}},
    {N::category, N::see_also, SchemaText::some, {}},
    {N::category, N::keywords, SchemaText::some, {}},
    {N::policy, N::see_also, SchemaText::some, {}},
    {N::policy, N::keywords, SchemaText::some, {}},
    {N::policies, N::policy, SchemaText::none, {N::name, N::class_, N::display_name, N::explain_text, N::presentation, N::key, N::value_name, N::client_extension}},
    {N::policy, N::supported_on, SchemaText::none, {N::ref}},
    {N::policy, N::enabled_value, SchemaText::none, {}},
    {N::policy, N::disabled_value, SchemaText::none, {}},
    {N::policy, N::elements, SchemaText::none, {}},
    {N::policy, N::enabled_list, SchemaText::none, {N::default_key}},
    {N::policy, N::disabled_list, SchemaText::none, {N::default_key}},
    {N::boolean, N::true_value, SchemaText::none, {}},
    {N::boolean, N::false_value, SchemaText::none, {}},
    {N::boolean, N::true_list, SchemaText::none, {N::default_key}},
    {N::boolean, N::false_list, SchemaText::none, {N::default_key}},
    {N::elements, N::boolean, SchemaText::none, {N::id, N::client_extension, N::key, N::value_name}},
    {N::elements, N::decimal, SchemaText::none, {N::id, N::client_extension, N::key, N::value_name, N::required, N::min_value, N::max_value, N::store_as_text, N::soft}},
    {N::elements, N::long_decimal, SchemaText::none, {N::id, N::client_extension, N::key, N::value_name, N::required, N::min_value, N::max_value, N::store_as_text, N::soft}},
    {N::elements, N::text, SchemaText::none, {N::id, N::client_extension, N::key, N::value_name, N::required, N::max_length, N::expandable, N::soft}},
    {N::elements, N::multi_text, SchemaText::none, {N::id, N::client_extension, N::key, N::value_name, N::required, N::max_length, N::max_strings, N::soft}},
    {N::elements, N::enum_, SchemaText::none, {N::id, N::client_extension, N::key, N::value_name, N::required}},
    {N::elements, N::list, SchemaText::none, {N::id, N::client_extension, N::key, N::value_prefix, N::additive, N::expandable, N::explicit_value}},
    {N::enum_, N::item, SchemaText::none, {N::display_name}},
    {N::item, N::value, SchemaText::none, {}},
    {N::item, N::value_list, SchemaText::none, {N::default_key}},
    {N::enabled_list, N::item, SchemaText::none, {N::key, N::value_name}},
    {N::disabled_list, N::item, SchemaText::none, {N::key, N::value_name}},
    {N::true_list, N::item, SchemaText::none, {N::key, N::value_name}},
    {N::false_list, N::item, SchemaText::none, {N::key, N::value_name}},
    {N::value_list, N::item, SchemaText::none, {N::key, N::value_name}},
    {N::enabled_value, N::decimal, SchemaText::none, {N::value}},
    {N::enabled_value, N::long_decimal, SchemaText::none, {N::value}},
    {N::disabled_value, N::decimal, SchemaText::none, {N::value}},
    {N::disabled_value, N::long_decimal, SchemaText::none, {N::value}},
    {N::true_value, N::decimal, SchemaText::none, {N::value}},
    {N::true_value, N::long_decimal, SchemaText::none, {N::value}},
    {N::false_value, N::decimal, SchemaText::none, {N::value}},
    {N::false_value, N::long_decimal, SchemaText::none, {N::value}},
    {N::value, N::decimal, SchemaText::none, {N::value}},
    {N::value, N::long_decimal, SchemaText::none, {N::value}},
    {N::enabled_value, N::string, SchemaText::some, {}},
    {N::disabled_value, N::string, SchemaText::some, {}},
    {N::true_value, N::string, SchemaText::some, {}},
    {N::false_value, N::string, SchemaText::some, {}},
    {N::value, N::string, SchemaText::some, {}},
    {N::enabled_value, N::delete_, SchemaText::none, {}},
    {N::disabled_value, N::delete_, SchemaText::none, {}},
    {N::true_value, N::delete_, SchemaText::none, {}},
    {N::false_value, N::delete_, SchemaText::none, {}},
    {N::value, N::delete_, SchemaText::none, {}},
    {N::policy_definition_resources, N::display_name, SchemaText::some, {}},
    {N::policy_definition_resources, N::description, SchemaText::some, {}},
    {N::resources, N::string_table, SchemaText::none, {}},
    {N::resources, N::presentation_table, SchemaText::none, {}},
    {N::string_table, N::string, SchemaText::some, {N::id}},
    {N::presentation_table, N::presentation, SchemaText::none, {N::id}},
    {N::presentation, N::text, SchemaText::some, {}},
    {N::presentation, N::decimal_text_box, SchemaText::some, {N::ref_id, N::default_value, N::spin, N::spin_step}},
    {N::presentation, N::long_decimal_text_box, SchemaText::some, {N::ref_id, N::default_value, N::spin, N::spin_step}},
    {N::presentation, N::text_box, SchemaText::none, {N::ref_id}},
    {N::presentation, N::combo_box, SchemaText::none, {N::ref_id, N::no_sort}},
    {N::presentation, N::multi_text_box, SchemaText::some, {N::ref_id, N::show_as_dialog, N::default_height}},
    {N::presentation, N::check_box, SchemaText::some, {N::ref_id, N::default_checked}},
    {N::presentation, N::dropdown_list, SchemaText::some, {N::ref_id, N::no_sort, N::default_item}},
    {N::presentation, N::list_box, SchemaText::some, {N::ref_id}},
    {N::text_box, N::label, SchemaText::some, {}},
    {N::combo_box, N::label, SchemaText::some, {}},
    {N::text_box, N::default_value, SchemaText::some, {}},
    {N::combo_box, N::default_, SchemaText::some, {}},
    {N::combo_box, N::suggestion, SchemaText::some, {}},
    // clang-format on
};

} // namespace

bool SchemaRow::has(XmlName attribute) const
{
    return attribute != XmlName::other &&
           std::find(attributes.begin(), attributes.end(), attribute) != attributes.end();
}

const SchemaRow* schema_of(XmlName parent, XmlName element)
{
    const auto* const found = std::find_if(std::begin(rows), std::end(rows), [&](const SchemaRow& row) {
        return row.parent == parent && row.element == element;
    });
    return found == std::end(rows) || element == XmlName::other ? nullptr : found;
}

} // namespace gpseal::admx
