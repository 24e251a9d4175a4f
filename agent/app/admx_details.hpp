#pragma once

#include <gpseal/admx/policy_catalog.hpp>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

// What a policy's page says beyond its definition: how its elements are shown, and which products it is for.

/// One line of untrusted text: tabs and line breaks inside are only blanks to a reader.
[[nodiscard]] std::string one_line(std::string_view text);

/// The same of a text that is only read: what nobody can see in it, such as a zero-width space, is left out. A name or
/// a key keeps it, escaped: there it tells two apart.
[[nodiscard]] std::string read_line(std::string_view text);

/// A widget in words, on one line: `dropdownList "Mode:", default "On"`. Not yet fit for a terminal: see printable().
/// The files among the findings that could not be opened, so that the catalogue has not heard of them.
[[nodiscard]] std::vector<std::string> unread_files(const Diagnostics& findings);

/// `element`, where given, names the items of a dropdownList.
[[nodiscard]] std::string widget_text(const admx::Widget& widget, const admx::PolicyElement* element);

[[nodiscard]] Poco::JSON::Array::Ptr widgets_json(const std::optional<admx::Presentation>& presentation);

/// Null where the policy's supportedOn definition states no rule: then its text is all there is.
[[nodiscard]] Poco::JSON::Object::Ptr support_rule_json(const admx::PolicyCatalog& catalog,
                                                        const admx::PolicyDefinition& policy);

} // namespace gpseal::app
