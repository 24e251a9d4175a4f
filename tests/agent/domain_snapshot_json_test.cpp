#include "domain_builder.hpp"
#include "service/base64.hpp"
#include "service/sha256.hpp"

#include <gpseal/agent/domain_snapshot_json.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

/// One of everything.
DomainSnapshot everything()
{
    DomainBuilder builder(2);
    auto& snapshot = builder.snapshot();
    snapshot.taken_at = "2026-11-22T20:00:00Z";
    builder.unit(0).gp_link = link_to("x", 2);
    builder.unit(0).gp_options = "1";
    builder.unit(1).problem = Error{Errc::timeout, "timed out", "dc1"};
    builder.site().gp_link = " ";
    auto& x = builder.gpo({.name = "x", .display_name = "Büro \"1\"\n", .pol = "1", .wmi_filter = "[a;{b};0]"});
    x.registry_pol.sha256 = sha256_hex(x.registry_pol.content);
    x.last_good = LastGoodCopy{.registry_pol = x.registry_pol, .version = {7, std::nullopt}};
    x.absent_runs = 1;
    x.security_template = file_with(bytes_of("[Registry Values]\r\n"), "GptTmpl.inf");
    x.security_template.sha256 = sha256_hex(x.security_template.content);
    auto& y = builder.gpo({.name = "y", .read = false});
    y.lookup = GpoLookup::failed;
    y.problem = Error{Errc::io, "no", ""};
    y.registry_pol = {.status = FileStatus::failed, .path = "p", .problem = Error{Errc::io, "reset", "dc1"}};
    y.gpt_ini.status = FileStatus::absent;
    snapshot.doubt = Error{Errc::conflict, "has another list", "dc2"};
    snapshot.problems.push_back({Errc::permission, "refused", "ldap"});
    return snapshot;
}

Result<DomainSnapshot> read(const std::string& json)
{
    return snapshot_from_json(json, "snapshot.json");
}

/// The snapshot's JSON with one thing changed; it must be there.
std::string with(const std::string& what, const std::string& instead)
{
    auto json = to_json(everything());
    const auto at = json.find(what);
    REQUIRE(at != std::string::npos);
    return json.replace(at, what.size(), instead);
}

} // namespace

TEST_CASE("base64: what is written is read, and nothing else")
{
    for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xFF\xFE\x01"}) {
        CHECK(from_base64(to_base64(bytes_of(text))) == bytes_of(text));
    }
    CHECK(to_base64(bytes_of("fooba")) == "Zm9vYmE=");
    for (const auto* const wrong :
         {"Z", "Zg", "Zg=", "Zg= =", "Zh==", "Zm9=", "Zg==Zg==", "====", "Z===", "Zm9v\n", "Zm-_"}) {
        CAPTURE(wrong);
        CHECK_FALSE(from_base64(wrong));
    }
}

TEST_CASE("snapshot: what is written is read back, and written the same way again")
{
    const auto snapshot = everything();
    const auto json = to_json(snapshot);
    const auto again = read(json);
    REQUIRE(again);
    CHECK(*again == snapshot);
    CHECK(to_json(*again) == json);
    CHECK(*read(to_json(DomainSnapshot{})) == DomainSnapshot{});
}

TEST_CASE("snapshot: every truncation is refused")
{
    const auto json = to_json(everything());
    for (std::size_t size = 0; size + 1 < json.size(); size += size < 400 ? 1 : 7) {
        CAPTURE(size);
        const auto cut = read(json.substr(0, size));
        REQUIRE_FALSE(cut);
        CHECK(cut.error().code == Errc::malformed);
        CHECK(cut.error().where == "snapshot.json");
    }
}

