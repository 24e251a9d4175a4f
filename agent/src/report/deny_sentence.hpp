#pragma once

#include <gpseal/policy/domain_result.hpp>

#include <string>

namespace gpseal::agent {

/// Why the GPO does not apply, in a whole sentence for somebody who does not know the word for it. It holds names of
/// the domain as they are: printable() before it reaches a terminal.
[[nodiscard]] std::string deny_sentence(const policy::DeniedGpo& denied);

} // namespace gpseal::agent
