// Writes a registry.pol with the product's own writer, for scripts.
//
// usage: make_pol FILE enabled|disabled|deleted|empty|text|interval

#include "pol_builder.hpp"

#include <fstream>
#include <iostream>
#include <string>

using gpseal::tests::PolBuilder;

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::cerr << "usage: make_pol FILE enabled|disabled|deleted|empty|text|interval\n";
        return 2;
    }
    const std::string what = argv[2];
    PolBuilder builder;
    builder.sz("Software\\Policies\\Example", "Note", "another setting of the same GPO");
    if (what == "enabled" || what == "disabled") {
        builder.require_encryption(what == "enabled" ? 1 : 0);
    } else if (what == "deleted") {
        builder.sz(PolBuilder::key, "**del.RequireEncryption", " ");
    } else if (what == "text") {
        builder.sz(PolBuilder::key, PolBuilder::value, "1");
    } else if (what == "interval") {
        builder.dword("Software\\Policies\\Microsoft\\Windows\\System", "GroupPolicyRefreshTime", 15);
    } else if (what != "empty") {
        std::cerr << "make_pol: no such content: " << what << '\n';
        return 2;
    }
    const auto bytes = builder.bytes();
    std::ofstream out(argv[1], std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return out.flush() ? 0 : 1;
}
