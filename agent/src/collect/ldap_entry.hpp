#pragma once

#include "collect/directory.hpp"

#include <ldap.h>

#include <memory>

namespace gpseal::agent {

struct LdapMemoryFree {
    void operator()(char* text) const { ::ldap_memfree(text); }
};
using LdapText = std::unique_ptr<char, LdapMemoryFree>;

/// One object of a search's result, copied out of the library's memory. Refuses one without a name, with too many
/// values, or of which the server sent a part only.
[[nodiscard]] Result<DirectoryEntry> entry_of(LDAP* connection, LDAPMessage* message);

} // namespace gpseal::agent
