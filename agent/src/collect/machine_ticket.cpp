#include "collect/machine_ticket.hpp"

#include "collect/krb5_handles.hpp"
#include "collect/left_tickets.hpp"
#include "collect/machine_name.hpp"
#include "service/run_folder.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

namespace gpseal::agent {

namespace {

constexpr mode_t private_file = 0600;
constexpr std::size_t max_keytab_entries = 4096;

/// The account of a keytab's entry, when it is a machine's: one part that ends in '$'.
std::optional<MachineIdentity> machine_of(krb5_const_principal principal)
{
    if (principal->length != 1) {
        return std::nullopt;
    }
    const auto text = [](const krb5_data& data) { return std::string(data.data, data.length); };
    MachineIdentity identity{.account = text(principal->data[0]), .realm = text(principal->realm)};
    const auto harmless = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_'; };
    const auto host = identity.host();
    if (!identity.account.ends_with('$') || host.empty() || identity.realm.empty() ||
        !std::all_of(host.begin(), host.end(), harmless) ||
        !std::all_of(identity.realm.begin(), identity.realm.end(), harmless)) {
        return std::nullopt;
    }
    return identity;
}

std::string default_realm(const Krb5Context& context)
{
    char* realm = nullptr;
    if (::krb5_get_default_realm(context.get(), &realm) != 0) {
        return {};
    }
    std::string name = realm;
    ::krb5_free_default_realm(context.get(), realm);
    return name;
}

krb5_error_code open_keytab(const Krb5Context& context, const std::string& name, Krb5Keytab& keytab)
{
    return name.empty() ? ::krb5_kt_default(context.get(), keytab.out())
                        : ::krb5_kt_resolve(context.get(), name.c_str(), keytab.out());
}

/// The accounts of machines in `realm`, or in any realm when that is empty, each once.
std::vector<MachineIdentity> find_machines(const Krb5Context& context, krb5_keytab keytab, krb5_kt_cursor& cursor,
                                           const std::string& realm)
{
    krb5_keytab_entry entry{};
    std::vector<MachineIdentity> found;
    for (std::size_t seen = 0; seen < max_keytab_entries; ++seen) {
        if (::krb5_kt_next_entry(context.get(), keytab, &entry, &cursor) != 0) {
            break;
        }
        const auto machine = machine_of(entry.principal);
        if (machine && (realm.empty() || machine->realm == realm) &&
            std::find(found.begin(), found.end(), *machine) == found.end()) {
            found.push_back(*machine);
        }
        ::krb5_free_keytab_entry_contents(context.get(), &entry);
    }
    return found;
}

/// Empty: the library's default.
std::string keytab_of(const RootedPaths& paths)
{
    return paths.live() ? "" : "FILE:" + paths.under("/etc/krb5.keytab").string();
}

enum class RealmChoice { configured, any };

Result<MachineIdentity> read_identity(const std::string& keytab_name, RealmChoice realm,
                                      const std::vector<std::string>& names)
{
    const Krb5Context context;
    if (context.error() != 0) {
        return fail(context.describe(context.error(), Errc::io, "the Kerberos configuration cannot be read"));
    }
    Krb5Keytab keytab(context);
    krb5_kt_cursor cursor{};
    auto code = open_keytab(context, keytab_name, keytab);
    if (code == 0) {
        code = ::krb5_kt_start_seq_get(context.get(), keytab.get(), &cursor);
    }
    if (code != 0) {
        return code == ENOENT
                   ? fail(Errc::not_found,
                          "this machine has no keytab, so it has not joined a domain; net ads join joins it, net ads "
                          "keytab create -P "
                          "makes the keytab, and source = none in gpseal.conf says that no GPO is meant for it")
                   : fail(context.describe(code, code == EACCES ? Errc::permission : Errc::io,
                                           "this machine's keytab cannot be read"));
    }
    const auto wanted = realm == RealmChoice::configured ? default_realm(context) : std::string();
    const auto found = find_machines(context, keytab.get(), cursor, wanted);
    ::krb5_kt_end_seq_get(context.get(), keytab.get(), &cursor);
    return choose_machine(found, names);
}

} // namespace

std::string MachineIdentity::domain() const
{
    auto name = realm;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

KerberosSession::KerberosSession(const RootedPaths& paths)
    : own_config_(paths.run() / ("krb5." + std::to_string(::getpid()) + ".conf")),
      cache_(paths.run() / ("krb5cc." + std::to_string(::getpid()))),
      config_list_(own_config_.string() + ":" + paths.under("/etc/krb5.conf").string()), keytab_(keytab_of(paths)),
      names_(machine_names(paths))
{
}

KerberosSession::~KerberosSession()
{
    for (const auto& [name, value] : before_) {
        if (value) {
            ::setenv(name, value->c_str(), 1); // NOLINT(concurrency-mt-unsafe): see the class
        } else {
            ::unsetenv(name); // NOLINT(concurrency-mt-unsafe): see the class
        }
    }
    (void)remove_file(cache_);
    (void)remove_file(own_config_);
}

Result<std::unique_ptr<KerberosSession>> KerberosSession::begin(const RootedPaths& paths)
{
    if (auto made = make_run_folder(paths.run()); !made) {
        return fail(made.error());
    }
    std::unique_ptr<KerberosSession> session(new KerberosSession(paths));
    remove_left_tickets(paths.run());
    // what a killed run with the same process number left
    if (auto removed = remove_file(session->cache_); !removed) {
        return fail(removed.error());
    }
    if (auto written = session->write_config(); !written) {
        return fail(written.error());
    }
    session->set("KRB5_CONFIG", session->config_list_);
    session->set("KRB5CCNAME", session->cache_name());
    return session;
}

void KerberosSession::set(const char* name, const std::string& value)
{
    const char* before = std::getenv(name); // NOLINT(concurrency-mt-unsafe): see the class
    before_.emplace_back(name, before != nullptr ? std::optional<std::string>(before) : std::nullopt);
    ::setenv(name, value.c_str(), 1); // NOLINT(concurrency-mt-unsafe): see the class
}

/// Stands before the machine's own file, so that its words count first. A service's principal is made of the name that
/// we chose, never of what DNS says that name or its address is called. SPAKE is for passwords that can be guessed,
/// which the keytab's is not; no Active Directory speaks it, and its plug-in brings all of OpenSSL.
Result<void> KerberosSession::write_config()
{
    std::string text = "[libdefaults]\n\trdns = false\n\tdns_canonicalize_hostname = false\n"
                       "\tdns_lookup_realm = false\n\tudp_preference_limit = 1\n"
                       "[plugins]\n\tclpreauth = {\n\t\tdisable = spake\n\t}\n[realms]\n";
    std::string hosts = "[domain_realm]\n";
    for (const auto& [realm, kdc] : kdcs_) {
        const bool v6 = kdc.address.find(':') != std::string::npos;
        text.append("\t").append(realm).append(" = {\n\t\tkdc = ").append(v6 ? "[" + kdc.address + "]" : kdc.address);
        text.append("\n\t}\n");
        hosts.append("\t").append(kdc.host).append(" = ").append(realm).append("\n");
    }
    return replace_file(own_config_, text + hosts, {.mode = private_file});
}

Result<void> KerberosSession::reach(const std::string& domain, const Kdc& kdc)
{
    auto realm = domain;
    std::transform(realm.begin(), realm.end(), realm.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    kdcs_[realm] = kdc;
    return write_config();
}

std::string KerberosSession::cache_name() const
{
    return "FILE:" + cache_.string();
}

std::string KerberosSession::config_name() const
{
    return config_list_;
}

Result<MachineIdentity> KerberosSession::identity() const
{
    return read_identity(keytab_, RealmChoice::configured, names_);
}

Result<MachineIdentity> machine_identity(const RootedPaths& paths)
{
    // another root's Kerberos configuration is not this process's
    return read_identity(keytab_of(paths), paths.live() ? RealmChoice::configured : RealmChoice::any,
                         machine_names(paths));
}

Result<void> KerberosSession::log_in(const MachineIdentity& identity) const
{
    const Krb5Context context;
    if (context.error() != 0) {
        return fail(context.describe(context.error(), Errc::io, "the Kerberos configuration cannot be read"));
    }
    Krb5Principal principal(context);
    Krb5Keytab keytab(context);
    Krb5Cache cache(context);
    Krb5InitOptions options(context);
    auto code = ::krb5_parse_name(context.get(), identity.principal().c_str(), principal.out());
    code = code != 0 ? code : open_keytab(context, keytab_, keytab);
    code = code != 0 ? code : ::krb5_cc_resolve(context.get(), cache_name().c_str(), cache.out());
    code = code != 0 ? code : ::krb5_get_init_creds_opt_alloc(context.get(), options.out());
    if (code == 0) {
        ::krb5_get_init_creds_opt_set_forwardable(options.get(), 0);
        ::krb5_get_init_creds_opt_set_proxiable(options.get(), 0);
        code = ::krb5_get_init_creds_opt_set_out_ccache(context.get(), options.get(), cache.get());
    }
    krb5_creds credentials{};
    if (code == 0) {
        code = ::krb5_get_init_creds_keytab(context.get(), &credentials, principal.get(), keytab.get(), 0, nullptr,
                                            options.get());
        ::krb5_free_cred_contents(context.get(), &credentials);
    }
    if (code != 0) {
        return fail(context.describe(code, Errc::permission, "no Kerberos ticket for " + identity.principal()));
    }
    return {};
}

} // namespace gpseal::agent
