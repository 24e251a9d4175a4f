#include "collect/ldap_entry.hpp"

#include <algorithm>
#include <cctype>

namespace gpseal::agent {

namespace {

constexpr std::size_t max_values = 5000; ///< of one attribute

std::string lower(std::string_view text)
{
    std::string copy(text);
    std::transform(copy.begin(), copy.end(), copy.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return copy;
}

Result<std::vector<std::string>> values_of(LDAP* connection, LDAPMessage* entry, const char* name)
{
    struct ValuesFree {
        void operator()(berval** values) const { ::ldap_value_free_len(values); }
    };
    const std::unique_ptr<berval*, ValuesFree> values(::ldap_get_values_len(connection, entry, name));
    std::vector<std::string> texts;
    for (auto* const* value = values.get(); value != nullptr && *value != nullptr; ++value) {
        if (texts.size() == max_values) {
            return fail(Errc::limit_exceeded, "an attribute has too many values", name);
        }
        texts.emplace_back((*value)->bv_val, (*value)->bv_len);
    }
    return texts;
}

} // namespace

std::optional<std::string> DirectoryEntry::value(std::string_view name) const
{
    const auto found = attributes.find(name);
    return found == attributes.end() || found->second.empty() ? std::nullopt : std::optional(found->second.front());
}

Result<DirectoryEntry> entry_of(LDAP* connection, LDAPMessage* message)
{
    DirectoryEntry entry;
    const LdapText dn(::ldap_get_dn(connection, message));
    if (!dn) {
        return fail(Errc::malformed, "an object without a name came from the directory");
    }
    entry.dn = dn.get();
    BerElement* raw = nullptr;
    LdapText name(::ldap_first_attribute(connection, message, &raw));
    struct BerFree {
        void operator()(BerElement* ber) const { ::ber_free(ber, 0); }
    };
    const std::unique_ptr<BerElement, BerFree> position(raw);
    while (name) {
        const std::string_view text = name.get();
        auto values = values_of(connection, message, name.get());
        if (!values) {
            return fail(values.error());
        }
        if (text.find(";range=") != std::string_view::npos) {
            return fail(Errc::limit_exceeded, "the server returned only a part of an attribute", std::string(text));
        }
        entry.attributes.emplace(lower(text), *std::move(values));
        name.reset(::ldap_next_attribute(connection, message, position.get()));
    }
    return entry;
}

} // namespace gpseal::agent
