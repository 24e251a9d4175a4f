// Oracle: the links are found again by a second reader that is slow and simple (it looks at every pair of brackets),
// and a gPLink written anew from them gives the same links. As gPOptions the input is odd or it does not block.

#include <gpseal/policy/gp_link.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gpseal::policy;

void require(bool held)
{
    if (!held) {
        std::abort();
    }
}

/// Offsets of '[' whose next bracket is a ']'.
std::vector<std::size_t> elements_of(std::string_view text)
{
    std::vector<std::size_t> offsets;
    std::size_t open = std::string_view::npos;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '[') {
            open = i;
        } else if (text[i] == ']' && open != std::string_view::npos) {
            offsets.push_back(open);
            open = std::string_view::npos;
        }
    }
    return offsets;
}

bool open_at_end(std::string_view text)
{
    const auto open = text.rfind('[');
    return open != std::string_view::npos && text.find(']', open) == std::string_view::npos;
}

std::string written(const GpLinkList& list)
{
    std::string text;
    for (const auto& link : list.links) {
        text += "[LDAP://" + link.gpo.text() + ";" + std::to_string(link.options) + "]";
    }
    return text;
}

void check(std::string_view text, const GpLinkList& list)
{
    const auto elements = elements_of(text);
    auto element = elements.begin();
    for (std::size_t i = 0; i < list.links.size(); ++i) {
        const auto& link = list.links[i];
        require(link.order == list.links.size() - i);
        while (element != elements.end() && *element != link.offset) {
            ++element;
        }
        require(element != elements.end()); // in order, and each an element
    }
    require(list.cut_off == open_at_end(text));
    require(!list.cut_off || !list.broken.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto blocks = parse_blocks_inheritance(text); // the attribute beside gPLink, a number
    require(!blocks || *blocks == ((text[text.find_last_of("0123456789")] - '0') % 2 == 1));
    const auto list = parse_gp_link(text);
    require(list || list.error().code == gpseal::Errc::limit_exceeded);
    if (!list) {
        return 0;
    }
    check(text, *list);
    const auto again = parse_gp_link(written(*list));
    require(again && again->links.size() == list->links.size() && again->broken.empty());
    for (std::size_t i = 0; i < list->links.size(); ++i) {
        require(again->links[i].gpo == list->links[i].gpo && again->links[i].options == list->links[i].options);
    }
    return 0;
}
