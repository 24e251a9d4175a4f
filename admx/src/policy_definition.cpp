#include <gpseal/admx/policy_definition.hpp>

namespace gpseal::admx {

namespace {

struct KindName {
    std::string_view operator()(const BooleanElement&) const { return "boolean"; }
    std::string_view operator()(const DecimalElement& e) const { return e.is_long ? "longDecimal" : "decimal"; }
    std::string_view operator()(const TextElement&) const { return "text"; }
    std::string_view operator()(const MultiTextElement&) const { return "multiText"; }
    std::string_view operator()(const EnumElement&) const { return "enum"; }
    std::string_view operator()(const ListElement&) const { return "list"; }
};

} // namespace

std::string_view to_string(PolicyClass policy_class)
{
    switch (policy_class) {
    case PolicyClass::machine:
        return "Machine";
    case PolicyClass::user:
        return "User";
    case PolicyClass::both:
        return "Both";
    }
    return "Both";
}

std::string_view kind_name(const PolicyElement& element)
{
    return std::visit(KindName{}, element.body);
}

} // namespace gpseal::admx
