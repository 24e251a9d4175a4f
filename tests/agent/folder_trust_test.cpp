#include "pol_builder.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/policy_source.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
namespace fs = std::filesystem;

namespace {

constexpr auto writable = fs::perms::owner_all | fs::perms::group_write;

/// A GPO with registry policy and security settings, which nobody else can write.
struct Gpo {
    TemporaryFolder above;
    fs::path folder = above.path() / "gpo";

    Gpo()
    {
        const auto pol = PolBuilder().require_encryption(0).bytes();
        spill(folder / "gpt.ini", "[General]\r\nVersion=3\r\n");
        spill(folder / "Machine/Registry.pol", {reinterpret_cast<const char*>(pol.data()), pol.size()});
        spill(folder / "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf", "[Registry Values]\n");
        fs::permissions(folder, fs::perms::owner_all);
        for (const auto& each : fs::recursive_directory_iterator(folder)) {
            fs::permissions(each, fs::perms::owner_all);
        }
    }
    [[nodiscard]] CollectedPolicy look(FolderTrust trust, const fs::path& name) const
    {
        return FileSource({name}, trust).collect();
    }
};

} // namespace

TEST_CASE("folder trust: what others can change, or a folder on the way to it, is a doubt that names the place")
{
    const Gpo gpo;
    CHECK(gpo.look(FolderTrust::checked, gpo.folder).complete());
    CHECK(gpo.look(FolderTrust::checked, gpo.folder / "").complete());
    std::size_t places = 0;
    for (const auto* const name :
         {"", "Machine", "Machine/Registry.pol", "Machine/Microsoft", "Machine/Microsoft/Windows NT",
          "Machine/Microsoft/Windows NT/SecEdit", "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf"}) {
        CAPTURE(name);
        const auto place = *name == '\0' ? gpo.folder : gpo.folder / name;
        fs::permissions(place, writable);
        for (const auto& spelt : {gpo.folder, gpo.folder / ""}) {
            const auto policy = gpo.look(FolderTrust::checked, spelt);
            REQUIRE(policy.problems.size() == 1);
            CHECK(policy.problems[0].where == place.string());
            CHECK(policy.problems[0].code == Errc::refused);
        }
        CHECK(gpo.look(FolderTrust::vouched, gpo.folder).complete());
        fs::permissions(place, fs::perms::owner_all);
        ++places;
    }
    CHECK(places == 7);
    CHECK(gpo.look(FolderTrust::checked, gpo.folder).complete());
}
