// registry.pol parse speed beside a memcpy of the same bytes, in one run. Prints MB/s and the ratio.
//
// usage: bench_registry_policy FILE_OR_FOLDER… (default: a file made here, shaped like Microsoft's baselines)

#include "pol_builder.hpp"
#include "test_data.hpp"

#include <gpseal/policy/encryption_mandate.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;
using Clock = std::chrono::steady_clock;

namespace {

using Files = std::vector<std::vector<std::byte>>;

/// 140 entries with names as long as those of real baselines: mostly DWORDs, some strings, a deletion here and there.
std::vector<std::byte> baseline_like()
{
    PolBuilder builder;
    for (int i = 0; i < 140; ++i) {
        const auto key =
            "Software\\Policies\\Microsoft\\Windows Defender\\Exploit Guard\\Rules" + std::to_string(i / 7);
        const auto name = "ExploitGuard_ASR_Rules_" + std::to_string(i);
        if (i % 7 == 3) {
            builder.sz(key, name, "RequireMutualAuthentication=1, RequireIntegrity=1");
        } else if (i % 29 == 5) {
            builder.sz(key, "**del." + name, " ");
        } else {
            builder.dword(key, name, 1);
        }
    }
    return builder.require_encryption(1).bytes();
}

Files load(int argc, char** argv)
{
    Files files;
    for (int i = 1; i < argc; ++i) {
        if (!std::filesystem::is_directory(argv[i])) {
            files.push_back(read_bytes(argv[i]));
            continue;
        }
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
            if (entry.path().extension() == ".pol") {
                files.push_back(read_bytes(entry.path()));
            }
        }
    }
    if (files.empty()) {
        files.assign(300, baseline_like());
    }
    std::erase_if(files, [](const auto& bytes) { return !parse_registry_policy(bytes, "x"); });
    return files;
}

/// Best of many rounds: the speed of the code, not of what else the machine was doing.
template <typename Work> double best_seconds(Work work)
{
    double best = 1e9;
    for (int round = 0; round < 200; ++round) {
        const auto begin = Clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    return best;
}

} // namespace

int main(int argc, char** argv)
{
    const auto files = load(argc, argv);
    std::size_t bytes = 0;
    std::size_t largest = 0;
    for (const auto& file : files) {
        bytes += file.size();
        largest = std::max(largest, file.size());
    }
    std::vector<std::byte> target(largest);
    std::size_t entries = 0;
    const auto parse = best_seconds([&] {
        entries = 0;
        for (const auto& file : files) {
            entries += parse_registry_policy(file, "x")->instructions.size();
        }
    });
    const auto copy = best_seconds([&] {
        for (const auto& file : files) {
            std::memcpy(target.data(), file.data(), file.size());
            asm volatile("" : : "r"(target.data()) : "memory"); // else the copy is optimised away
        }
    });
    const auto mb = static_cast<double>(bytes) / 1e6;
    std::printf("%zu files, %.2f MB, %zu entries\n", files.size(), mb, entries);
    std::printf("parse   %8.0f MB/s  %6.1f M entries/s\n", mb / parse, static_cast<double>(entries) / parse / 1e6);
    std::printf("memcpy  %8.0f MB/s  (parse takes %.1f x as long)\n", mb / copy, parse / copy);
    return 0;
}
