#include "enforce/smb_conf_lines.hpp"
#include "smb_conf_oracle.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace gpseal::agent;

void require(bool held, const char* claim)
{
    if (!held) {
        std::fprintf(stderr, "broken promise: %s\n", claim);
        std::abort();
    }
}

/// What other parts of gpseal read of the same text.
void check_reading(const std::string& text)
{
    std::size_t parameters = 0;
    for (const auto& line : smb_conf_lines(text)) {
        const auto parameter = parameter_of(line);
        require(!parameter || parameter->name.find_first_of(" \t\r") == std::string::npos, "a name has no blanks");
        parameters += parameter ? 1U : 0U;
    }
    const auto indirections = smb_conf_indirections(text);
    require(indirections.size() <= parameters, "an indirection is a parameter");
    std::size_t last = 0;
    for (const auto& each : indirections) {
        require(each.line > last && !each.what.empty(), "indirections stand in order, one a line");
        last = each.line;
    }
    const auto status = smb_conf_block::status(text, smb_conf_block::mandate_settings());
    require((to_string(status.overall()) == "absent") == (smb_conf_block::remove(text) == text),
            "a text without a block has none to take out");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto broken = gpseal::tests::broken_block_promise(text);
    if (!broken.empty()) {
        std::fprintf(stderr, "broken promise: %s\n", broken.c_str());
        std::abort();
    }
    check_reading(text);
    return 0;
}
