#include <gpseal/policy/encryption_mandate.hpp>

namespace gpseal::policy {

std::string_view to_string(PolicyState state)
{
    switch (state) {
    case PolicyState::not_configured:
        return "not_configured";
    case PolicyState::enabled:
        return "enabled";
    case PolicyState::disabled:
        return "disabled";
    case PolicyState::unrecognised:
        return "unrecognised";
    }
    return "unrecognised";
}

std::string_view to_string(EncryptionMandate mandate)
{
    switch (mandate) {
    case EncryptionMandate::none:
        return "none";
    case EncryptionMandate::required:
        return "required";
    }
    return "none";
}

} // namespace gpseal::policy
