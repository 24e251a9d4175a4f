#pragma once

namespace gpseal::agent {

/// Starts SASL with no mechanism but GSSAPI, before libldap starts it with all that are installed: nothing else is ever
/// used, and the others bring OpenSSL and Berkeley DB into the process. Once in a process; false: SASL cannot be used.
[[nodiscard]] bool begin_sasl();

} // namespace gpseal::agent
