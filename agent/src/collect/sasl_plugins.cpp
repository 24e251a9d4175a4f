#include "collect/sasl_plugins.hpp"

#include <sasl/sasl.h>

#include <array>
#include <string_view>

namespace gpseal::agent {

namespace {

using Callback = int (*)();
using AnyFunction = void (*)(); ///< what may be cast to any other, says the compiler

int verify_file(void* /*context*/, const char* file, sasl_verify_type_t type)
{
    const std::string_view path(file);
    const auto name = path.substr(path.rfind('/') + 1);
    return type != SASL_VRFY_PLUGIN || name.starts_with("libgssapiv2.") ? SASL_OK : SASL_CONTINUE;
}

Callback as_callback(int (*function)(void*, const char*, sasl_verify_type_t))
{
    return reinterpret_cast<Callback>(reinterpret_cast<AnyFunction>(function)); // NOLINT: SASL's callbacks have no type
}

} // namespace

bool begin_sasl()
{
    static const std::array<sasl_callback_t, 2> callbacks = {
        sasl_callback_t{SASL_CB_VERIFYFILE, as_callback(&verify_file), nullptr},
        sasl_callback_t{SASL_CB_LIST_END, nullptr, nullptr}};
    static const bool begun = ::sasl_client_init(callbacks.data()) == SASL_OK; // libldap's own call only counts then
    return begun;
}

} // namespace gpseal::agent
