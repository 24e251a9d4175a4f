#pragma once

#include "../admx/corpus_support.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/policy_state.hpp>

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

// Windows' own verdicts (gpreport-oracle.json) beside the registry.pol files and the templates that they are about.
namespace gpseal::tests {

using Poco::JSON::Array;
using Poco::JSON::Object;
namespace fs = std::filesystem;

/// The policies of one side (Computer, User) by display name and category, as a report names them.
using PolicyKey = std::string;

inline std::string trimmed(std::string text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    const auto last = text.find_last_not_of(" \t\r\n");
    return first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

inline PolicyKey policy_key(const std::string& side, const std::string& name, std::string category)
{
    std::replace(category.begin(), category.end(), '\\', '/');
    return side + '\n' + trimmed(name) + '\n' + category;
}

/// Every ADMX of the corpus in one catalogue. The corpus keeps identical files once, so a template may lack the English
/// texts beside it: then those of the same file name from another folder are taken.
class CorpusTemplates {
public:
    CorpusTemplates() : catalog_(load())
    {
        for (const auto& policy : catalog_.policies()) {
            if (policy.policy_class != admx::PolicyClass::user) {
                add("Computer", policy);
            }
            if (policy.policy_class != admx::PolicyClass::machine) {
                add("User", policy);
            }
        }
    }

    [[nodiscard]] const admx::PolicyCatalog& catalog() const { return catalog_; }

    /// The versions of a policy that templates of the corpus have: those with the report's "supported on" first, of
    /// these the GPO's own repository or owner, then the others in the order of `preferred`.
    [[nodiscard]] std::vector<const admx::PolicyDefinition*> find(const std::string& gpo, const PolicyKey& key,
                                                                  const std::string& supported) const
    {
        const auto found = by_key_.find(key);
        if (found == by_key_.end()) {
            return {};
        }
        auto versions = found->second;
        std::stable_sort(versions.begin(), versions.end(), [&](const auto* a, const auto* b) {
            const auto other = [&](const auto* each) {
                return trimmed(std::string(each->supported_on)) != trimmed(supported);
            };
            return std::make_pair(other(a), rank(gpo, *a)) < std::make_pair(other(b), rank(gpo, *b));
        });
        return versions;
    }

    /// The policies that the templates of these repositories define, each by its key.
    [[nodiscard]] std::map<PolicyKey, const admx::PolicyDefinition*> all_of(const std::string& gpo,
                                                                            const std::set<std::string>& from) const
    {
        std::map<PolicyKey, const admx::PolicyDefinition*> all;
        for (const auto& [key, ignored] : by_key_) {
            for (const auto* const policy : find(gpo, key, "")) {
                if (from.contains(repository_of(*policy)) && all.emplace(key, policy).second) {
                    break;
                }
            }
        }
        return all;
    }

    [[nodiscard]] std::string repository_of(const admx::PolicyDefinition& policy) const
    {
        const auto& path = catalog_.file_of(policy).path;
        return path.substr(0, path.find('/'));
    }

private:
    /// A report was made with the templates of its time: AZ80xLab's are of 2024, the others of 2016 to 2021.
    static constexpr std::string_view preferred[] = {
        "jozefizso__sysvol-centralstore",   "simeononsecurity__STIG-Compliant-Domain-Prep",
        "josbraden__grouppolicy",           "pl4nty__web-admx-tool",
        "mxk__windows-secure-group-policy", "jkulbe-msft__AZ80xLab"};
    static constexpr std::string_view recent = "jkulbe-msft__AZ80xLab/";

    [[nodiscard]] std::size_t rank(const std::string& gpo, const admx::PolicyDefinition& policy) const
    {
        const auto repository = repository_of(policy);
        if (gpo.starts_with(repository + '/')) {
            return 0;
        }
        if (gpo.starts_with(repository.substr(0, repository.find("__") + 2))) {
            return 1;
        }
        const auto* const at = std::find(std::begin(preferred), std::end(preferred), repository);
        return 2 + static_cast<std::size_t>(gpo.starts_with(recent) ? std::end(preferred) - at
                                                                    : at - std::begin(preferred));
    }

    /// In a folder for English, or in none for a language, beside its template.
    static bool is_english(const fs::path& path)
    {
        const auto folder = path.parent_path().filename().string();
        return equals_icase(folder, "en-US") || fs::exists(fs::path(path).replace_extension(".admx"));
    }

    static admx::PolicyCatalog load()
    {
        const auto root = corpus_folder() / "admx";
        std::vector<fs::path> definitions;
        std::map<std::string, std::vector<fs::path>> texts; // English, by lower-case file name
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            const auto extension = ascii_lower(entry.path().extension().string());
            if (extension == ".admx") {
                definitions.push_back(entry.path());
            } else if (extension == ".adml" && is_english(entry.path())) {
                texts[ascii_lower(entry.path().stem().string())].push_back(entry.path());
            }
        }
        std::sort(definitions.begin(), definitions.end());
        admx::CatalogBuilder builder;
        for (const auto& path : definitions) {
            builder.add_definitions({.path = fs::relative(path, root).string(), .bytes = bytes_of(path)});
        }
        for (const auto& path : definitions) {
            auto& candidates = texts[ascii_lower(path.stem().string())];
            std::sort(candidates.begin(), candidates.end());
            const auto own = std::find_if(candidates.begin(), candidates.end(), [&](const fs::path& each) {
                return each.parent_path().parent_path() == path.parent_path() ||
                       each.parent_path() == path.parent_path();
            });
            const auto& from = own != candidates.end() ? *own : candidates.empty() ? fs::path() : candidates.front();
            if (!from.empty()) {
                const auto name = path.parent_path() / "en-US" / (path.stem().string() + ".adml");
                builder.add_resources({.path = fs::relative(name, root).string(), .bytes = bytes_of(from)}, "en-US");
            }
        }
        return std::move(builder).finish();
    }

    void add(const std::string& side, const admx::PolicyDefinition& policy)
    {
        auto category = catalog_.category_path(policy);
        constexpr std::string_view root = "Administrative Templates\\";
        const auto at = category.find(root);
        if (at != std::string::npos) {
            category.erase(0, at + root.size());
        }
        by_key_[policy_key(side, std::string(policy.display_name), category)].push_back(&policy);
    }

    admx::PolicyCatalog catalog_;
    std::map<PolicyKey, std::vector<const admx::PolicyDefinition*>> by_key_;
};

/// One side of a GPO backup of the corpus; empty where it has no registry.pol.
inline std::vector<policy::GroupPolicyObject> read_side(const std::string& gpo, const std::string& side)
{
    std::vector<policy::GroupPolicyObject> gpos(1);
    const auto wanted = side == "Computer" ? "machine" : "user";
    for (const auto& entry : fs::recursive_directory_iterator(corpus_folder() / "pol" / gpo)) {
        if (ascii_lower(entry.path().filename().string()) == "registry.pol" &&
            ascii_lower(entry.path().parent_path().filename().string()) == wanted) {
            gpos[0].bytes = bytes_of(entry.path());
            gpos[0].registry = policy::parse_registry_policy(gpos[0].bytes, entry.path().string()).value();
        }
    }
    return gpos;
}

inline const Object& oracle()
{
    static const auto parsed = [] {
        std::ifstream in(corpus_folder() / "pol/gpreport-oracle.json");
        return Poco::JSON::Parser().parse(in).extract<Object::Ptr>();
    }();
    return *parsed;
}

} // namespace gpseal::tests
