#include "exchange_checks.hpp"

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

constexpr auto reg = ExchangeFormat::reg_file;

std::string file(std::string_view lines)
{
    return "Windows Registry Editor Version 5.00\r\n\r\n" + std::string(lines);
}

std::string values(std::string_view lines)
{
    return file("[HKEY_LOCAL_MACHINE\\K]\r\n" + std::string(lines));
}

std::vector<RegistryEntry> entries_of(const std::string& text)
{
    const auto imported = import_text(text, reg);
    REQUIRE_MESSAGE(imported, message_of(imported));
    return imported->entries;
}

RegistryEntry entry(std::string_view name, RegistryType type, std::string data)
{
    return make_entry("K", name, type, std::move(data));
}

} // namespace

TEST_CASE(".reg: values as regedit writes them")
{
    CHECK(entries_of(values("@=\"d\"\r\n\"n\"=dword:0000000a\r\n\"a\\\\\\\"\"=\"b\\\\\\\"\"\r\n")) ==
          std::vector{entry("", RegistryType::sz, sz_data("d")), entry("n", RegistryType::dword, dword_data(10)),
                      entry("a\\\"", RegistryType::sz, sz_data("b\\\""))});
    CHECK(entries_of(values(
              "\"b\"=hex:00,\\\r\n  01,02,\\\r\n  ff\r\n\"e\"=hex:\r\n\"q\"=hex(b):01,00,00,00,00,00,00,80\r\n")) ==
          std::vector{entry("b", RegistryType::binary, std::string("\0\1\2\xff", 4)),
                      entry("e", RegistryType::binary, ""),
                      entry("q", RegistryType::qword, qword_data(0x8000000000000001ULL))});
    CHECK(entries_of(values("\"x\" = hex(2):25,0,25,00,00,00 ; path\n  \"t\"=hex(104):\n")) ==
          std::vector{entry("x", RegistryType::expand_sz, sz_data("%%")), entry("t", RegistryType{260}, "")});
    CHECK(entries_of(values("\"g\"=-\r\n@=-\r\n")) == std::vector{entry("**del.g", RegistryType::sz, sz_data(" ")),
                                                                  entry("**del.", RegistryType::sz, sz_data(" "))});
}

TEST_CASE(".reg: a key without values is created, a key with - is deleted by its parent")
{
    CHECK(entries_of(file("[HKLM\\A]\n\n[HKLM\\A\\B]\n\"v\"=hex(0):\n[-HKLM\\A\\C]\n[hkey_local_machine\\D]e]\n")) ==
          std::vector{make_entry("A", "", RegistryType::none, ""), make_entry("A\\B", "v", RegistryType::none, ""),
                      make_entry("A", "**DeleteKeys", RegistryType::sz, sz_data("C")),
                      make_entry("D]e", "", RegistryType::none, "")});
    CHECK(entries_of(file("[HKEY_LOCAL_MACHINE]\n")).empty());
}

TEST_CASE(".reg: what is not understood is refused with its line")
{
    const std::pair<std::string, std::string_view> refused[] = {
        {"", "x:1: the first line must be"},
        {"REGEDIT4\n", "x:1: REGEDIT4 files have their texts in a code page"},
        {file("\"v\"=\"x\"\n"), "x:3: a value must stand below a [KEY]"},
        {file("[HKCR\\K]\n"), "x:3: the key must lie below HKEY_LOCAL_MACHINE"},
        {file("[HKEY_LOCAL_MACHINE\n"), "x:3: a key must stand between [ and ]"},
        {file("[HKLM\\K] x\n"), "x:3: a key must stand between [ and ]"},
        {file("[HKLM]\n@=\"x\"\n"), "x:4: a value must stand below a [KEY]"},
        {file("[-HKLM\\K]\n"), "x:3: a deleted key must have a parent"},
        {file("[-HKLM\\A\\b;c]\n"), "x:3: a deleted key cannot have ;"},
        {file("[-HKLM\\A\\b]\n@=\"x\"\n"), "x:4: a value must stand below a [KEY]"},
        {values("v=\"x\"\n"), R"(x:4: a line must be [KEY], "name"=value)"},
        {values("\"\"=\"x\"\n"), "x:4: a value name between quotes is empty"},
        {values("\"v\"\n"), "x:4: after the value name there must be ="},
        {values("\"v\"=x\n"), "x:4: a value must be"},
        {values("\"v\"=\"x\n"), "x:4: the closing quote is missing"},
        {values("\"v\"=\"a\\n\"\n"), "x:4: after a backslash within quotes"},
        {values("\"v\"=\"a\" b\n"), "x:4: only a comment after ; may follow"},
        {values("\"v\"=dword:\n"), "x:4: dword: needs"},
        {values("\"v\"=dword:123456789\n"), "x:4: dword: needs"},
        {values("\"v\"=hex(:00\n"), "x:4: hex must go on with"},
        {values("\"v\"=hex(100000000):00\n"), "x:4: hex must go on with"},
        {values("\"v\"=hex:00,\n"), "x:4: bytes must have"},
        {values("\"v\"=hex:000\n"), "x:4: bytes must have"},
        {values("\"v\"=hex:00 01\n"), "x:4: only a comment after ; may follow"},
        {values("\"v\"=hex:00,\\\n"), R"(x:4: after \ at the end of a line)"},
        {values("\"v\"=hex:00,\\ x\n00\n"), R"(x:4: after \ at the end of a line)"},
        {values("\"**del.v\"=\" \"\n"), "x:4: a value name cannot begin with **"},
    };
    for (const auto& [text, reason] : refused) {
        check_refused(reg, text, reason);
    }
}

TEST_CASE(".reg: bytes hold what texts and numbers cannot; directives without a word are refused")
{
    const auto shown = [](const RegistryEntry& each) {
        const auto text = export_one(each, reg);
        const auto wide = text.starts_with("\xff\xfe") ? to_utf8(std::as_bytes(std::span(text)).subspan(2)) : text;
        const auto begin = wide.find("]\r\n") + 3;
        return wide.starts_with("x@") ? wide : wide.substr(begin, wide.size() - begin - 2);
    };
    CHECK(shown(entry("v", RegistryType::dword, "12")) == "\"v\"=hex(4):31,32");
    CHECK(shown(entry("v", RegistryType::sz, to_utf16le("a"))) == "\"v\"=hex(1):61,00");
    CHECK(shown(entry("v", RegistryType::sz, sz_data("a\n"))) == "\"v\"=hex(1):61,00,0a,00,00,00");
    CHECK(shown(entry("v", RegistryType{260}, "")) == "\"v\"=hex(104):");
    CHECK(shown(entry("**del.v", RegistryType::sz, sz_data(" "))) == "\"v\"=-");
    const std::pair<RegistryEntry, std::string_view> refused[] = {
        {entry("**delvals.", RegistryType::sz, sz_data(" ")), "the directive **delvals."},
        {entry("**soft.v", RegistryType::dword, dword_data(1)), "the directive **soft.v"},
        {entry("**Del.v", RegistryType::sz, sz_data(" ")), "a **Del. that is spelt another way"},
        {entry("**DeleteKeys", RegistryType::sz, sz_data("a;b")), "a **DeleteKeys that does not name one"},
        {entry("**del.**x", RegistryType::sz, sz_data(" ")), "the value name **x"},
        {entry("a\tb", RegistryType::sz, sz_data(" ")), "a value name with a control character"},
        {make_entry("", "v", RegistryType::sz, sz_data(" ")), "an entry without a key"},
    };
    for (const auto& [each, reason] : refused) {
        check_unheld(reg, each, reason);
    }
}
