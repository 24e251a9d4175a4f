// Every ADMX and ADML file below a folder, to full catalogues, beside a plain pugixml parse of the same bytes, in one
// run, on one thread, without the disk. Prints processor time, the ratio, and the memory it all took.
//
// usage: bench_admx FOLDER [ROUNDS]
//
// A catalogue is made for each folder that holds ADMX files, from these and from all languages below it: every byte is
// parsed. Strings and references are resolved as the catalogue is finished, and then every policy's presentation.

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/utf.hpp>

#include <pugixml.hpp>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

using namespace gpseal;
namespace fs = std::filesystem;

namespace {

/// The files that make up one catalogue.
struct Store {
    std::vector<admx::Document> definitions;
    std::vector<admx::Document> resources;
};

using Stores = std::map<fs::path, Store>;

admx::Document read(const fs::path& path)
{
    std::vector<std::byte> bytes(fs::file_size(path));
    std::ifstream in(path, std::ios::binary);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return {.path = path.string(), .bytes = std::move(bytes)};
}

bool is_kind(const fs::path& path, const char* extension)
{
    return equals_icase(path.extension().string(), extension);
}

Stores read_all(const fs::path& top)
{
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator(top)) {
        if (entry.is_regular_file() && (is_kind(entry.path(), ".admx") || is_kind(entry.path(), ".adml"))) {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    Stores stores;
    for (const auto& path : paths) {
        if (is_kind(path, ".admx")) {
            stores[path.parent_path()].definitions.push_back(read(path));
        }
    }
    for (const auto& path : paths) {
        if (is_kind(path, ".adml")) {
            const auto beside = path.parent_path();
            const bool below = stores.contains(beside.parent_path());
            stores[below ? beside.parent_path() : beside].resources.push_back(read(path));
        }
    }
    return stores;
}

struct Figures {
    std::size_t files = 0;
    std::size_t policies = 0;
    std::size_t presentations = 0;
    std::size_t widgets = 0;
};

admx::PolicyCatalog load(Store store, Figures& figures)
{
    figures.files += store.definitions.size() + store.resources.size();
    admx::CatalogBuilder builder("en-US");
    for (auto& document : store.definitions) {
        builder.add_definitions(std::move(document));
    }
    for (auto& document : store.resources) {
        auto language = fs::path(document.path).parent_path().filename().string();
        builder.add_resources(std::move(document), std::move(language));
    }
    auto catalog = std::move(builder).finish();
    figures.policies += catalog.policies().size();
    for (const auto& policy : catalog.policies()) {
        if (const auto presentation = catalog.presentation_of(policy)) {
            figures.presentations += 1;
            figures.widgets += presentation->widgets.size();
        }
    }
    return catalog;
}

std::size_t parse_plainly(const Stores& stores)
{
    std::size_t failed = 0;
    for (const auto& [folder, store] : stores) {
        for (const auto* const documents : {&store.definitions, &store.resources}) {
            for (const auto& document : *documents) {
                pugi::xml_document tree;
                if (!tree.load_buffer(document.bytes.data(), document.bytes.size(), pugi::parse_default)) {
                    failed += 1;
                }
            }
        }
    }
    return failed;
}

/// Of this thread alone: what else the machine does at the time is not counted.
double processor_seconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

template <typename Work> double seconds(Work work)
{
    const auto begin = processor_seconds();
    work();
    return processor_seconds() - begin;
}

/// The catalogues are made from copies, made outside the clock: a builder takes the bytes it is given.
double load_all(const Stores& stores, Figures& figures)
{
    double total = 0;
    for (const auto& [folder, store] : stores) {
        auto copy = store;
        total += seconds([&] { const auto catalog = load(std::move(copy), figures); });
    }
    return total;
}

std::size_t peak_memory_kib()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == "VmHWM:") {
            std::size_t kib = 0;
            status >> kib;
            return kib;
        }
    }
    return 0;
}

/// All catalogues at once, the bytes handed over one folder at a time: what a program that keeps them needs.
void measure_memory(const fs::path& top)
{
    auto stores = read_all(top);
    std::size_t bytes = 0;
    Figures figures;
    std::vector<admx::PolicyCatalog> catalogs;
    for (auto& [folder, store] : stores) {
        for (auto* const documents : {&store.definitions, &store.resources}) {
            for (const auto& document : *documents) {
                bytes += document.bytes.size();
            }
        }
        catalogs.push_back(load(std::move(store), figures));
    }
    const auto mib = static_cast<double>(peak_memory_kib()) / 1024;
    std::printf("memory  %8.1f MiB at most, with all catalogues kept: %.2f x the bytes\n", mib,
                mib * 1024 * 1024 / static_cast<double>(bytes));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_admx FOLDER [ROUNDS]\n");
        return 2;
    }
    measure_memory(argv[1]); // first: the peak is the process's
    const auto stores = read_all(argv[1]);
    std::size_t bytes = 0;
    for (const auto& [folder, store] : stores) {
        for (const auto* const documents : {&store.definitions, &store.resources}) {
            for (const auto& document : *documents) {
                bytes += document.bytes.size();
            }
        }
    }
    const auto rounds = argc > 2 ? std::atoi(argv[2]) : 20;
    double plain = 1e9;
    double catalog = 1e9;
    Figures figures;
    for (int round = 0; round < rounds; ++round) {
        figures = {};
        plain = std::min(plain, seconds([&] { parse_plainly(stores); }));
        catalog = std::min(catalog, load_all(stores, figures));
    }
    const auto mb = static_cast<double>(bytes) / 1e6;
    std::printf("%zu files, %.1f MB, %zu policies, %zu presentations, %zu widgets; best of %d rounds\n", figures.files,
                mb, figures.policies, figures.presentations, figures.widgets, rounds);
    std::printf("pugixml  %7.1f ms  %6.0f MB/s\n", plain * 1e3, mb / plain);
    std::printf("gpseal   %7.1f ms  %6.0f MB/s  (%.2f x pugixml's time)\n", catalog * 1e3, mb / catalog,
                catalog / plain);
    return 0;
}
