#include "pol_bench.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace gpseal;
using namespace gpseal::tests;

namespace {

/// Wrapped text as it was before, but for the width of its blanks.
std::string in_one_line(const std::string& text)
{
    std::istringstream in(text);
    std::string out;
    for (std::string word; in >> word;) {
        out += ' ' + word;
    }
    return out;
}

std::string text_of(const Poco::JSON::Array::Ptr& array)
{
    std::ostringstream out;
    array->stringify(out);
    return out.str();
}

} // namespace

TEST_CASE("resolve --all, --policy: an element is credited to the GPO that set it, and so is each line of a list")
{
    const Bench bench;
    const std::string key = "Software\\Policies\\Example\\Edit\\All";
    const auto list = "Software\\Policies\\Example\\Edit\\Prefixed";
    bench.write("low.pol", PolBuilder().dword(key, "On", 1).sz(key, "Name", "me").sz(list, "p1", "a"));
    bench.write("mid.pol", PolBuilder().dword(key, "Number", 7).sz(list, "p2", "b"));
    bench.write("high.pol", PolBuilder().dword(key, "On", 1).dword(key, "Box", 1).sz(list, "p3", "c"));
    const std::vector<std::string> words{
        "resolve", "--pol",           bench.path("low.pol"), bench.path("mid.pol"), bench.path("high.pol"),
        "--admx",  Bench::templates()};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), words.begin(), words.end());
        return run(more).out;
    };
    const auto by = [&](const char* pol) { return " (by " + bench.path(pol) + ")"; };
    for (const auto& more : {std::vector<std::string>{"--all"}, {"--policy", "Everything"}}) {
        const auto text = in_one_line(with(more));
        for (const auto& part :
             {"Name: me" + by("low.pol"), "Number: 7" + by("mid.pol"), " a" + by("low.pol"), " b" + by("mid.pol")}) {
            CHECK_MESSAGE(text.find(part) != std::string::npos, part, text);
        }
        CHECK(text.find("Box: Enabled (by") == std::string::npos); // as the policy
        CHECK(text.find(" c (by") == std::string::npos);
    }
    CHECK(in_one_line(with({"--all"}))
              .find("by " + bench.path("high.pol") + ", with " + bench.path("mid.pol") + ", with " +
                    bench.path("low.pol")) != std::string::npos);
    CHECK(with({"--policy", "Everything"}).find("  with      Enabled: " + bench.path("low.pol")) != std::string::npos);
    const auto policy = parsed(with({"--policy", "Everything", "--json"}))->getObject("policy");
    CHECK(text_of(policy->getArray("gpos")) == "[0,1,2]");
    const auto elements = policy->getArray("elements");
    const auto element = [&](const std::string& id) {
        for (unsigned i = 0; i < elements->size(); ++i) {
            if (elements->getObject(i)->getValue<std::string>("id") == id) {
                return elements->getObject(i);
            }
        }
        return Poco::JSON::Object::Ptr();
    };
    CHECK(text_of(element("Name")->getArray("gpos")) == "[0]");
    CHECK(text_of(element("Box")->getArray("gpos")) == "[2]");
    CHECK(text_of(element("Lines")->getArray("gpos")) == "[]");
    CHECK(text_of(element("Prefixed")->getArray("gpos")) == "[0,1,2]");
    CHECK(element("Prefixed")->getArray("value")->getObject(1)->getValue<int>("gpo") == 1);
}

TEST_CASE("resolve --all, --policy: a GPO that sets a part of an enabledList, or takes one away, is named")
{
    const Bench bench;
    const auto other = "Software\\Policies\\Example\\Other";
    const auto own = "Software\\Policies\\Example\\Own";
    bench.write("low.pol", PolBuilder().dword(other, "One", 1).sz(own, "Two", "two"));
    bench.write("same.pol", PolBuilder().sz(own, "Two", "two"));
    bench.write("against.pol", PolBuilder().sz(own, "Two", "three"));
    for (const auto* const second : {"same.pol", "against.pol"}) {
        const std::vector<std::string> words{"resolve",          "--pol",  bench.path("low.pol"),
                                             bench.path(second), "--admx", Bench::templates(),
                                             "--policy",         "Lists"};
        const auto text = run(words).out;
        CHECK_MESSAGE(text.find("Enabled") != std::string::npos, text);
        CHECK_MESSAGE(text.find("  with ") != std::string::npos, text);
        CHECK_MESSAGE(text.find("  over ") == std::string::npos, text);
        CHECK(text.find(bench.path("low.pol")) != std::string::npos);
        CHECK(text.find(bench.path(second)) != std::string::npos);
        auto json = words;
        json.emplace_back("--json");
        CHECK(text_of(parsed(run(json).out)->getObject("policy")->getArray("gpos")) == "[0,1]");
    }
}

