#include "policy_path.hpp"

#include "icase.hpp"
#include "xml_document.hpp"

namespace gpseal::admx {

namespace {

bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

/// What two ways have in common that are the same.
std::string normalised(std::string_view way)
{
    std::string out;
    for (const char c : trimmed(way)) {
        if (is_separator(c)) {
            out.erase(out.find_last_not_of(' ') + 1);
            out += '\\';
        } else if (c != ' ' || !out.ends_with('\\')) {
            out += static_cast<char>(folded(c));
        }
    }
    return out;
}

bool take(std::string& way, std::string_view front)
{
    if (!way.starts_with(front)) {
        return false;
    }
    way.erase(0, front.size());
    return true;
}

std::string way_to(const PolicyCatalog& catalog, const PolicyDefinition& policy)
{
    std::string way;
    for (const auto name : catalog.category_names(policy)) {
        way.append(name).append(1, '\\');
    }
    return normalised(way.append(policy.display_name));
}

} // namespace

PolicyPath::PolicyPath(std::string_view typed) : wanted_(normalised(typed))
{
    (void)take(wanted_, "\\");
    if (wanted_.starts_with("computer configuration\\")) {
        user_ = false;
    } else if (wanted_.starts_with("user configuration\\")) {
        computer_ = false;
    }
    for (const auto* const front :
         {"computer configuration\\", "user configuration\\", "computer and user configuration\\", "policies\\"}) {
        auto rest = wanted_;
        if (take(rest, front) && (rest.starts_with("policies\\administrative templates\\") ||
                                  rest.starts_with("administrative templates\\"))) {
            wanted_ = std::move(rest);
        }
    }
    (void)take(wanted_, "administrative templates\\");
}

bool PolicyPath::is_whole(const PolicyCatalog& catalog, const PolicyDefinition& policy) const
{
    const bool has_side =
        policy.policy_class == PolicyClass::both || (policy.policy_class == PolicyClass::user ? user_ : computer_);
    return has_side && way_to(catalog, policy) == wanted_;
}

bool PolicyPath::is_end(const PolicyCatalog& catalog, const PolicyDefinition& policy) const
{
    return user_ && computer_ && way_to(catalog, policy).ends_with('\\' + wanted_);
}

} // namespace gpseal::admx
