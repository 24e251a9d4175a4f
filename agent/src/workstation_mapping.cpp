#include <gpseal/agent/workstation_setting.hpp>

#include <array>

namespace gpseal::agent {

using policy::WorkstationNumber;
using policy::WorkstationPolicy;

namespace {

struct Row {
    WorkstationPolicy policy;
    std::optional<WorkstationNumber> number; ///< nullopt: any
    PolicyMapping mapping;
};

/// The first row that fits counts. README.md has the same table for people; a test compares them.
constexpr std::array<Row, 27> table = {{
    {WorkstationPolicy::min_dialect,
     {},
     {Reach::partly, "client min protocol in smb.conf; a kernel mount only by its own vers="}},
    {WorkstationPolicy::max_dialect,
     {},
     {Reach::partly, "client max protocol in smb.conf; a kernel mount only by its own vers="}},
    {WorkstationPolicy::cipher_order, 0, {Reach::held, "no suite is named, so the clients' own order stays"}},
    {WorkstationPolicy::cipher_order,
     {},
     {Reach::partly, "client smb3 encryption algorithms in smb.conf; the kernel has its own order"}},
    {WorkstationPolicy::insecure_guests, 1, {Reach::held, "nothing to set: Samba's clients do not refuse guests"}},
    {WorkstationPolicy::insecure_guests,
     {},
     {Reach::partly, "client signing = required in smb.conf, with which smbclient refuses guests; libsmbclient goes "
                     "on as anonymous, and the kernel has no such switch"}},
    {WorkstationPolicy::block_ntlm, 0, {Reach::held, "nothing to set: Samba's clients use NTLM where Kerberos fails"}},
    {WorkstationPolicy::block_ntlm,
     {},
     {Reach::partly, "client use kerberos = required in smb.conf, for smbclient and its kin; libsmbclient does not "
                     "heed it, a kernel mount only by its own sec=krb5"}},
    {WorkstationPolicy::block_ntlm_exceptions,
     {},
     {Reach::none, "smb.conf has no settings for single servers; Block NTLM holds for these, too"}},
    {WorkstationPolicy::audit_encryption, 0, {Reach::held, "nothing to set"}},
    {WorkstationPolicy::audit_encryption,
     {},
     {Reach::held, "the guard counts and logs requests in the clear, with server and user; 'gpseal impact' asks the "
                   "servers"}},
    {WorkstationPolicy::audit_signing, 0, {Reach::held, "nothing to set"}},
    {WorkstationPolicy::audit_signing,
     {},
     {Reach::none, "no SMB client here tells; 'gpseal probe' shows what a server signs"}},
    {WorkstationPolicy::audit_guests, 0, {Reach::held, "nothing to set"}},
    {WorkstationPolicy::audit_guests, {}, {Reach::none, "no SMB client here tells of guest logons"}},
    {WorkstationPolicy::alternative_ports,
     {},
     {Reach::none, "the port is each connection's own (smbclient -p, port= of a mount); the guard stands on every "
                   "port"}},
    {WorkstationPolicy::port_mappings, {}, {Reach::none, "no SMB client here has a table of ports"}},
    {WorkstationPolicy::quic, {}, {Reach::none, "Samba before 4.23 and the kernel have no SMB over QUIC"}},
    {WorkstationPolicy::quic_exceptions, {}, {Reach::none, "Samba before 4.23 and the kernel have no SMB over QUIC"}},
    {WorkstationPolicy::compression, 1, {Reach::none, "no SMB client here compresses"}},
    {WorkstationPolicy::disable_compression, 0, {Reach::none, "no SMB client here compresses"}},
    {WorkstationPolicy::offline_files, {}, {Reach::none, "there are no Offline Files here"}},
    {WorkstationPolicy::mailslots, {}, {Reach::none, "mailslots are NetBIOS, which is nmbd's, not an SMB client's"}},
    {WorkstationPolicy::hardened_paths,
     {},
     {Reach::partly, "gpseal reads SYSVOL by it; smb.conf and the kernel have no settings for single paths, so other "
                     "clients are not held to it"}},
    {WorkstationPolicy::require_signing, 0, {Reach::held, "nothing to set: Samba's clients sign where a server asks"}},
    {WorkstationPolicy::require_signing,
     {},
     {Reach::held, "client signing = required in smb.conf; must sign in the kernel's SecurityFlags"}},
    {WorkstationPolicy::enable_signing, {}, {Reach::none, "a switch of SMB1, which Windows ignores from SMB 2 on"}},
}};

constexpr PolicyMapping compresses_nothing{Reach::held, "nothing to set: no SMB client here compresses"};
constexpr PolicyMapping no_handles{Reach::none, "handles on continuously available shares are not cached here"};

} // namespace

std::string_view to_string(Reach reach)
{
    switch (reach) {
    case Reach::held:
        return "held";
    case Reach::partly:
        return "partly";
    case Reach::none:
        return "not_held";
    }
    return "not_held";
}

PolicyMapping mapping_of(const SettledSetting& setting)
{
    const auto& number = setting.in_force ? setting.in_force : setting.said.number;
    for (const auto& row : table) {
        if (row.policy == setting.said.policy && (!row.number || row.number == number)) {
            return row.mapping;
        }
    }
    return setting.said.policy == WorkstationPolicy::handle_caching ? no_handles : compresses_nothing;
}

} // namespace gpseal::agent
