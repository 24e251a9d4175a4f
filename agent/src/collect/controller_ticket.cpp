// The ticket for a domain controller's directory, which is the proof that it is one.

#include "collect/krb5_handles.hpp"
#include "collect/machine_ticket.hpp"

#include <array>
#include <memory>
#include <string_view>

namespace gpseal::agent {

namespace {

using Credentials = Krb5Handle<krb5_creds*, ::krb5_free_creds>;

/// A service's name that only a domain controller's account may have: of three parts ([MS-ADTS] 3.1.1.5.3.1.1.4).
struct ControllerName {
    std::string_view service;
    std::string_view last; ///< part
};

Result<void> no_ticket(const Krb5Context& context, krb5_error_code code, const std::string& host)
{
    return fail(context.describe(code, Errc::permission, "no Kerberos ticket for the service ldap/" + host));
}

/// SERVICE/HOST/LAST of the realm that `directory`, ldap/HOST, is of.
krb5_error_code name_of(const Krb5Context& context, krb5_const_principal directory, const ControllerName& name,
                        Krb5Principal& out)
{
    const auto& realm = directory->realm;
    const auto& host = directory->data[1];
    return ::krb5_build_principal_ext(context.get(), out.out(), realm.length, realm.data, name.service.size(),
                                      name.service.data(), host.length, host.data, name.last.size(), name.last.data(),
                                      0);
}

} // namespace

Result<void> KerberosSession::get_directory_ticket(const std::string& host, const std::string& domain) const
{
    const Krb5Context context;
    if (context.error() != 0) {
        return fail(context.describe(context.error(), Errc::io, "the Kerberos configuration cannot be read"));
    }
    Krb5Cache cache(context);
    Krb5Principal client(context);
    Krb5Principal directory(context);
    auto code = ::krb5_cc_resolve(context.get(), cache_name().c_str(), cache.out());
    code = code != 0 ? code : ::krb5_cc_get_principal(context.get(), cache.get(), client.out());
    code = code != 0 ? code
                     : ::krb5_sname_to_principal(context.get(), host.c_str(), "ldap", KRB5_NT_SRV_HST, directory.out());
    if (code != 0) {
        return no_ticket(context, code, host);
    }
    // the second is what Samba gives a controller when it makes the domain, and has until its first samba_spnupdate
    for (const auto& name : {ControllerName{"ldap", domain}, ControllerName{"HOST", host}}) {
        Krb5Principal service(context);
        code = name_of(context, directory.get(), name, service);
        if (code != 0) {
            return no_ticket(context, code, host);
        }
        krb5_creds wanted{};
        wanted.client = client.get();
        wanted.server = service.get();
        Credentials got(context);
        code = ::krb5_get_credentials(context.get(), 0, cache.get(), &wanted, got.out());
        const bool of_another_realm =
            code == 0 && ::krb5_realm_compare(context.get(), got.get()->server, directory.get()) == 0;
        if (code == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN || of_another_realm) { // a controller, but of another domain
            continue;
        }
        // SASL asks for ldap/HOST: what it finds by that name is this ticket, whose key only the controller has
        if (code == 0) {
            auto* const own_name = got.get()->server;
            got.get()->server = directory.get();
            code = ::krb5_cc_store_cred(context.get(), cache.get(), got.get());
            got.get()->server = own_name;
        }
        return code == 0 ? Result<void>() : no_ticket(context, code, host);
    }
    return fail(Errc::refused,
                "is no domain controller of " + domain + ": Kerberos knows no service ldap/" + host + "/" + domain +
                    ", which a controller's account alone can have (samba_spnupdate registers it for one of Samba's)");
}

} // namespace gpseal::agent
