// Oracle: a name written anew from its parts is the same name, every ancestor is the name with fewer parts, and the
// input's separators that no backslash escapes are as many as the parts say.

#include <gpseal/policy/distinguished_name.hpp>

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace gpseal::policy;

void require(bool held)
{
    if (!held) {
        std::abort();
    }
}

std::string written(const DistinguishedName& dn)
{
    std::string text;
    for (std::size_t i = 0; i < dn.depth(); ++i) {
        text += i == 0 ? "" : ",";
        bool first = true;
        for (const auto& pair : dn.part(i)) {
            require(!pair.type.empty() && !pair.value.empty());
            text += (first ? "" : "+") + pair.type + "=" + escape_dn_value(pair.value);
            first = false;
        }
    }
    return text;
}

std::size_t separators(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == ',') {
            ++count;
        }
    }
    return count;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto dn = DistinguishedName::parse(text);
    if (!dn) {
        return 0;
    }
    require(separators(text) + 1 == dn->depth());
    const auto again = DistinguishedName::parse(written(*dn));
    // escapes may make it longer than the limit
    require(again ? *again == *dn : again.error().code == gpseal::Errc::limit_exceeded);
    for (std::size_t levels = 0; levels < dn->depth(); ++levels) {
        const auto above = DistinguishedName::parse(dn->ancestor(levels));
        require(above && above->depth() == dn->depth() - levels);
        require(above->part(0) == dn->part(levels) && dn->key().ends_with(above->key()));
        require(dn->dns_domain().ends_with(above->dns_domain()));
    }
    return 0;
}
