// Real files: every well-formed registry.pol is held by a format, and comes back byte by byte, or is refused with an
// entry and a reason. And Microsoft's own PolicyRules of a baseline give the registry.pol files of its GPO backups.

#include "exchange_support.hpp"

#include <Poco/JSON/Parser.h>

#include <iostream>
#include <map>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

namespace fs = std::filesystem;

int problems = 0;

void demand(bool holds, const std::string& claim)
{
    if (!holds) {
        std::cout << "WRONG: " << claim << '\n';
        ++problems;
    }
}

struct Tally {
    std::size_t held = 0;
    std::map<std::string, std::size_t> refused; ///< by reason
};

/// The reason without the number of the entry and what only repeats.
std::string reason_of(const Error& error)
{
    const auto begin = error.message.find("cannot hold ");
    return error.message.substr(begin, error.message.find("; export it") - begin);
}

void round_trip(const fs::path& file, ExchangeFormat format, Tally& tally)
{
    const auto bytes = read_bytes(file);
    const auto pol = parse_registry_policy(bytes, "x").value();
    const auto text = export_registry_policy(pol.instructions, format, {.file_name = "x"});
    if (!text) {
        demand(text.error().code == Errc::refused && text.error().message.starts_with("entry ") &&
                   text.error().where.starts_with("x@"),
               file.string() + ": refused without entry, offset or reason: " + describe(text.error()));
        ++tally.refused[reason_of(text.error())];
        return;
    }
    const auto view = std::as_bytes(std::span(*text));
    demand(guess_exchange_format(view) == format, file.string() + ": not known again");
    const auto again = import_registry_policy(view, format, {.file_name = "y"});
    demand(again && serialize_registry_policy(again->entries) == bytes, file.string() + ": another registry.pol");
    ++tally.held;
}

void round_trip_all(const fs::path& folder, const std::vector<fs::path>& files)
{
    const std::map<ExchangeFormat, std::size_t> promised{{ExchangeFormat::lgpo_text, 281},
                                                         {ExchangeFormat::reg_file, 255},
                                                         {ExchangeFormat::policy_rules, 277},
                                                         {ExchangeFormat::json, files.size()}};
    for (const auto format : exchange_formats) {
        Tally tally;
        for (const auto& file : files) {
            round_trip(folder / file, format, tally);
        }
        std::cout << to_string(format) << ": " << tally.held << " of " << files.size() << " held\n";
        for (const auto& [reason, count] : tally.refused) {
            std::cout << "    " << count << " refused: " << reason << '\n';
        }
        demand(tally.held >= promised.at(format), std::string(to_string(format)) + ": fewer files held than promised");
    }
}

std::vector<fs::path> well_formed_files(const fs::path& folder)
{
    std::ifstream in(folder / "facts.json");
    const auto root = Poco::JSON::Parser().parse(in).extract<Poco::JSON::Object::Ptr>();
    const auto files = root->getObject("shared")->getObject("pol");
    std::vector<fs::path> names;
    for (const auto& name : files->getNames()) {
        if (files->getObject(name)->getValue<std::string>("status") == "ok") {
            names.emplace_back(name);
        }
    }
    return names;
}

struct Backup {
    std::string policy_name;
    PolicyScope scope;
    std::string_view guid;
};

/// The GPOs of the Windows 11 24H2 baseline that have a registry.pol.
constexpr std::string_view windows_11_24h2 = "MSFT Windows 11 24H2 - ";
const std::vector<Backup> backups{
    {"MSFT Windows 11 24H2 - Credential Guard", PolicyScope::computer, "{3C4158A9-6823-4577-8AAE-197181A6E6AD}"},
    {"MSFT Windows 11 24H2 - BitLocker", PolicyScope::computer, "{9DD51389-33D0-4D19-8274-F9C19C54AACB}"},
    {"MSFT Windows 11 24H2 - User", PolicyScope::user, "{C4FCE0A9-BC29-4589-A63D-144E8CD991CE}"},
    {"MSFT Windows 11 24H2 - Computer", PolicyScope::computer, "{DAD42DA1-8499-42FE-A1CD-9E39196D8B98}"},
    {"MSFT Windows 11 24H2 - Defender Antivirus", PolicyScope::computer, "{DD32F334-CB07-4579-96E3-06F27B6B5FAB}"},
    {"MSFT Internet Explorer 11 - Computer", PolicyScope::computer, "{BB10D67B-FBEA-4CD0-8E5F-09AC67C07670}"},
    {"MSFT Internet Explorer 11 - User", PolicyScope::user, "{BF76B495-48DD-4A15-AFFF-E9E20A6C9AAB}"},
};