TEST_CASE("resolve --all: what sets no value is a row of its own: **SecureKey, unknown directives, a key alone")
{
    const Bench bench;
    bench.write(PolBuilder()
                    .dword("K", "**SecureKey", 1)
                    .sz("K", "**Unheard.Of", "x")
                    .sz("K", "**Unheard.Of", "y")
                    .add("Software\\Policies\\Example\\Alone", "", policy::RegistryType::none, ""));
    const std::vector<std::string> words{"resolve", "--pol", bench.pol(), "--admx", Bench::templates(), "--all"};
    const auto text = run(words).out;
    CHECK_MESSAGE(text.find("4 extra registry settings") != std::string::npos, text);
    for (const auto* const part : {"**SecureKey", "secure the key (no meaning for a value)", "**Unheard.Of",
                                   "unknown directive, not obeyed", "(the key)", "create the key"}) {
        CHECK_MESSAGE(text.find(part) != std::string::npos, text);
    }
    auto json = words;
    json.emplace_back("--json");
    const auto extra = parsed(run(json).out)->getArray("extra");
    REQUIRE(extra->size() == 4);
    const auto member = [&](unsigned row, const char* name) { return extra->getObject(row)->get(name).toString(); };
    CHECK(member(0, "action") == "secure_key");
    CHECK(member(0, "value") == "**SecureKey");
    CHECK(member(0, "data") == "01000000");
    CHECK(member(1, "action") == "unknown");
    CHECK(member(2, "data") == "79000000");
    CHECK(member(3, "action") == "create_key");
    CHECK(extra->getObject(3)->isNull("data"));
}

TEST_CASE(
    "resolve: the other policies of the SMB client stand below Require Encryption, as this machine could keep them")
{
    const Bench bench;
    const auto key = PolBuilder::key;
    bench.write("low.pol", PolBuilder().require_encryption(1).dword(key, "MinSmb2Dialect", 770));
    bench.write(
        "high.pol",
        PolBuilder().dword(key, "MinSmb2Dialect", 785).dword(key, "EnableSMBQUIC", 1).dword(key, "MaxSmb2Dialect", 7));
    const auto outcome = run({"resolve", "--pol", bench.path("low.pol"), bench.path("high.pol")});
    CHECK(outcome.code == 0);
    const auto text = in_one_line(outcome.out);
    for (const std::string& part :
         {"Also set partly Mandate the minimum version of SMB: SMB 3.1.1, by " + bench.path("high.pol"),
          std::string("not Enable SMB over QUIC: enabled"),
          std::string("unknown Mandate the maximum version of SMB: not a value of this policy")}) {
        CHECK_MESSAGE(text.find(part) != std::string::npos, part, text);
    }
    const auto settings = parsed(run({"resolve", "--pol", bench.path("high.pol"), "--json"}).out)
                              ->getObject("policy")
                              ->getArray("workstation");
    REQUIRE(settings->size() == 3);
    CHECK(settings->getObject(0)->getValue<std::string>("policy") == "min_dialect");
    CHECK(settings->getObject(0)->getValue<int>("in_force_number") == 785);
    bench.write("none.pol", PolBuilder().require_encryption(1));
    CHECK(in_one_line(run({"resolve", "--pol", bench.path("none.pol")}).out).find("Also set") == std::string::npos);
}

TEST_CASE("resolve: the user's side has no Require Encryption, so it is asked for with --all or --policy")
{
    const auto refused = run({"resolve", "--pol", "x.pol", "--side", "user"});
    CHECK(refused.code == 2);
    CHECK(refused.err.find("--side user goes with --all or --policy") != std::string::npos);
}
