#pragma once

#include "collect/gpo_files.hpp"
#include "domain_builder.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

namespace gpseal::tests {

using namespace agent;

inline constexpr std::chrono::system_clock::time_point noon{std::chrono::hours(1000)};

inline const std::string security_alone =
    "[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]";
inline const std::string both_extensions =
    "[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]" + security_alone;

/// A share of files by path; counts what is asked of it.
class FakeSysvol : public Sysvol {
public:
    SysvolAnswer read(const std::vector<std::string>& paths) override
    {
        SysvolAnswer answer;
        for (const auto& path : paths) {
            ++reads[path];
            answer.files.push_back({.status = policy::FileStatus::absent, .path = path});
            if (const auto found = files.find(path); found != files.end()) {
                answer.files.back() = file_with(bytes_of(found->second), path);
            }
            if (path == broken) {
                answer.files.back() = {.status = policy::FileStatus::failed,
                                       .path = path,
                                       .problem = Error{Errc::io, "connection reset", {}}};
            }
            if (path == torn && (calm_after == 0 || reads[path] <= calm_after)) {
                files[path] += " ";
            }
        }
        return answer;
    }
    void put(const std::string& gpo, const std::string& version, const std::vector<std::byte>& pol)
    {
        files[folder(gpo) + "/GPT.INI"] = "[General]\r\nVersion=" + version + "\r\n";
        auto& text = files[folder(gpo) + "/Machine/Registry.pol"];
        text.clear();
        for (const auto byte : pol) {
            text.push_back(std::to_integer<char>(byte));
        }
    }
    static std::string folder(const std::string& gpo) { return "corp.example/Policies/" + guid_of(gpo); }
    [[nodiscard]] int pol_reads(const std::string& gpo) { return reads[folder(gpo) + "/Machine/Registry.pol"]; }

    std::map<std::string, std::string> files;
    std::map<std::string, int> reads;
    std::string torn;   ///< changes whenever it is read
    int calm_after = 0; ///< reads of the torn one; 0: never
    std::string broken; ///< cannot be read
};

/// The domain as the directory alone shows it: nothing of the files yet.
inline KeptSnapshot directory_says(const std::string& version = "1", std::uint32_t options = 0)
{
    DomainBuilder domain;
    domain.gpo({.name = "a"});
    domain.domain().gp_link = link_to("a", options);
    KeptSnapshot kept{.snapshot = domain.snapshot(), .read_at = {}};
    for (auto& each : kept.snapshot.gpos) {
        each.gpt_ini = {};
        each.registry_pol = {};
        each.attributes.version_number = version;
    }
    return kept;
}

inline const policy::GpoSnapshot& only(const KeptSnapshot& kept)
{
    REQUIRE(kept.snapshot.gpos.size() == 1);
    return kept.snapshot.gpos.front();
}

/// One run after `before`.
inline KeptSnapshot run(FakeSysvol& sysvol, const KeptSnapshot* before, KeptSnapshot now,
                        std::chrono::system_clock::time_point time = noon)
{
    (void)read_gpo_files(sysvol, before, now, time);
    return now;
}

} // namespace gpseal::tests