TEST_CASE("snapshot: nothing is read as less than it says")
{
    const std::vector<std::pair<std::string, std::string>> changes = {
        {"\"schema\": \"gpseal.snapshot/1\"", "\"schema\": \"gpseal.snapshot/2\""},
        {"\"taken_at\"", "\"taken_At\""},
        {"\"site_status\": \"known\"", "\"site_status\": \"lost\""},
        {"\"site_status\": \"known\"", "\"site_status\": null"},
        {"\"lookup\": \"failed\"", "\"lookup\": \"Failed\""},
        {"\"absent_runs\": 1", "\"absent_runs\": -1"},
        {"\"absent_runs\": 1", "\"absent_runs\": true"},
        {"\"absent_runs\": 1", "\"absent_runs\": 1.5"},
        {"\"absent_runs\": 1", "\"absent_runs\": \"1\""},
        {"\"absent_runs\": 1", "\"absent_runs\": 99999999999999999999"},
        {"\"absent_runs\": 1", "\"absent_runs\": 1, \"more\": 1"},
        {"\"ds_version\": 7", "\"ds_version\": 65536"},
        {"\"flags\": \"0\"", "\"flags\": 0"},
        {"\"gPOptions\": \"1\"", "\"gPoptions\": \"1\""},
        {"\"code\": \"timeout\"", "\"code\": \"late\""},
        {"\"status\": \"failed\"", "\"status\": \"read\""},
        {"\"status\": \"absent\"", "\"status\": \"read\""},
        {"\"status\": \"read\"", "\"status\": \"absent\""},
        {"\"content\": \"UFJl", "\"content\": \"UFJm"}, // the first byte of the fourth: not what was hashed
        {"\"content\": \"UFJl", "\"content\": \"UFJl*"},
        {"\"problems\": [", "\"problems\": {}, \"x\": ["},
        {"\"token\": [", "\"token\": [1, "},
    };
    for (const auto& change : changes) { // no binding: clang 14 captures none
        const auto& what = change.first;
        const auto& instead = change.second;
        CAPTURE(what);
        CAPTURE(instead);
        const auto changed = read(with(what, instead));
        REQUIRE_FALSE(changed);
        CHECK(changed.error().code == Errc::malformed);
    }
    CHECK(read(with("\"flags\": \"0\"", "\"flags\": 0")).error().message ==
          "is no snapshot of this version: 'gpos[0].attributes.flags' is not a string");
    CHECK(read(with("\"flags\": \"0\",", "")).error().message ==
          "is no snapshot of this version: 'gpos[0].attributes.flags' is missing");
    CHECK_FALSE(read("[]"));
    CHECK_FALSE(read("null"));
    CHECK_FALSE(read(std::string(100000, '[')));
    CHECK_FALSE(read(to_json(DomainSnapshot{}) + "x"));
}

TEST_CASE("snapshot: a member that stands twice is refused with its path, whatever it says")
{
    const std::string wrong = "is not the JSON object that it must be: ";
    const std::pair<std::string, std::string> cases[] = {
        {R"("taken_at": )", "'taken_at'"},
        {R"("gpos": )", "'gpos'"},
        {R"("site_status": )", "'site_status'"},
        {R"("gPLink": )", "'soms[0].gPLink'"},
        {R"("displayName": null)", "'gpos[1].attributes.displayName'"},
        {R"("ds_version": 7)", "'gpos[0].last_good.ds_version'"},
        {R"("message": "refused")", "'problems[0].message'"},
    };
    for (const auto& [what, path] : cases) {
        const auto name = what.substr(0, what.find(':'));
        const auto twice = read(with(what, name + ": null, " + what));
        REQUIRE_FALSE(twice);
        CHECK(twice.error().message == wrong + path + " stands twice");
        CHECK(twice.error().where == "snapshot.json");
    }
    CHECK(read(with(R"("domain": )", R"("taken\u005fat": "x", "domain": )")).error().message ==
          wrong + "'taken_at' stands twice"); // as it is read, not as it is spelt
    CHECK(read(R"({"a\u001b":1,"a\u001b":1})").error().message.find('\x1b') == std::string::npos);
}

TEST_CASE("snapshot: it resolves as what it was made from")
{
    DomainBuilder builder;
    builder.unit().gp_link = link_to("x");
    builder.domain().gp_link = link_to("y", 2) + link_to("z", 1);
    builder.gpo({.name = "x", .pol = "1"});
    builder.gpo({.name = "y", .pol = "0", .apply = false});
    builder.gpo({.name = "z"});
    const auto before = builder.resolve();
    const auto after = resolve_domain(*read(to_json(builder.snapshot())));
    CHECK(precedence(before) == precedence(after));
    CHECK(before.denied == after.denied);
    CHECK(decide_require_encryption(before) == decide_require_encryption(after));
}

TEST_CASE("snapshot: what is no JSON object is refused in one printable sentence that names the place")
{
    using namespace std::string_literals;
    const std::string wrong = "is not the JSON object that it must be: ";
    const std::pair<std::string, std::string> cases[] = {
        {"", "nothing is in it"},
        {" \n", "nothing is in it"},
        {"\0\0"s, "it begins with 0x00"},
        {"hello", "it begins with 'h'"},
        {"[1]", "it begins with '['"},
        {"{\"a\":\0 1}"s, "it cannot be read on at byte 5, line 1, 0x00"},
        {"{\"a\":\n\n  ]}", "it cannot be read on at byte 9, line 3, ']'"},
        {"{\"a\":tru}", "it cannot be read on at byte 8, line 1, '}'"},
        {"{} x", "it cannot be read on at byte 3, line 1, 'x'"},
        {"{\"a\":1", "it ends too early, at byte 6, line 1"},
        {"{\"a\":\"b", "it ends too early, at byte 7, line 1"},
    };
    for (const auto& [text, why] : cases) {
        const auto read = agent::snapshot_from_json(text, "x.json");
        REQUIRE_FALSE(read);
        CHECK(read.error().message == wrong + why);
        CHECK(read.error().where == "x.json");
    }
}
