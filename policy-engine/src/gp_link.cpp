#include <gpseal/base/utf.hpp>
#include <gpseal/policy/directory_value.hpp>
#include <gpseal/policy/gp_link.hpp>

#include <charconv>

namespace gpseal::policy {

namespace {

constexpr std::string_view scheme = "ldap://";
constexpr std::string_view spaces = " \t\r\n";

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(spaces);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

/// `LDAP://server/DN` names a server; it has no say in which object is meant.
std::string_view without_server(std::string_view dn)
{
    const auto slash = dn.find('/');
    return slash != std::string_view::npos && dn.substr(0, slash).find('=') == std::string_view::npos
               ? dn.substr(slash + 1)
               : dn;
}

/// What stands between the brackets.
Result<GpLink> parse_element(std::string_view element)
{
    const auto semicolon = element.rfind(';'); // the DN may hold others
    if (!equals_icase(element.substr(0, scheme.size()), scheme)) {
        return fail(Errc::malformed, "does not begin with LDAP://");
    }
    if (semicolon == std::string_view::npos) {
        return fail(Errc::malformed, "has no options behind a ';'");
    }
    const auto options = trimmed(element.substr(semicolon + 1));
    GpLink link;
    const auto number = parse_directory_integer(options, "its option");
    if (!number) {
        return fail(number.error());
    }
    link.options = *number;
    auto dn = DistinguishedName::parse(without_server(element.substr(scheme.size(), semicolon - scheme.size())));
    if (!dn) {
        return fail(dn.error());
    }
    link.gpo = *std::move(dn);
    return link;
}

/// Collects links and what is none, up to the limits.
class LinkCollector {
public:
    void add_element(std::string_view element, std::size_t offset)
    {
        element = trimmed(element);
        if (element.empty()) {
            return;
        }
        auto link = parse_element(element);
        if (!link) {
            add_broken(offset, std::move(link.error().message));
            return;
        }
        link->offset = offset;
        list_.links.push_back(*std::move(link));
    }

    void add_broken(std::size_t offset, std::string reason) { list_.broken.push_back({offset, std::move(reason)}); }
    void cut_off() { list_.cut_off = true; }
    [[nodiscard]] bool full() const { return list_.links.size() + list_.broken.size() > max_gp_links; }

    [[nodiscard]] GpLinkList result() &&
    {
        auto order = static_cast<unsigned>(list_.links.size());
        for (auto& link : list_.links) {
            link.order = order--;
        }
        return std::move(list_);
    }

private:
    GpLinkList list_;
};

/// Adds what begins at `at` and says where the next thing begins.
std::size_t read_one(std::string_view text, std::size_t at, LinkCollector& links)
{
    if (text[at] != '[') {
        const auto next = std::min(text.find('[', at), text.size());
        if (!trimmed(text.substr(at, next - at)).empty()) {
            links.add_broken(at, "stands outside of brackets");
        }
        return next;
    }
    const auto end = text.find_first_of("[]", at + 1);
    if (end == std::string_view::npos) {
        links.add_broken(at, "has no closing bracket");
        links.cut_off();
        return text.size();
    }
    if (text[end] == '[') {
        links.add_broken(at, "has no closing bracket before the next link");
        return end;
    }
    links.add_element(text.substr(at + 1, end - at - 1), at);
    return end + 1;
}

} // namespace

Result<GpLinkList> parse_gp_link(std::string_view text)
{
    if (text.size() > max_gp_link_size) {
        return fail(Errc::limit_exceeded, "gPLink has " + std::to_string(text.size()) + " bytes; the limit is " +
                                              std::to_string(max_gp_link_size));
    }
    LinkCollector links;
    for (std::size_t at = 0; at < text.size();) {
        at = read_one(text, at, links);
        if (links.full()) {
            return fail(Errc::limit_exceeded, "gPLink has more than " + std::to_string(max_gp_links) + " links");
        }
    }
    return std::move(links).result();
}

Result<bool> parse_blocks_inheritance(std::string_view gp_options)
{
    return parse_directory_integer(trimmed(gp_options), "gPOptions").map([](std::uint32_t bits) {
        return (bits & 1U) != 0;
    });
}

} // namespace gpseal::policy
