#include "exchange_checks.hpp"

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

constexpr auto lgpo = ExchangeFormat::lgpo_text;

/// A file of one block.
std::string block(std::string_view value_name, std::string_view action)
{
    return "Computer\nK\n" + std::string(value_name) + "\n" + std::string(action) + "\n";
}

RegistryEntry only_entry(std::string_view text)
{
    const auto imported = import_text(text, lgpo);
    REQUIRE_MESSAGE(imported, message_of(imported));
    REQUIRE(imported->entries.size() == 1);
    return imported->entries.front();
}

RegistryEntry entry(std::string_view name, RegistryType type, std::string data)
{
    return make_entry("K", name, type, std::move(data));
}

} // namespace

TEST_CASE("LGPO text: every action becomes the entry that LGPO.exe documents")
{
    const std::vector<std::string_view> strings{"One", "Two", "Three"};
    CHECK(only_entry(block("v", "DWORD:4096")) == entry("v", RegistryType::dword, dword_data(4096)));
    CHECK(only_entry(block("v", "DWORD:0x1000")) == entry("v", RegistryType::dword, dword_data(4096)));
    CHECK(only_entry(block("v", "QWORD:0xFFFFFFFFFFFFFFFF")) == entry("v", RegistryType::qword, qword_data(~0ULL)));
    CHECK(only_entry(block("v", "SZ:Authorized users only!")) ==
          entry("v", RegistryType::sz, sz_data("Authorized users only!")));
    CHECK(only_entry(block("v", "EXSZ:%x%")) == entry("v", RegistryType::expand_sz, sz_data("%x%")));
    CHECK(only_entry(block("v", R"(MULTISZ:One\0Two\0Three)")) ==
          entry("v", RegistryType::multi_sz, multi_sz_data(strings)));
    CHECK(only_entry(block("v", "MULTISZ:")) == entry("v", RegistryType::multi_sz, std::string(2, '\0')));
    CHECK(only_entry(block("v", "BINARY:00,ff,01")) == entry("v", RegistryType::binary, {'\0', '\xff', '\1'}));
    CHECK(only_entry(block("v", "DELETE")) == entry("**del.v", RegistryType::sz, sz_data(" ")));
    CHECK(only_entry(block("*", "DELETEALLVALUES")) == entry("**delvals.", RegistryType::sz, sz_data(" ")));
    CHECK(only_entry(block("A;B", "DELETEKEYS")) == entry("**DeleteKeys", RegistryType::sz, sz_data("A;B")));
    CHECK(only_entry(block("*", "CREATEKEY")) == entry("", RegistryType::none, ""));
    CHECK(only_entry(block("(default)", "SZ:x")) == entry("", RegistryType::sz, sz_data("x")));
    CHECK(only_entry(block("*", "sz:x")) == entry("*", RegistryType::sz, sz_data("x")));
}

TEST_CASE("LGPO text: comments and blank lines part blocks, texts keep their blanks, line ends may be either")
{
    const auto imported =
        import_text("; head\r\n\r\n  ; more\r\nUSER\r\nK\r\n; within\r\nv\r\nSZ:  x \r\n\r\n\r\n", lgpo);
    REQUIRE_MESSAGE(imported, message_of(imported));
    CHECK(imported->entries == std::vector{entry("v", RegistryType::sz, sz_data("  x "))});
    CHECK(import_text("", lgpo)->entries.empty());
}

TEST_CASE("LGPO text: what is not understood is refused with its line")
{
    const std::pair<std::string, std::string_view> refused[] = {
        {"Computer\nHKLM\\Software\\K\na\nDWORD:1\n", "x:2: a key begins below its hive"},
        {"Computer\nSoftware\\K\nx\nDELETEALLVALUES\n", "x:4: DELETEALLVALUES deletes every value"},
        {"Machine\nK\nv\nDWORD:1\n", "x:1: the first line of a block"},
        {" Computer\nK\nv\nDWORD:1\n", "x:1: the first line of a block"},
        {"User:\nK\nv\nDWORD:1\n", "x:1: the first line of a block"},
        {"; c\nComputer\nK\nv\n\nDWORD:1\n", "x:2: this block has 3 of its 4 lines"},
        {"Computer\nK\n\nDWORD:1\n", "x:1: this block has 2 of its 4 lines"},
        {"Computer\n", "x:1: this block has 1 of its 4 lines"},
        {block("v", "DWORD:"), "x:4: DWORD needs"},
        {block("v", "DWORD:-1"), "x:4: DWORD needs"},
        {block("v", "DWORD:4294967296"), "x:4: DWORD needs"},
        {block("v", "DWORD:1 "), "x:4: DWORD needs"},
        {block("v", "QWORD:18446744073709551616"), "x:4: QWORD needs"},
        {block("v", R"(MULTISZ:a\0\0b)"), "x:4: an empty string ends"},
        {block("v", R"(MULTISZ:a\0)"), "x:4: an empty string ends"},
        {block("v", "BINARY:0"), "x:4: BINARY needs"},
        {block("v", "BINARY:00,"), "x:4: BINARY needs"},
        {block("v", "BINARY:00 01"), "x:4: BINARY needs"},
        {block("v", "BINARY:0001"), "x:4: BINARY needs"},
        {block("v", "CLEAR"), "x:4: CLEAR tells LGPO.exe"},
        {block("v", "DELETE "), "x:4: the action must be"},
        {block("**del.v", "SZ: "), "x:3: a value name cannot begin with **"},
        {std::string("Computer\nK\nv\0\nSZ:x\n", 18), "x:3: a NUL"},
        {"Computer\nK\x01\nv\nSZ:x\n", "x:2: a control character"},
        {"Computer\nK\nv\nSZ:\xff\n", "x:4: is not well-formed UTF-8"},
        {std::string("\xff\xfe\n\0\0\xd8", 6), "x:2: is not well-formed UTF-16"},
    };
    for (const auto& [text, reason] : refused) {
        check_refused(lgpo, text, reason);
    }
}