/// What Policy Analyzer wrote as the place the entries come from, which is the same for all of a GPO's.
std::string source_file(const std::string& rules, const std::string& policy_name)
{
    const auto name = rules.find("</SourceFile><PolicyName>" + policy_name + "</PolicyName></");
    const auto begin = rules.rfind("<SourceFile>", name) + 12;
    return rules.substr(begin, name - begin);
}

/// Microsoft's text gives the backup's bytes, and the bytes give Microsoft's text, line by line.
std::size_t compare_backup(const fs::path& folder, const std::vector<std::byte>& rules, const Backup& backup)
{
    const auto imported =
        import_registry_policy(rules, ExchangeFormat::policy_rules,
                               {.file_name = "x", .scope = backup.scope, .policy_name = backup.policy_name});
    const auto side = backup.scope == PolicyScope::computer ? "Machine" : "User";
    const auto bytes = read_bytes(folder / "pol/jkulbe-msft__AZ80xLab/SecurityBaselineGPO/Win11_24H2" / backup.guid /
                                  "DomainSysvol/GPO" / side / "registry.pol");
    demand(imported && serialize_registry_policy(imported->entries) == bytes,
           backup.policy_name + ": PolicyRules and registry.pol differ");
    const std::string text(reinterpret_cast<const char*>(rules.data()), rules.size());
    const auto pol = parse_registry_policy(bytes, "x").value();
    const auto exported = export_registry_policy(
        pol.instructions, ExchangeFormat::policy_rules,
        {.scope = backup.scope, .file_name = source_file(text, backup.policy_name), .policy_name = backup.policy_name});
    const auto begin = exported ? exported->find("\r\n") + 2 : 0;
    demand(exported && text.find(exported->substr(begin, exported->find("<CSE-") - begin)) != std::string::npos,
           backup.policy_name + ": Policy Analyzer writes other lines");
    return pol.instructions.size();
}

void compare_baseline(const fs::path& folder)
{
    const auto rules = read_bytes(folder / "pol/ua5220__win11-hardening" /
                                  "Windows 11 v24H2 Security Baseline.zip.d__MSFT-Win11-v24H2.PolicyRules");
    std::size_t entries = 0;
    std::size_t of_windows = 0;
    for (const auto& backup : backups) {
        const auto count = compare_backup(folder, rules, backup);
        entries += count;
        of_windows += backup.policy_name.starts_with(windows_11_24h2) ? count : 0;
    }
    std::cout << "PolicyRules of the 24H2 baseline: " << entries << " entries of " << backups.size()
              << " GPOs compared with their backups, " << of_windows << " of them named after Windows 11 24H2\n";
    demand(entries == 335 && of_windows == 200, "another number of entries");
}

/// Every GPO of every PolicyRules file is read, and what is read can be written again.
void import_all_rules(const fs::path& folder)
{
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder / "pol/ua5220__win11-hardening")) {
        const auto rules = read_bytes(entry.path());
        const auto refused = import_registry_policy(rules, ExchangeFormat::policy_rules, {.file_name = "x"});
        demand(refused || refused.error().code == Errc::usage, message_of(refused));
        ++files;
    }
    demand(files == 5, "another number of PolicyRules files");
}

} // namespace

int main()
{
    const auto folder = corpus();
    if (!fs::exists(folder / "facts.json")) {
        std::cout << "SKIPPED: no corpus in " << folder << "; GPSEAL_CORPUS names it\n";
        return skipped;
    }
    try {
        round_trip_all(folder, well_formed_files(folder));
        compare_baseline(folder);
        import_all_rules(folder);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return problems == 0 ? 0 : 1;
}
