#pragma once

#include "terminal.hpp"

#include <gpseal/policy/domain_result.hpp>

#include <span>
#include <string>

namespace gpseal::app {

/// The GPOs that apply, highest precedence first: a table, or where the terminal is too narrow for it a paragraph for
/// each, so that nothing is cut. `completeness` is that of the list: of one that is not complete nothing is said that
/// only a complete one could tell.
[[nodiscard]] std::string applied_text(std::span<const policy::GpoIdentity> applied, policy::Completeness completeness,
                                       bool with_guid, const Terminal& terminal);

/// The display name; two GPOs may share one, so who asks for more gets the GUID as well.
[[nodiscard]] std::string name_of(const policy::GpoIdentity& gpo, bool with_guid);

/// Running text that goes on `depth` columns in, below its beginning.
[[nodiscard]] std::string indented(std::string_view text, std::size_t depth, const Terminal& terminal);

/// Of a snapshot's fact: "not known" where nobody said it.
[[nodiscard]] std::string or_unknown(const std::string& fact);

} // namespace gpseal::app
