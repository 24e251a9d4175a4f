#include "collect/directory_reader.hpp"

#include <gpseal/base/byte_reader.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/distinguished_name.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/gpo_precedence.hpp>
#include <gpseal/policy/security_identifier.hpp>

#include <algorithm>
#include <span>

namespace gpseal::agent {

using policy::DistinguishedName;
using policy::DomainSnapshot;
using policy::GpoLookup;
using policy::GpoSnapshot;
using policy::SomKind;
using policy::SomSnapshot;

namespace {

constexpr std::size_t max_gpos = 1000; ///< a client of Windows takes 999

Result<std::string> sid_text(const std::string& bytes)
{
    ByteReader in(std::as_bytes(std::span(bytes)));
    const auto sid = policy::read_sid(in);
    if (!sid || in.failed() || in.remaining() != 0) {
        return fail(Errc::malformed, "a security identifier from the directory is damaged");
    }
    return policy::to_string(*sid);
}

struct Root {
    std::string domain_dn;
    std::string configuration_dn;
    std::vector<std::string> token;
};

/// The one object of an answer.
Result<DirectoryEntry> only(const DirectoryAnswer& answer, const std::string& what)
{
    if (!answer) {
        return fail(answer.error());
    }
    if (answer->size() != 1) {
        return fail(Errc::not_found,
                    "the directory returned " + std::to_string(answer->size()) + " objects for " + what);
    }
    return answer->front();
}

/// One read tells the naming contexts and all security identifiers that this session acts with.
Result<Root> read_root(Directory& directory, const std::string& domain)
{
    const auto entry = only(
        directory
            .search({{.base = {}, .attributes = {"defaultNamingContext", "configurationNamingContext", "tokenGroups"}}})
            .front(),
        "its root");
    if (!entry) {
        return fail(entry.error());
    }
    Root root{.domain_dn = entry->value("defaultnamingcontext").value_or(""),
              .configuration_dn = entry->value("configurationnamingcontext").value_or(""),
              .token = {}};
    const auto dn = DistinguishedName::parse(root.domain_dn);
    if (!dn || !equals_icase(dn->dns_domain(), domain) || root.configuration_dn.empty()) {
        return fail(Errc::unsupported,
                    "the domain controller serves '" + root.domain_dn + "', not this computer's domain");
    }
    const auto token = entry->attributes.find("tokengroups");
    if (token == entry->attributes.end()) {
        return fail(Errc::not_found, "the directory did not say which groups this computer is in");
    }
    for (const auto& bytes : token->second) {
        auto sid = sid_text(bytes);
        if (!sid) {
            return fail(sid.error());
        }
        root.token.push_back(*std::move(sid));
    }
    return root;
}

/// This computer's object; its own identifier comes first in the token.
Result<void> read_computer(Directory& directory, const DirectoryQuestion& question, Root root, DomainSnapshot& snapshot)
{
    const auto entry = only(directory
                                .search({{.base = root.domain_dn,
                                          .scope = SearchScope::subtree,
                                          .filter = "(&(objectClass=computer)(sAMAccountName=" +
                                                    escape_filter_value(question.account) + "))",
                                          .attributes = {"objectSid"}}})
                                .front(),
                            question.account);
    if (!entry) {
        return fail(entry.error());
    }
    const auto bytes = entry->value("objectsid");
    if (!bytes) {
        return fail(Errc::not_found, "the directory did not return this computer's security identifier");
    }
    auto sid = sid_text(*bytes);
    if (!sid) {
        return fail(sid.error());
    }
    std::erase(root.token, *sid);
    root.token.insert(root.token.begin(), *std::move(sid));
    snapshot.computer_dn = entry->dn;
    snapshot.token = std::move(root.token);
    return {};
}

void read_soms(Directory& directory, DomainSnapshot& snapshot)
{
    std::vector<DirectorySearch> searches;
    for (const auto& som : snapshot.soms) {
        searches.push_back({.base = som.dn, .attributes = {"gPLink", "gPOptions"}});
    }
    const auto answers = directory.search(searches);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        auto& som = snapshot.soms[i];
        const auto entry = only(answers[i], som.dn);
        if (!entry) {
            som.problem = entry.error();
            continue;
        }
        som.gp_link = entry->value("gplink");
        som.gp_options = entry->value("gpoptions");
    }
}

/// not_found, or a completed search without an object: the two look the same from outside, whether the GPO was deleted
/// or this computer may not see it.
void fill_gpo(const DirectoryAnswer& answer, GpoSnapshot& gpo)
{
    if (!answer && answer.error().code != Errc::not_found) {
        gpo.lookup = GpoLookup::failed;
        gpo.problem = answer.error();
        return;
    }
    if (!answer || answer->empty()) {
        gpo.lookup = GpoLookup::not_returned;
        return;
    }
    const auto& entry = answer->front();
    gpo.attributes = {.display_name = entry.value("displayname"),
                      .flags = entry.value("flags"),
                      .functionality_version = entry.value("gpcfunctionalityversion"),
                      .version_number = entry.value("versionnumber"),
                      .file_sys_path = entry.value("gpcfilesyspath"),
                      .machine_extension_names = entry.value("gpcmachineextensionnames"),
                      .wql_filter = entry.value("gpcwqlfilter"),
                      .security_descriptor = std::nullopt};
    if (const auto descriptor = entry.value("ntsecuritydescriptor")) {
        const auto bytes = std::as_bytes(std::span(*descriptor));
        gpo.attributes.security_descriptor.emplace(bytes.begin(), bytes.end());
    }
}

void read_gpos(Directory& directory, DomainSnapshot& snapshot)
{
    auto names = policy::linked_gpos(snapshot);
    if (names.size() > max_gpos) {
        snapshot.problems.push_back({Errc::limit_exceeded,
                                     std::to_string(names.size()) + " GPOs are linked, and no more than " +
                                         std::to_string(max_gpos) + " are read",
                                     {}});
        names.resize(max_gpos);
    }
    std::vector<DirectorySearch> searches;
    for (const auto& dn : names) {
        searches.push_back(
            {.base = dn,
             .filter = "(objectClass=groupPolicyContainer)",
             .attributes = {"displayName", "flags", "gPCFunctionalityVersion", "versionNumber", "gPCFileSysPath",
                            "gPCMachineExtensionNames", "gPCWQLFilter", "nTSecurityDescriptor"},
             .security_descriptor = true});
    }
    const auto answers = directory.search(searches);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        GpoSnapshot gpo{.dn = names[i]};
        fill_gpo(answers[i], gpo);
        snapshot.gpos.push_back(std::move(gpo));
    }
}

} // namespace

