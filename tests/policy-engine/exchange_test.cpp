// What holds of every exchange format.

#include "exchange_support.hpp"
#include "golden.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

std::vector<std::filesystem::path> texts_of(ExchangeFormat format)
{
    const std::string folders[] = {"lgpo_text", "reg_file", "policy_rules", "pol_json"};
    std::vector<std::filesystem::path> found;
    const auto folder = data_folder() / "exchange" / folders[static_cast<std::size_t>(format)];
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".pol") {
            found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

Result<ImportedPolicy> import_any_scope(std::span<const std::byte> bytes, ExchangeFormat format)
{
    auto imported = import_registry_policy(bytes, format, {.file_name = "x"});
    return imported || imported.error().code != Errc::usage
               ? imported
               : import_registry_policy(bytes, format, {.file_name = "x", .scope = PolicyScope::user});
}

} // namespace

TEST_CASE("exchange: every sample is known by its content and imports")
{
    for (const auto format : exchange_formats) {
        const auto samples = texts_of(format);
        CHECK(!samples.empty());
        for (const auto& sample : samples) {
            CAPTURE(sample.string());
            const auto bytes = read_bytes(sample);
            CHECK(guess_exchange_format(bytes) == format);
            const auto imported = import_any_scope(bytes, format);
            CHECK_MESSAGE(imported, message_of(imported));
            CHECK((imported && !imported->entries.empty()));
        }
    }
}

TEST_CASE("exchange: every truncation of a sample is refused with its place, or imports as fewer entries")
{
    for (const auto format : exchange_formats) {
        for (const auto& sample : texts_of(format)) {
            CAPTURE(sample.string());
            const auto bytes = read_bytes(sample);
            const auto whole = import_any_scope(bytes, format);
            REQUIRE(whole);
            for (std::size_t size = 0; size < bytes.size(); ++size) {
                const auto part = import_any_scope(std::span(bytes).first(size), format);
                if (part) {
                    CHECK(part->entries.size() <= whole->entries.size());
                } else {
                    CHECK(part.error().where.starts_with("x"));
                    CHECK(part.error().code != Errc::internal);
                }
            }
        }
    }
}

TEST_CASE("exchange: a document that is cut is refused where the format has an end")
{
    for (const auto format : {ExchangeFormat::policy_rules, ExchangeFormat::json}) {
        for (const auto& sample : texts_of(format)) {
            const auto bytes = read_bytes(sample);
            for (std::size_t size = 0; size + 3 < bytes.size(); ++size) {
                CHECK(!import_any_scope(std::span(bytes).first(size), format));
            }
        }
    }
}

TEST_CASE("exchange: every fixture that parses comes back byte by byte, or is refused with its entry; JSON holds all")
{
    std::size_t files = 0;
    for (const auto& fixture : std::filesystem::directory_iterator(data_folder() / "registry-pol")) {
        const auto bytes = read_bytes(fixture.path());
        const auto pol = parse_registry_policy(bytes, "x");
        if (!pol) {
            continue;
        }
        CAPTURE(fixture.path().string());
        ++files;
        for (const auto format : exchange_formats) {
            const auto text = export_registry_policy(pol->instructions, format, {.file_name = "x"});
            if (!text) {
                CHECK(format != ExchangeFormat::json);
                CHECK(text.error().code == Errc::refused);
                CHECK(text.error().message.starts_with("entry "));
                continue;
            }
            const auto again = import_text(*text, format);
            REQUIRE_MESSAGE(again, message_of(again));
            CHECK(serialize_registry_policy(again->entries) == bytes);
        }
    }
    CHECK(files > 20);
}

TEST_CASE("exchange: every truncation of what we write is refused, or imports as the first entries")
{
    const std::vector<RegistryEntry> entries{
        make_entry("K", "n", RegistryType::dword, dword_data(1)),
        make_entry("K", "t", RegistryType::sz, sz_data("text")),
        make_entry("L", "", RegistryType::none, {}),
        make_entry("L", "**del.d", RegistryType::sz, sz_data(" ")),
    };
    std::vector<RegistryInstruction> views;
    std::transform(entries.begin(), entries.end(), std::back_inserter(views), view_of);
    for (const auto format : exchange_formats) {
        const auto text = export_registry_policy(views, format, {.file_name = "x"}).value();
        for (std::size_t size = 0; size < text.size(); ++size) {
            const auto part = import_text(std::string_view(text).substr(0, size), format);
            CHECK((!part || part->entries.size() <= entries.size()));
        }
    }
}

TEST_CASE("exchange: the files that the formats make of one registry.pol")
{
    const std::string key = R"(Software\Policies\Example)";
    const std::vector<RegistryEntry> entries{
        make_entry(key, "Number", RegistryType::dword, dword_data(4096)),
        make_entry(key, "", RegistryType::sz, sz_data(R"(the "default" of C:\x & <y>)")),
        make_entry(key, "Path", RegistryType::expand_sz, sz_data(R"(%windir%\example, long enough for two lines)")),
        make_entry(key, "Large", RegistryType::qword, qword_data(1ULL << 40U)),
        make_entry(key, "Nothing", RegistryType::multi_sz, multi_sz_data({})),
        make_entry(key + R"(\List)", "", RegistryType::none, {}),
        make_entry(key + R"(\List)", "1", RegistryType::sz, sz_data("Größe €")),
        make_entry(key + R"(\List)", "**del.2", RegistryType::sz, sz_data(" ")),
    };
    const auto pol = serialize_registry_policy(entries);
    const auto parsed = parse_registry_policy(pol, "Registry.pol").value();
    const ExportOptions options{.file_name = "Registry.pol", .policy_name = "Example"};
    const std::string names[] = {"lgpo.txt", "regedit.reg", "example.PolicyRules", "pol.json"};
    for (const auto format : exchange_formats) {
        const auto text = export_registry_policy(parsed.instructions, format, options);
        REQUIRE(text);
        check_golden("exchange/" + names[static_cast<std::size_t>(format)], *text);
    }
}
