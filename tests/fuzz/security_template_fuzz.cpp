// Oracle: what is read can be written down again as a template of its own, and comes back the same.
#include <gpseal/policy/security_template.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace gpseal::policy;

namespace {

std::string written(const SecurityTemplate& security)
{
    std::string text = "[Registry Values]\n";
    for (const auto& value : security.values) {
        text += R"(MACHINE\)" + value.key + "\\" + value.value_name + "=" + std::to_string(value.type) + "," +
                value.data + "\n";
    }
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto security = parse_security_template(std::as_bytes(std::span(data, size)), "fuzz");
    if (!security) {
        return 0;
    }
    for (const auto& value : security->values) {
        if (find(*security, value.key, value.value_name) == nullptr || value.value_name.empty()) {
            std::abort();
        }
        const auto number = dword_of(value);
        if (number && (value.type != 4 || value.data.find_first_not_of("0123456789") != std::string::npos)) {
            std::abort();
        }
    }
    if (find(*security, {}, {}) != nullptr) { // every value has a name
        std::abort();
    }
    const auto text = written(*security);
    if (text.size() > max_security_template_size) {
        return 0;
    }
    const auto again = parse_security_template(std::as_bytes(std::span(text)), "fuzz");
    if (!again || again->values.size() != security->values.size()) {
        std::abort();
    }
    for (std::size_t i = 0; i < again->values.size(); ++i) {
        const auto& a = security->values[i];
        const auto& b = again->values[i];
        if (a.key != b.key || a.value_name != b.value_name || a.type != b.type || a.data != b.data) {
            std::abort();
        }
    }
    return 0;
}
