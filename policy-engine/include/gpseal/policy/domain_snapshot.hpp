#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/group_policy_object.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::policy {

/// Where GPOs are linked.
enum class SomKind { site, domain, organizational_unit };

/// A scope of management ([MS-GPOL] 3.2.5.1.3, .4) as one search saw it. Attributes are kept as the directory holds
/// them: nothing is interpreted before resolve_domain.
struct SomSnapshot {
    SomKind kind = SomKind::organizational_unit;
    std::string dn;
    std::optional<std::string> gp_link;    ///< gPLink; nullopt: the object has no such attribute
    std::optional<std::string> gp_options; ///< gPOptions; nullopt: the object has no such attribute
    std::optional<Error> problem;          ///< the search did not complete; the attributes mean nothing

    bool operator==(const SomSnapshot&) const = default;
};

/// What became of the search for a group policy container.
enum class GpoLookup {
    found,
    not_returned, ///< the search completed without it: deleted, or no right to read it; the two look the same
    failed,       ///< the search did not complete
};

/// The attributes of a group policy container ([MS-GPOL] 2.2.4) as the directory holds them; nullopt: not returned.
struct GpoAttributes {
    std::optional<std::string> display_name;
    std::optional<std::string> flags;
    std::optional<std::string> functionality_version;   ///< gPCFunctionalityVersion
    std::optional<std::string> version_number;          ///< versionNumber
    std::optional<std::string> file_sys_path;           ///< gPCFileSysPath
    std::optional<std::string> machine_extension_names; ///< gPCMachineExtensionNames
    std::optional<std::string> wql_filter;              ///< gPCWQLFilter
    /// nTSecurityDescriptor, asked for with owner, group and DACL. nullopt is never taken for "no filter".
    std::optional<std::vector<std::byte>> security_descriptor;

    bool operator==(const GpoAttributes&) const = default;
};

enum class FileStatus {
    not_read, ///< nobody tried: the directory alone already denied the GPO
    absent,   ///< the server said that it is not there
    read,
    failed, ///< it could not be read, or not wholly
};

/// A file in SYSVOL.
struct FileSnapshot {
    FileStatus status = FileStatus::not_read;
    std::string path;               ///< for people: where it was read
    std::vector<std::byte> content; ///< when `read`
    /// As the server said before it was read. Without it nothing proves the file whole, and it loosens nothing.
    std::optional<std::uint64_t> reported_size;
    std::string sha256;           ///< of `content`, lower-case hex
    std::optional<Error> problem; ///< when `failed`

    bool operator==(const FileSnapshot&) const = default;
};

/// After so many runs an absence is no longer taken for replication lag (DESIGN.md section 3).
inline constexpr unsigned max_absent_runs = 2;

/// What an earlier complete run read of this GPO.
struct LastGoodCopy {
    FileSnapshot registry_pol; ///< `read`, or `absent` when the GPO had none; at another version that says nothing
    GpoVersion version;

    bool operator==(const LastGoodCopy&) const = default;
};

/// A GPO that is linked somewhere in the snapshot's scopes.
struct GpoSnapshot {
    std::string dn;
    GpoLookup lookup = GpoLookup::found;
    std::optional<Error> problem; ///< when the lookup failed
    GpoAttributes attributes;
    FileSnapshot gpt_ini;
    FileSnapshot registry_pol;      ///< of the computer side; not read when it has security settings alone
    FileSnapshot security_template; ///< its GptTmpl.inf; not read when it names no security extension
    std::optional<LastGoodCopy> last_good;
    /// Runs before this one, without a break, in which Registry.pol was absent at the versions of this one, of which
    /// one at least is not 0.
    unsigned absent_runs = 0;

    bool operator==(const GpoSnapshot&) const = default;
};

/// The answer to "which site is this computer in?".
enum class SiteStatus {
    none,  ///< the domain controller knows no site for it (ERROR_NO_SITENAME): there are no site links
    known, ///< a SomSnapshot of kind `site` must be there
    failed,
};

/// Everything that decides which GPOs apply to this computer, as one look at the directory and SYSVOL saw it.
///
/// The collector fills it and draws no conclusion. It holds no secrets: no key, ticket or password.
struct DomainSnapshot {
    std::string taken_at; ///< RFC 3339, UTC; not interpreted here
    std::string domain;   ///< DNS name of the computer's domain
    std::string domain_controller;
    std::string computer_dn;
    std::vector<std::string> token; ///< SIDs, "S-1-5-…": the computer's own first, then its groups
    SiteStatus site_status = SiteStatus::none;
    std::string site;              ///< name, when known
    std::vector<SomSnapshot> soms; ///< one for each of som_chain(computer_dn), and the site; any order
    std::vector<GpoSnapshot> gpos; ///< one for each of linked_gpos(); any order
    /// Another domain controller, asked before, gave another list: this one tightens, and loosens nothing.
    std::optional<Error> doubt;
    std::vector<Error> problems; ///< what else failed: with any, the list of GPOs is not to be trusted

    bool operator==(const DomainSnapshot&) const = default;
};

} // namespace gpseal::policy
