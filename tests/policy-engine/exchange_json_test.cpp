#include "exchange_checks.hpp"

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

constexpr auto json = ExchangeFormat::json;

std::string document(std::string_view entries)
{
    return R"({"schema":"gpseal.pol/1","entries":[)" + std::string(entries) + "]}";
}

/// An entry whose members are right but for those given.
std::string with(std::string_view members)
{
    return document(R"({"key":"K","value":"v","type":4,"data":"01")" + std::string(members) + "}");
}

} // namespace

TEST_CASE("JSON: holds every entry there is, ill-formed names and odd types too")
{
    const std::string lone("\0\xd8", 2);
    const RegistryEntry entries[] = {
        {lone, lone, RegistryType{0xFFFFFFFF}, "\x01"},
        make_entry("K\n\"\\\x7f", "é😀\xEF\xBF\xBD", RegistryType::dword, "1"),
        make_entry("", "**soft.x", RegistryType::sz, ""),
    };
    std::vector<RegistryInstruction> views;
    std::transform(std::begin(entries), std::end(entries), std::back_inserter(views), view_of);
    const auto text = export_registry_policy(views, json, {.file_name = "x"});
    REQUIRE(text);
    CHECK(text->find(R"("key_hex":"00d8")") != std::string::npos);
    const auto imported = import_text(*text, json);
    REQUIRE(imported);
    CHECK(std::equal(imported->entries.begin(), imported->entries.end(), std::begin(entries), std::end(entries)));
}

TEST_CASE("JSON: what pol show prints is accepted, with its policies and offsets")
{
    CHECK(import_text(with(R"(,"size":1,"offset":8,"policy":null)"), json));
    CHECK(import_text(with(R"(,"policy":"Require Encryption")"), json));
    CHECK(import_text(document(""), json)->entries.empty());
    CHECK(import_text(with(""), json, {.scope = PolicyScope::user})->entries.size() == 1);
}

TEST_CASE("JSON: what is not understood is refused with its entry")
{
    const std::pair<std::string, std::string_view> refused[] = {
        {"", "x: is not JSON: nothing is in it"},
        {"{\"schema\":\n\"gpseal.pol/1\"", "x:2: is not JSON: it ends too early"},
        {"{\"schema\":\n?", "x:2: is not JSON: it cannot be read on at byte 11"},
        {document("") + "\n}", "x:2: is not JSON: it cannot be read on at byte"},
        {"[]", "x: an array stands where"},
        {"{}", R"(x: must have "schema":"gpseal.pol/1" and "entries")"},
        {R"({"schema":"gpseal.pol/2","entries":[]})", R"(x: "schema" must be "gpseal.pol/1")"},
        {R"({"schema":"gpseal.pol/1","schema":"gpseal.pol/1","entries":[]})", R"(x: "schema" must be)"},
        {R"({"schema":"gpseal.pol/1","entries":[],"entries":[]})", "x: an array stands where"},
        {R"({"schema":"gpseal.pol/1","file":"a","file":"a","entries":[]})", R"(x: the member "file" stands twice)"},
        {R"({"schema":"gpseal.pol/1","error":{"code":"malformed"}})", "x: holds the error of a command"},
        {R"({"schema":"gpseal.pol/1","extra":1,"entries":[]})", R"(x: beside "schema", "file" and "entries")"},
        {document("") + "x", "x:1: is not JSON: it cannot be read on at byte 38"},
        {document("1"), "x: entry 0: a value stands where"},
        {document("{},{}"), R"(x: entry 1: the member "key" is missing)"},
        {with(R"(,"key":"L")"), R"(x: entry 1: the member "key" stands twice)"},
        {with(R"(,"comment":"c")"), R"(x: entry 1: there is no member "comment")"},
        {with(R"(,"size":2)"), R"(x: entry 1: "size" says another number)"},
        {with(R"(,"size":-1)"), R"(x: entry 1: the member "size" must be a number)"},
        {with(R"(,"size":1.0)"), R"(x: entry 1: the member "size" must be a number)"},
        {with(R"(,"size":{})"), "x: entry 1: an object stands where"},
        {with(R"(,"key_hex":"4")"), R"(x: entry 1: "key_hex" must be UTF-16)"},
        {with(R"(,"key_hex":"4c00")"), R"(x: entry 1: "key" and "key_hex" say different names)"},
        {with(R"(,"key_hex":"4b000000")"), R"(x: entry 1: "key" and "key_hex" say different names)"},
        {document(R"({"key":"\u0000","value":"","type":1,"data":""})"), "x: entry 1: the key name cannot hold a NUL"},
        {document(R"({"key":"K","value":"","type":4294967296,"data":""})"), R"(x: entry 1: "type" must be)"},
        {document(R"({"key":"K","value":"","type":18446744073709551616,"data":""})"), "x:1: the number has too many"},
        {document(R"({"key":"K","value":"","type":1,"data":"0"})"), R"(x: entry 1: "data" must be)"},
        {document(R"({"key":"K","value":"","type":1,"data":"0g"})"), R"(x: entry 1: "data" must be)"},
        {document(R"({"key":7,"value":"","type":1,"data":""})"), R"(x: entry 1: the member "key" must be a text)"},
        {document(std::string(200, '[')), "x: entry 0: an array stands where"},
    };
    for (const auto& [text, reason] : refused) {
        check_refused(json, text, reason);
    }
}
