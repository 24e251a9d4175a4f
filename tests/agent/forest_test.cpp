#include "collect/forest.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;
using policy::FileStatus;

namespace {

/// Answers with its own name, and remembers what it was asked.
class NamedDirectory : public Directory {
public:
    explicit NamedDirectory(std::string name) : name_(std::move(name)) {}
    std::vector<DirectoryAnswer> search(const std::vector<DirectorySearch>& searches) override
    {
        std::vector<DirectoryAnswer> answers;
        for (const auto& search : searches) {
            answers.emplace_back(std::vector<DirectoryEntry>{{.dn = name_ + ":" + search.base, .attributes = {}}});
        }
        ++calls;
        return answers;
    }
    int calls = 0;

private:
    std::string name_;
};

class NamedSysvol : public Sysvol {
public:
    explicit NamedSysvol(std::string name, bool reachable = true) : name_(std::move(name)), reachable_(reachable) {}
    SysvolAnswer read(const std::vector<std::string>& paths) override
    {
        SysvolAnswer answer;
        for (const auto& path : paths) {
            answer.files.push_back(
                {.status = reachable_ ? FileStatus::read : FileStatus::failed, .path = name_ + ":" + path});
        }
        answer.transport.cipher = name_;
        if (!reachable_) {
            answer.unreachable = Error{Errc::io, "cannot be read", name_};
        }
        return answer;
    }

private:
    std::string name_;
    bool reachable_;
};

std::vector<DirectorySearch> bases(const std::vector<std::string>& names)
{
    std::vector<DirectorySearch> searches;
    for (const auto& name : names) {
        searches.push_back({.base = name});
    }
    return searches;
}

} // namespace

TEST_CASE("forest: a name is asked where it lives, and answers keep their order")
{
    NamedDirectory own("own");
    NamedDirectory other("other");
    std::vector<std::string> asked;
    ForestDirectory forest(own, "corp.example", [&](const std::string& domain) -> Result<Directory*> {
        asked.push_back(domain);
        return &other;
    });
    const auto answers = forest.search(
        bases({"", "CN=a,DC=Corp,DC=Example", "CN=b,DC=lab,DC=Corp,DC=Example",
               "CN=Main,CN=Sites,CN=Configuration,DC=root,DC=example", "no name", "CN=c,DC=LAB,DC=corp,DC=example"}));
    const std::vector<std::string> wanted = {"own:",
                                             "own:CN=a,DC=Corp,DC=Example",
                                             "other:CN=b,DC=lab,DC=Corp,DC=Example",
                                             "own:CN=Main,CN=Sites,CN=Configuration,DC=root,DC=example",
                                             "own:no name",
                                             "other:CN=c,DC=LAB,DC=corp,DC=example"};
    REQUIRE(answers.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        CHECK(answers[i].value().front().dn == wanted[i]);
    }
    CHECK(asked == std::vector<std::string>{"lab.corp.example"});
    CHECK(other.calls == 1);
}

TEST_CASE("forest: another domain that cannot be asked fails its own names only")
{
    NamedDirectory own("own");
    ForestDirectory forest(own, "corp.example", [](const std::string& domain) -> Result<Directory*> {
        return fail(Errc::timeout, "does not answer", domain);
    });
    const auto answers = forest.search(bases({"CN=b,DC=lab,DC=example", "CN=a,DC=corp,DC=example"}));
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].error().code == Errc::timeout);
    CHECK(answers[1].has_value());
}

TEST_CASE("forest: files come from the domain that their path begins with")
{
    NamedSysvol own("own");
    NamedSysvol other("other");
    ForestSysvol forest(own, "corp.example", [&](const std::string& /*domain*/) -> Result<Sysvol*> { return &other; });
    const auto answer = forest.read({"lab.example/x", "Corp.Example/y", "lab.example/z"});
    REQUIRE(answer.files.size() == 3);
    CHECK(answer.files[0].path == "other:lab.example/x");
    CHECK(answer.files[1].path == "own:Corp.Example/y");
    CHECK(answer.files[2].path == "other:lab.example/z");
    CHECK(answer.transport.cipher == "own");
    CHECK(!answer.unreachable);
}

TEST_CASE("forest: only the own domain's share makes the whole unreachable")
{
    NamedSysvol own("own");
    NamedSysvol broken("broken", false);
    ForestSysvol with_broken_other(own, "corp.example",
                                   [&](const std::string& /*domain*/) -> Result<Sysvol*> { return &broken; });
    const auto other_down = with_broken_other.read({"lab.example/x", "corp.example/y"});
    CHECK(!other_down.unreachable);
    CHECK(other_down.files[0].status == FileStatus::failed);
    CHECK(other_down.files[1].status == FileStatus::read);

    ForestSysvol refused(broken, "corp.example", [](const std::string& domain) -> Result<Sysvol*> {
        return fail(Errc::refused, "GPOs of this domain are not read", domain);
    });
    const auto own_down = refused.read({"lab.example/x", "corp.example/y"});
    REQUIRE(own_down.unreachable);
    CHECK(own_down.unreachable->where == "broken");
    CHECK(own_down.files[0].problem->code == Errc::refused);
}

TEST_CASE("forest: a domain that is not found never means that its GPO is not there")
{
    NamedDirectory own("own");
    ForestDirectory forest(own, "corp.example", [](const std::string& domain) -> Result<Directory*> {
        return fail(Errc::not_found, "DNS has no SRV record of this name", domain);
    });
    const auto answers = forest.search(bases({"CN=b,DC=child,DC=corp,DC=example"}));
    CHECK(answers[0].error().code == Errc::io);
}
