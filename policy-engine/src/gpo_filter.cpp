#include "gpo_filter.hpp"

#include <gpseal/policy/directory_value.hpp>
#include <gpseal/policy/extension_names.hpp>
#include <gpseal/policy/sysvol_path.hpp>

namespace gpseal::policy {

namespace {

constexpr std::uint32_t computer_side_disabled = 2;
constexpr std::uint32_t our_functionality_version = 2;

/// The number of an attribute; nullopt when it is not there, or damaged, which is told.
std::optional<std::uint32_t> number_of(const std::optional<std::string>& text, std::string_view attribute,
                                       GpoVerdict& verdict)
{
    if (!text) {
        return std::nullopt;
    }
    const auto number = parse_directory_integer(*text, attribute);
    if (!number) {
        verdict.doubt(number.error().code, number.error().message);
        return std::nullopt;
    }
    return *number;
}

void judge_lookup(const GpoSnapshot* snapshot, GpoVerdict& verdict)
{
    if (snapshot == nullptr) {
        verdict.doubt(Errc::not_found, "was not searched for in the directory");
        verdict.deny(DenyReason::not_found_or_no_read, "it was not searched for in the directory");
    } else if (snapshot->lookup == GpoLookup::failed) {
        const auto problem = snapshot->problem.value_or(Error{Errc::io, "the search did not complete", ""});
        verdict.doubt(problem.code, problem.message);
        verdict.deny(DenyReason::not_found_or_no_read, "the search for it did not complete: " + problem.message);
    } else if (snapshot->lookup == GpoLookup::not_returned) {
        verdict.deny(DenyReason::not_found_or_no_read,
                     "the directory does not return it: it is deleted, or this computer may not read it");
    }
}

void judge_functionality(const GpoAttributes& attributes, GpoVerdict& verdict)
{
    const auto version = number_of(attributes.functionality_version, "gPCFunctionalityVersion", verdict);
    if (version != our_functionality_version) {
        verdict.deny(DenyReason::functionality_version,
                     version ? "its gPCFunctionalityVersion is " + std::to_string(*version) + ", not 2"
                             : "it has no gPCFunctionalityVersion");
    }
}

void judge_flags(const GpoAttributes& attributes, GpoVerdict& verdict)
{
    const auto flags = number_of(attributes.flags, "flags", verdict).value_or(0);
    if ((flags & computer_side_disabled) != 0) {
        verdict.deny(DenyReason::gpo_disabled,
                     "its computer settings are disabled (flags " + std::to_string(flags) + ")");
    }
}

void judge_security(const GpoAttributes& attributes, const Token& token, GpoVerdict& verdict)
{
    if (!attributes.security_descriptor) {
        verdict.doubt(Errc::not_found, "its security descriptor was not returned");
        verdict.deny(DenyReason::security_filter,
                     "its security descriptor was not returned, so nobody can tell whether it is meant for this "
                     "computer");
        return;
    }
    const auto descriptor = parse_security_descriptor(*attributes.security_descriptor, verdict.label());
    if (!descriptor) {
        verdict.problems.push_back(descriptor.error());
        verdict.deny(DenyReason::security_filter,
                     "its security descriptor cannot be read: " + descriptor.error().message);
        return;
    }
    const auto filter = check_apply_group_policy(*descriptor, token);
    if (filter.doubtful) {
        verdict.doubt(Errc::unsupported, "its access list has conditional entries that cannot be evaluated here");
    }
    if (!filter.applies) {
        verdict.deny(DenyReason::security_filter, filter.reason);
    }
}

void judge_extensions(const GpoAttributes& attributes, GpoVerdict& verdict)
{
    const auto names = parse_extension_names(attributes.machine_extension_names.value_or(""));
    if (!names) {
        verdict.doubt(names.error().code, names.error().message);
        verdict.deny(DenyReason::no_registry_cse, names.error().message);
        return;
    }
    if (names->extensions.empty() && verdict.identity.version.directory == 0) {
        verdict.deny(DenyReason::empty, "its computer side has never been edited (version 0, no extensions)");
    } else if (!names->contains(registry_extension)) {
        verdict.deny(DenyReason::no_registry_cse,
                     names->out_of_sequence ? "its list of extensions is out of sequence before the registry's"
                                            : "it does not name the registry extension");
    }
    if (names->out_of_sequence) {
        verdict.note("extensions_out_of_sequence",
                     "gPCMachineExtensionNames is out of sequence at " + to_string(*names->out_of_sequence) +
                         "; clients stop there",
                     "edit and save any setting of the GPO in the Group Policy editor");
    }
}

void judge_path(const GpoAttributes& attributes, const DistinguishedName& gpo, GpoVerdict& verdict)
{
    // without the attribute its files are read where they must lie; what they say counts where it tightens
    const auto folder =
        attributes.file_sys_path ? check_sysvol_path(*attributes.file_sys_path, gpo) : sysvol_folder_of(gpo);
    if (!folder) {
        verdict.doubt(folder.error().code, folder.error().message);
        verdict.deny(DenyReason::not_found_or_no_read, folder.error().message);
        return;
    }
    verdict.identity.path = folder->path();
}

} // namespace

std::string GpoVerdict::label() const
{
    return label_of(identity);
}

GpoVerdict judge_attributes(const DistinguishedName& gpo, const GpoSnapshot* snapshot, const Token& token)
{
    GpoVerdict verdict;
    const auto folder = sysvol_folder_of(gpo);
    verdict.identity.guid = folder ? folder->guid : "";
    verdict.identity.name = folder ? folder->guid : gpo.text();
    judge_lookup(snapshot, verdict);
    if (verdict.denied) {
        return verdict;
    }
    const auto& attributes = snapshot->attributes;
    if (!attributes.display_name.value_or("").empty()) {
        verdict.identity.name = *attributes.display_name;
    }
    if (const auto version = number_of(attributes.version_number, "versionNumber", verdict)) {
        verdict.identity.version.directory = static_cast<std::uint16_t>(*version & 0xFFFFU);
    }
    judge_functionality(attributes, verdict);
    if (!verdict.denied) {
        judge_flags(attributes, verdict);
    }
    if (!verdict.denied) {
        judge_security(attributes, token, verdict);
    }
    if (!verdict.denied) {
        judge_extensions(attributes, verdict);
    }
    if (!verdict.denied) {
        judge_path(attributes, gpo, verdict);
    }
    return verdict;
}

bool has_security_alone(const GpoVerdict& verdict, const GpoSnapshot* snapshot)
{
    return verdict.denied == DenyReason::no_registry_cse && snapshot != nullptr &&
           names_extension(snapshot->attributes.machine_extension_names, security_extension);
}

} // namespace gpseal::policy
