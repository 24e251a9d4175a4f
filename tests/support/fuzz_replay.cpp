// Stands in for libFuzzer where the compiler has none: runs every seed, then a fixed number of mutations of them with
// a fixed seed, so that a plain build smoke-tests every fuzz target the same way every time.
//
// usage: fuzz_NAME [--runs N] [--seed N] SEED_FILE_OR_FOLDER…

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes read(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<Bytes> load(const std::vector<std::string>& names)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& name : names) {
        if (std::filesystem::is_directory(name)) {
            for (const auto& entry : std::filesystem::recursive_directory_iterator(name)) {
                if (entry.is_regular_file() && entry.file_size() <= (1U << 20U)) {
                    paths.push_back(entry.path());
                }
            }
        } else {
            paths.emplace_back(name);
        }
    }
    std::sort(paths.begin(), paths.end()); // the order of a folder differs between file systems
    std::vector<Bytes> seeds;
    std::transform(paths.begin(), paths.end(), std::back_inserter(seeds), read);
    return seeds;
}

Bytes mutate(Bytes bytes, std::mt19937_64& random, const std::vector<Bytes>& seeds)
{
    const auto below = [&](std::size_t bound) {
        return static_cast<std::size_t>(random() % std::max<std::size_t>(bound, 1));
    };
    for (auto rounds = 1 + below(4); rounds > 0 && !bytes.empty(); --rounds) {
        const auto at = static_cast<std::ptrdiff_t>(below(bytes.size()));
        const auto count =
            static_cast<std::ptrdiff_t>(std::min(1 + below(32), bytes.size() - static_cast<std::size_t>(at)));
        const auto begin = bytes.begin() + at;
        switch (below(6)) {
        case 0:
            *begin = static_cast<std::uint8_t>(*begin ^ (1U << below(8)));
            break;
        case 1:
            *begin = static_cast<std::uint8_t>(random());
            break;
        case 2:
            bytes.erase(begin, bytes.end());
            break;
        case 3:
            bytes.erase(begin, begin + count);
            break;
        case 4: {
            const Bytes block(begin, begin + count);
            bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size())), block.begin(), block.end());
            break;
        }
        default: {
            const auto& other = seeds[below(seeds.size())];
            bytes.insert(begin, other.begin(),
                         other.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(other.size(), below(64))));
        }
        }
    }
    return bytes;
}

} // namespace

int main(int argc, char** argv)
{
    unsigned long runs = 1000;
    unsigned long seed = 1;
    std::vector<std::string> names;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--runs" && i + 1 < argc) {
            runs = std::strtoul(argv[++i], nullptr, 10);
        } else if (argument == "--seed" && i + 1 < argc) {
            seed = std::strtoul(argv[++i], nullptr, 10);
        } else {
            names.push_back(argument);
        }
    }
    auto seeds = load(names);
    if (seeds.empty()) {
        std::cerr << "no seeds in " << (names.empty() ? "no folder" : names.front()) << '\n';
        return 2;
    }
    for (const auto& bytes : seeds) {
        LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    }
    std::mt19937_64 random(seed);
    for (unsigned long i = 0; i < runs; ++i) {
        const auto bytes = mutate(seeds[random() % seeds.size()], random, seeds);
        LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    }
    std::cout << seeds.size() << " seeds and " << runs << " mutations ran clean\n";
    return 0;
}