DomainSnapshot read_directory(Directory& directory, const DirectoryQuestion& question)
{
    DomainSnapshot snapshot;
    snapshot.domain = question.domain;
    snapshot.domain_controller = question.domain_controller;
    auto root = read_root(directory, question.domain);
    if (!root) {
        snapshot.problems.push_back(root.error());
        return snapshot;
    }
    const auto configuration = root->configuration_dn;
    if (auto read = read_computer(directory, question, *std::move(root), snapshot); !read) {
        snapshot.problems.push_back(read.error());
        return snapshot;
    }
    const auto chain = policy::som_chain(snapshot.computer_dn);
    if (!chain) {
        snapshot.problems.push_back(chain.error());
        return snapshot;
    }
    for (const auto& scope : *chain) {
        snapshot.soms.push_back({.kind = scope.kind, .dn = scope.dn});
    }
    if (!question.site.empty()) {
        snapshot.site_status = policy::SiteStatus::known;
        snapshot.site = question.site;
        snapshot.soms.push_back({.kind = SomKind::site,
                                 .dn = "CN=" + policy::escape_dn_value(question.site) + ",CN=Sites," + configuration});
    }
    read_soms(directory, snapshot);
    read_gpos(directory, snapshot);
    return snapshot;
}

} // namespace gpseal::agent
