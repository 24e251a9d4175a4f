#pragma once

#include "collect/directory.hpp"

#include <gpseal/policy/domain_snapshot.hpp>

#include <string>

namespace gpseal::agent {

/// What is known before the directory is asked.
struct DirectoryQuestion {
    std::string domain;            ///< "corp.example"
    std::string account;           ///< "CL1$"
    std::string domain_controller; ///< whom `directory` stands for
    std::string site;              ///< of this computer; empty: it has none
};

/// Everything that decides which GPOs apply, as far as it lies in the directory: this computer and its token, its
/// scopes of management and their links, the linked GPOs. Files are left alone. Never fails as a whole: what did not
/// complete is marked where it belongs, or is in `problems`; an unanswered question is never an empty answer.
[[nodiscard]] policy::DomainSnapshot read_directory(Directory& directory, const DirectoryQuestion& question);

} // namespace gpseal::agent
