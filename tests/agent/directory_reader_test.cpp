#include "collect/directory_reader.hpp"
#include "domain_builder.hpp"

#include <gpseal/base/utf.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using policy::Completeness;

namespace {

const std::string base = "DC=corp,DC=example";
const std::string ou = "OU=Linux," + base;
const std::string computer = "CN=PC1," + ou;
const std::string site = "CN=Main,CN=Sites,CN=Configuration," + base;

/// S-1-5-21-1-2-3-RID, or S-1-5-RID.
std::string sid(std::uint32_t rid, bool of_domain)
{
    std::vector<std::uint32_t> parts = of_domain ? std::vector<std::uint32_t>{21, 1, 2, 3, rid} : std::vector{rid};
    std::string bytes = {1, static_cast<char>(parts.size()), 0, 0, 0, 0, 0, 5};
    for (const auto part : parts) {
        for (int i = 0; i < 4; ++i) {
            bytes.push_back(static_cast<char>(part >> (8 * i)));
        }
    }
    return bytes;
}

/// Objects by name; nobody else's is there.
class FakeDirectory : public Directory {
public:
    FakeDirectory()
    {
        objects[""] = {{"defaultnamingcontext", {base}},
                       {"configurationnamingcontext", {"CN=Configuration," + base}},
                       {"tokengroups", {sid(515, true), sid(1104, true), sid(11, false)}}};
        objects[computer] = {{"objectsid", {sid(1104, true)}}};
        objects[base] = {{"gplink", {link_to("a")}}};
        objects[ou] = {{"gpoptions", {"0"}}};
        objects[site] = {};
        const auto gpo = make_gpo_snapshot({.name = "a"});
        std::string descriptor;
        for (const auto byte : *gpo.attributes.security_descriptor) {
            descriptor.push_back(std::to_integer<char>(byte));
        }
        objects[gpo_dn("a")] = {{"displayname", {"A"}},
                                {"flags", {"0"}},
                                {"versionnumber", {"1"}},
                                {"gpcfunctionalityversion", {"2"}},
                                {"gpcmachineextensionnames", {*gpo.attributes.machine_extension_names}},
                                {"ntsecuritydescriptor", {descriptor}}};
    }

    std::vector<DirectoryAnswer> search(const std::vector<DirectorySearch>& searches) override
    {
        std::vector<DirectoryAnswer> answers;
        for (const auto& each : searches) {
            asked.push_back(each);
            answers.push_back(answer(each));
        }
        return answers;
    }

    std::map<std::string, std::map<std::string, std::vector<std::string>, std::less<>>> objects;
    std::string broken; ///< a base for which the search does not complete
    std::vector<DirectorySearch> asked;

private:
    DirectoryAnswer answer(const DirectorySearch& wanted)
    {
        if (!broken.empty() && wanted.base == broken) {
            return fail(Errc::timeout, "timed out");
        }
        const auto name = wanted.scope == SearchScope::subtree ? computer : wanted.base;
        const auto found = objects.find(name);
        if (found == objects.end()) {
            return wanted.scope == SearchScope::subtree ? DirectoryAnswer(std::vector<DirectoryEntry>{})
                                                        : fail(Errc::not_found, "no such object");
        }
        return std::vector{DirectoryEntry{.dn = name, .attributes = found->second}};
    }
};

policy::DomainSnapshot look(FakeDirectory& directory, const std::string& in_site = "Main")
{
    return read_directory(
        directory,
        {.domain = "corp.example", .account = "PC1$", .domain_controller = "dc1.corp.example", .site = in_site});
}

} // namespace

TEST_CASE("directory: the computer, its token, its scopes and the linked GPOs")
{
    FakeDirectory directory;
    const auto snapshot = look(directory);
    CHECK(snapshot.problems.empty());
    CHECK(snapshot.computer_dn == computer);
    CHECK(snapshot.token == std::vector<std::string>{"S-1-5-21-1-2-3-1104", "S-1-5-21-1-2-3-515", "S-1-5-11"});
    REQUIRE(snapshot.soms.size() == 3);
    CHECK(snapshot.soms[0].dn == ou);
    CHECK(snapshot.soms[0].gp_options == "0");
    CHECK_FALSE(snapshot.soms[0].gp_link);
    CHECK(snapshot.soms[1].gp_link == link_to("a"));
    CHECK(snapshot.soms[2].kind == policy::SomKind::site);
    CHECK(snapshot.site_status == policy::SiteStatus::known);
    REQUIRE(snapshot.gpos.size() == 1);
    CHECK(snapshot.gpos[0].attributes.display_name == "A");
    CHECK(snapshot.gpos[0].attributes.security_descriptor);
    CHECK(directory.asked.back().security_descriptor);
}

TEST_CASE("directory: a computer without a site has no site links")
{
    FakeDirectory directory;
    const auto snapshot = look(directory, "");
    CHECK(snapshot.site_status == policy::SiteStatus::none);
    CHECK(snapshot.soms.size() == 2);
    CHECK(policy::resolve_domain(snapshot).completeness != Completeness::unusable);
}

TEST_CASE("directory: a search that does not complete is never an empty answer")
{
    for (const auto& part : {std::string(), base, ou, site}) {
        FakeDirectory directory;
        directory.broken = part;
        if (part.empty()) {
            directory.objects.erase("");
        }
        CAPTURE(part);
        CHECK(policy::resolve_domain(look(directory)).completeness == Completeness::unusable);
    }
}

TEST_CASE("directory: a scope that is not there, where it must be, is no scope without links")
{
    FakeDirectory directory;
    directory.objects.erase(ou);
    CHECK(policy::resolve_domain(look(directory)).completeness == Completeness::unusable);
}

TEST_CASE("directory: a GPO that is not returned and one that cannot be read are told apart")
{
    FakeDirectory gone;
    gone.objects.erase(gpo_dn("a"));
    CHECK(look(gone).gpos.front().lookup == policy::GpoLookup::not_returned);
    FakeDirectory broken;
    broken.broken = gpo_dn("a");
    const auto snapshot = look(broken);
    CHECK(snapshot.gpos.front().lookup == policy::GpoLookup::failed);
    CHECK(policy::resolve_domain(snapshot).completeness != Completeness::complete);
}

TEST_CASE("directory: a security descriptor that is not returned stays unreadable")
{
    FakeDirectory directory;
    directory.objects[gpo_dn("a")].erase("ntsecuritydescriptor");
    const auto snapshot = look(directory);
    CHECK_FALSE(snapshot.gpos.front().attributes.security_descriptor);
    CHECK(policy::resolve_domain(snapshot).completeness != Completeness::complete);
}

TEST_CASE("directory: another domain's controller, no token, no computer: nothing follows")
{
    FakeDirectory other;
    other.objects[""]["defaultnamingcontext"] = {"DC=evil,DC=example"};
    CHECK_FALSE(look(other).problems.empty());
    FakeDirectory silent;
    silent.objects[""].erase("tokengroups");
    CHECK_FALSE(look(silent).problems.empty());
    FakeDirectory unknown;
    unknown.objects.erase(computer);
    CHECK_FALSE(look(unknown).problems.empty());
    FakeDirectory damaged;
    damaged.objects[""]["tokengroups"] = {sid(1104, true).substr(0, 11)};
    CHECK_FALSE(look(damaged).problems.empty());
}

TEST_CASE("directory: names in filters are escaped")
{
    CHECK(escape_filter_value("a*(b)\\\x01") == "a\\2a\\28b\\29\\5c\\01");
}
