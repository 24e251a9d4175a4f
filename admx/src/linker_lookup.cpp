// What a reference or a $(string.ID) in one file means, given all the others; and the findings where it means nothing.

#include "catalog_builder.hpp"
#include "xml_text.hpp"

#include <algorithm>

namespace gpseal::admx {

namespace {

/// Many policies of a file share texts: each is decoded once.
std::string_view decoded(StringEntry& entry, TextPool& pool)
{
    if (!entry.text.is_decoded) {
        entry.text = {decoded_text(entry.text.text, pool), true};
    }
    return entry.text.text;
}

} // namespace

std::string missing_hint(const Reference& reference)
{
    switch (reference.why) {
    case Unresolved::unknown_prefix:
        return "declare the prefix with <using> in policyNamespaces";
    case Unresolved::namespace_not_loaded:
        return "add the file that defines the namespace " + printable(reference.namespace_name.substr(0, 120));
    case Unresolved::name_not_defined:
        return "the file that owns the namespace does not define it; it may be of another version";
    }
    return {};
}

Reference Linker::resolve(const DefinitionsFile& from, std::string_view reference) const
{
    const auto colon = reference.find(':');
    if (colon == std::string_view::npos) {
        return {.owner = &from, .name = reference, .namespace_name = from.content.target_namespace};
    }
    const auto prefix = reference.substr(0, colon);
    Reference found{.name = reference.substr(colon + 1), .why = Unresolved::unknown_prefix};
    if (alike(prefix, from.content.target_prefix)) {
        found.owner = &from;
        found.namespace_name = from.content.target_namespace;
        found.why = Unresolved::name_not_defined;
        return found;
    }
    const auto& prefixes = from.content.using_prefixes;
    const auto used =
        std::find_if(prefixes.begin(), prefixes.end(), [&](const auto& entry) { return alike(entry.first, prefix); });
    if (used == prefixes.end()) {
        return found;
    }
    found.namespace_name = used->second;
    const auto file = namespaces_.find(used->second);
    found.why = file == namespaces_.end() ? Unresolved::namespace_not_loaded : Unresolved::name_not_defined;
    found.owner = file == namespaces_.end() ? nullptr : &definitions_[file->second];
    return found;
}

std::optional<std::size_t> Linker::find_category(const DefinitionsFile& from, std::string_view reference,
                                                 SourcePlace place)
{
    if (!last_category_.is(from, reference)) {
        last_category_ = {&from, reference, look_up_category(from, reference, place)};
    }
    return last_category_.found;
}

std::optional<std::size_t> Linker::look_up_category(const DefinitionsFile& from, std::string_view reference,
                                                    SourcePlace place)
{
    const auto target = resolve(from, reference);
    if (target.owner != nullptr) {
        if (const auto found = target.owner->categories.find(linked_.categories, target.name)) {
            return found;
        }
    }
    if (is_first_miss(place, "category", reference)) {
        complain(place, "missing_parent", named("parent category", reference) + " is not defined by any file read",
                 missing_hint(target));
    }
    return std::nullopt;
}

std::string_view Linker::text(const DefinitionsFile& owner, std::string_view reference, std::string_view fallback,
                              SourcePlace place)
{
    constexpr std::string_view opening = "$(string.";
    const auto inner = trimmed(reference);
    if (inner.size() <= opening.size() || !alike(inner.substr(0, opening.size()), opening) || !inner.ends_with(')')) {
        return inner.empty() ? fallback : reference;
    }
    const auto id = inner.substr(opening.size(), inner.size() - opening.size() - 1);
    for (auto* const resources : owner.resources) {
        if (auto* const found = resources->content.strings.find(id)) {
            found->is_used = true;
            if (is_lint_ && resources != owner.resources.front()) {
                complain_untranslated(owner, "string", id);
            }
            return decoded(*found, sources_[resources->file]->pool);
        }
    }
    if (!owner.resources.empty() && is_first_miss(place, "string", id)) {
        complain(place, "missing_string", named("string", id) + " is not in any ADML file of the languages asked",
                 "add it to the stringTable of the en-US ADML file");
    }
    return fallback;
}

void Linker::check_presentation(const DefinitionsFile& owner, const PolicyDefinition& policy)
{
    const auto id = policy.presentation;
    if (id.empty() || owner.resources.empty()) {
        return;
    }
    const auto found =
        std::find_if(owner.resources.begin(), owner.resources.end(), [&](const ResourcesFile* resources) {
            return resources->content.presentations.find(id) != nullptr;
        });
    if (found != owner.resources.end()) {
        if (is_lint_ && found != owner.resources.begin()) {
            complain_untranslated(owner, "presentation", id);
        }
        return;
    }
    if (is_first_miss(policy.place, "presentation", id)) {
        complain(policy.place, "missing_presentation", named("presentation", id) + " is not in any ADML file",
                 "add it to the presentationTable of the en-US ADML file");
    }
}

bool Linker::is_first_miss(SourcePlace place, std::string_view kind, std::string_view reference)
{
    std::string key = std::to_string(place.file);
    key.append(1, '/').append(kind).append(1, '/').append(reference);
    return missed_.insert(std::move(key)).second;
}

void Linker::complain(SourcePlace place, std::string_view code, std::string message, std::string hint)
{
    log_of(place.file).add({Severity::warning, code, std::move(message), std::move(hint)}, place.offset);
}

} // namespace gpseal::admx
