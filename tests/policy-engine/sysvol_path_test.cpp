#include <gpseal/policy/sysvol_path.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

const std::string guid = "{31B2F340-016D-11D2-945F-00C04FB984F9}";

DistinguishedName gpo()
{
    return DistinguishedName::parse("CN=" + guid + ",CN=Policies,CN=System,DC=corp,DC=example").value();
}

} // namespace

TEST_CASE("sysvol path: the folder of the same GPO in the same domain, whatever host, case and slashes")
{
    for (const auto* const prefix :
         {"\\\\corp.example\\sysvol\\corp.example\\Policies\\", "\\\\DC1\\SYSVOL\\CORP.example\\POLICIES\\",
          "//x/SysVol/corp.example/policies/"}) {
        CAPTURE(prefix);
        const auto folder = check_sysvol_path(prefix + guid, gpo());
        REQUIRE(folder);
        CHECK(folder->path() == "corp.example/Policies/" + guid);
    }
    CHECK(check_sysvol_path("\\\\h\\sysvol\\corp.example\\Policies\\{31b2f340-016d-11d2-945f-00c04fb984f9}\\", gpo()));
}

TEST_CASE("sysvol path D18: a way out, another share, domain, folder or GPO is refused")
{
    const std::string good = "\\\\h\\sysvol\\corp.example\\Policies\\";
    const std::vector<std::string> paths = {"",
                                            "\\",
                                            guid,
                                            "C:\\x",
                                            "\\\\h\\sysvol\\corp.example\\Policies",
                                            good,
                                            good + "..\\" + guid,
                                            good + "x\\..\\" + guid,
                                            good + guid + "\\..",
                                            good + guid + "\\x",
                                            good + ".\\" + guid,
                                            good + "\\" + guid,
                                            good + "{6AC1786C-016F-11D2-945F-00C04FB984F9}",
                                            "\\\\h\\share\\corp.example\\Policies\\" + guid,
                                            "\\\\h\\sysvol\\evil.example\\Policies\\" + guid,
                                            "\\\\h\\sysvol\\corp.example\\scripts\\" + guid,
                                            "\\\\\\sysvol\\corp.example\\Policies\\" + guid,
                                            "h\\sysvol\\corp.example\\Policies\\" + guid,
                                            good + guid + " ",
                                            good + guid + std::string("\0", 1),
                                            "\\\\h\\sysvol\\corp.example\\Policies\\" + guid + "\n"};
    for (const auto& path : paths) {
        CAPTURE(path);
        const auto folder = check_sysvol_path(path, gpo());
        REQUIRE_FALSE(folder);
        CHECK(folder.error().code == Errc::refused);
    }
}

TEST_CASE("sysvol path: a DN that is no GPO's gives no folder")
{
    for (const auto* const dn :
         {"CN=x,DC=corp", "OU={31B2F340-016D-11D2-945F-00C04FB984F9},DC=corp",
          "CN={31B2F340-016D-11D2-945F-00C04FB984F9}", "CN={31B2F340-016D-11D2-945F-00C04FB984F9},DC=..,DC=x",
          "CN={31B2F340-016D-11D2-945F-00C04FB984F9},DC=a/b"}) {
        CAPTURE(dn);
        CHECK_FALSE(sysvol_folder_of(DistinguishedName::parse(dn).value()));
    }
}

TEST_CASE("sysvol path: what is wrong is said with what was found, and with what to do")
{
    const auto path = check_sysvol_path("\\\\h\\share\\x", gpo());
    REQUIRE_FALSE(path);
    CHECK(path.error().message.find("is '\\\\h\\share\\x' in the directory and has to be \\\\corp.example\\sysvol") !=
          std::string::npos);
    const auto longer = check_sysvol_path(std::string(300, 'x'), gpo());
    REQUIRE_FALSE(longer);
    CHECK(longer.error().message.find("is 300 bytes long") != std::string::npos);
    const auto folder = sysvol_folder_of(DistinguishedName::parse("CN=Baseline,DC=corp,DC=example").value());
    REQUIRE_FALSE(folder);
    CHECK(folder.error().message.find("Baseline") != std::string::npos);
    CHECK(folder.error().message.find("is no GUID") != std::string::npos);
}