TEST_CASE("LGPO text: of several scopes one is chosen, never both mixed")
{
    const std::string text = "Computer\nK\na\nSZ:\nUser\nK\nb\nSZ:\n";
    const auto open = import_text(text, lgpo);
    CHECK(open.error().code == Errc::usage);
    CHECK(message_of(open) ==
          "x: holds settings of several scopes, a registry.pol is for one, choose it: computer, user");
    const auto chosen = import_text(text, lgpo, {.scope = PolicyScope::user});
    CHECK(chosen->entries == std::vector{entry("b", RegistryType::sz, sz_data(""))});
    CHECK(chosen->findings.at(0).message == "1 settings of other GPOs or scopes are left out");
    CHECK(message_of(import_text("User\nK\nb\nSZ:\n", lgpo, {.scope = PolicyScope::computer})) ==
          "x: holds no such settings, only: user");
}

TEST_CASE("LGPO text: what is for one account is refused by its name, never everybody's")
{
    const std::string text = "Computer\nK\na\nSZ:\n\nUser:Alice\nK\nb\nSZ:\n\nUSER:alice\nK\nc\nSZ:\n";
    for (const auto scope : {std::optional<PolicyScope>(), std::optional(PolicyScope::user)}) {
        const auto refused = import_text(text, lgpo, {.scope = scope});
        CHECK(refused.error().code == Errc::refused);
        CHECK(message_of(refused).starts_with("x:6: User:Alice is policy of one local account or group"));
    }
    const auto computer = import_text(text, lgpo, {.scope = PolicyScope::computer});
    CHECK(computer->entries.size() == 1);
    CHECK(computer->findings.at(0).message == "2 settings of other GPOs or scopes are left out");
}

TEST_CASE("LGPO text: an entry without a form is refused by its reason, never changed")
{
    const auto wide = [](std::string_view text) { return to_utf16le(text); };
    const std::pair<RegistryEntry, std::string_view> refused[] = {
        {entry("v", RegistryType::dword, "12"), "a REG_DWORD with 2 bytes of data"},
        {entry("v", RegistryType::qword, "1234"), "a REG_QWORD with 4 bytes of data"},
        {entry("v", RegistryType::none, "1"), "a value of REG_NONE"},
        {entry("v", RegistryType{260}, "1"), "a value of type 260"},
        {entry("v", RegistryType::sz, wide("a")), "a REG_SZ that is not one well-formed text"},
        {entry("v", RegistryType::sz, ""), "a REG_SZ that is not one well-formed text"},
        {entry("v", RegistryType::sz, sz_data("a") + sz_data("b")), "a REG_SZ that is not one well-formed text"},
        {entry("v", RegistryType::sz, std::string("\0\xd8\0\0", 4)), "a REG_SZ that is not one well-formed text"},
        {entry("v", RegistryType::expand_sz, sz_data("a\r\nb")), "a REG_EXPAND_SZ with a line break"},
        {entry("v", RegistryType::multi_sz, std::string(4, '\0')), "a REG_MULTI_SZ without its NUL"},
        {entry("v", RegistryType::multi_sz, sz_data("a")), "a REG_MULTI_SZ without its NULs"},
        {entry("v", RegistryType::multi_sz, sz_data(R"(C:\0)") + std::string(2, '\0')), R"(a REG_MULTI_SZ with \0)"},
        {entry("(default)", RegistryType::sz, sz_data("x")), "a value name that means something else"},
        {entry("**Del.v", RegistryType::sz, sz_data(" ")), "the spelling **Del.v"},
        {entry("**del.v", RegistryType::dword, dword_data(32)), "a **Del. whose data is not one blank"},
        {entry("**del.**del.v", RegistryType::sz, sz_data(" ")), "a value name that means something else"},
        {entry("**soft.v", RegistryType::dword, dword_data(1)), "the directive **soft.v"},
        {entry("**DeleteValues", RegistryType::sz, sz_data("a")), "the directive **DeleteValues"},
        {entry("; v", RegistryType::sz, sz_data("x")), "a value name that begins with ;"},
        {entry(" ", RegistryType::sz, sz_data("x")), "a value name of blanks"},
        {entry("a\nb", RegistryType::sz, sz_data("x")), "a value name with a control character"},
        {make_entry("", "v", RegistryType::sz, sz_data("x")), "a key of blanks or nothing"},
        {make_entry("HKLM\\K", "v", RegistryType::sz, sz_data("x")), "a key that begins like a hive"},
        {make_entry("hkey_local_machine", "v", RegistryType::sz, sz_data("x")), "a key that begins like a hive"},
        {{std::string("\0\xd8", 2), wide("v"), RegistryType::sz, sz_data("x")}, "a key that is not well-formed UTF-16"},
    };
    for (const auto& [each, reason] : refused) {
        check_unheld(lgpo, each, reason);
    }
}
