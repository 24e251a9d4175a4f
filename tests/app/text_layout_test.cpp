#include "terminal.hpp"
#include "text_layout.hpp"

#include <doctest/doctest.h>

using namespace gpseal::app;

TEST_CASE("layout: text breaks between words and keeps empty lines")
{
    CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
    CHECK(wrap("a\n\nb", 10) == std::vector<std::string>{"a", "", "b"});
    CHECK(wrap("longerthanthat x", 4) == std::vector<std::string>{"longerthanthat", "x"});
    CHECK(wrap("", 10).empty());
    CHECK(wrap("a\x1b[2Jb", 10) == std::vector<std::string>{"a\\x1b[2Jb"});
}

TEST_CASE("layout: width counts code points, not bytes")
{
    CHECK(width_of("na\u00efve") == 5);
    CHECK(shorten("na\u00efve text", 6) == "na\u00efve\u2026");
    CHECK(shorten("short", 5) == "short");
    CHECK(shorten("abc", 1) == "\u2026");
    CHECK(pad("\u00ef", 3) == "\u00ef  ");
}

TEST_CASE("layout: characters of East Asia take two columns, and lines end between them, not in front of a full stop")
{
    CHECK(width_of("日本") == 4);
    CHECK(wrap("暗号化を要求する。はい", 8) == std::vector<std::string>{"暗号化を", "要求す", "る。はい"});
    CHECK(wrap("SMB 暗号化", 8) == std::vector<std::string>{"SMB 暗号", "化"});
    CHECK(wrap("Software\\Policies 日", 8) == std::vector<std::string>{"Software\\Policies", "日"});
    CHECK(fold("日本語", 5) == std::vector<std::string>{"日本", "語"});
    CHECK(fold("日", 1) == std::vector<std::string>{"日"});
    CHECK(shorten("日本語", 5) == "日本…");
    CHECK(pad("日", 4) == "日  ");
}

TEST_CASE("table: columns line up and no line ends in space")
{
    Table table({"KEY", "VALUE"});
    table.add({"a", "1"});
    table.add({"longer", ""});
    CHECK(table.text(0) == "KEY     VALUE\na       1\nlonger\n");
}

TEST_CASE("table: only the widest column is folded, and the line fits")
{
    Table table({"NAME", "TEXT"});
    table.add({"short", std::string(30, 'x')});
    CHECK(table.text(27) == "NAME   TEXT\nshort  xxxxxxxxxxxxxxxxxxxx\n       xxxxxxxxxx\n");
    CHECK(table.text(0) == "NAME   TEXT\nshort  " + std::string(30, 'x') + "\n");
}

TEST_CASE("table: where columns would be too narrow, every row is a record, one field a line, and nothing is cut")
{
    Table table({"A", "LONG", "C"});
    table.add({std::string(20, 'a'), "Software\\Policies\\Microsoft\\Windows", ""});
    table.add({"", "goes on", "c"});
    table.add({"b", "", "c"});
    CHECK(table.text(30) == "A     aaaaaaaaaaaaaaaaaaaa\n"
                            "LONG  Software\\Policies\\\n"
                            "      Microsoft\\Windows\n"
                            "LONG  goes on\n"
                            "C     c\n"
                            "\n"
                            "A     b\n"
                            "C     c\n");
}

TEST_CASE("fold: at blanks and behind separators where there is one, else anywhere; no code point is split")
{
    using Lines = std::vector<std::string>;
    CHECK((fold("one two three", 8) == Lines{"one two", "three"}));
    CHECK((fold("one two", 7) == Lines{"one two"}));
    CHECK((fold("a\\b\\cccc", 5) == Lines{"a\\b\\", "cccc"}));
    CHECK((fold("\u00e4\u00f6\u00fc\u00df", 3) == Lines{"\u00e4\u00f6\u00fc", "\u00df"}));
    CHECK(fold("", 3).empty());
    for (std::size_t width = 1; width < 12; ++width) {
        std::string joined;
        for (const auto& line : fold("Software\\Policies\\Example;x", width)) {
            CHECK(width_of(line) <= width);
            joined += line;
        }
        CHECK(joined == "Software\\Policies\\Example;x");
    }
}

TEST_CASE("table: untrusted cells cannot rewrite the terminal")
{
    Table table({"K"});
    table.add({"x\r\x1b[1A"});
    CHECK(table.text(0) == "K\nx\\x0d\\x1b[1A\n");
}

TEST_CASE("terminal: colour is for terminals, and NO_COLOR and --color decide")
{
    const TerminalFacts terminal{.is_terminal = true, .term = "xterm"};
    CHECK(decide_terminal(terminal, ColorMode::automatic).color);
    CHECK_FALSE(decide_terminal(terminal, ColorMode::never).color);
    CHECK_FALSE(decide_terminal({.is_terminal = true, .no_color = "1", .term = "xterm"}, ColorMode::automatic).color);
    CHECK(decide_terminal({.is_terminal = true, .no_color = "1", .term = "xterm"}, ColorMode::always).color);
    CHECK_FALSE(decide_terminal({.is_terminal = true, .term = "dumb"}, ColorMode::automatic).color);
    CHECK_FALSE(decide_terminal({.term = "xterm"}, ColorMode::automatic).color);
    CHECK(decide_terminal({}, ColorMode::always).paint(Tone::bad, "no") == "\x1b[31mno\x1b[0m");
    CHECK(decide_terminal({}, ColorMode::never).paint(Tone::bad, "no") == "no");
}

TEST_CASE("terminal: nothing is cut in a file, and a strange COLUMNS does no harm")
{
    CHECK(decide_terminal({}, ColorMode::automatic).table_width == 0);
    CHECK(decide_terminal({}, ColorMode::automatic).width == 80);
    CHECK(decide_terminal({.columns = "100"}, ColorMode::automatic).table_width == 100);
    CHECK(decide_terminal({.is_terminal = true, .window_columns = 120}, ColorMode::automatic).width == 120);
    CHECK(decide_terminal({.is_terminal = true, .window_columns = 120, .columns = "90"}, ColorMode::automatic).width ==
          90);
    for (const char* columns : {"0", "-5", "x", "99999999999999999999999", "80x"}) {
        CHECK(decide_terminal({.is_terminal = true, .columns = columns}, ColorMode::automatic).width == 80);
    }
    CHECK(decide_terminal({.columns = "1"}, ColorMode::automatic).width == 40);
}

TEST_CASE("fitted: a longer line goes on below its value, or further in, and colours take no room")
{
    CHECK(fitted("short\n\n  Key   a b\n", 20) == "short\n\n  Key   a b\n");
    CHECK(fitted("  Key   one two three four\n", 20) == "  Key   one two\n        three four\n");
    CHECK(fitted("Set  ok   one two three\n", 20) == "Set  ok   one two\n          three\n");
    CHECK(fitted("     drift  one two three\n", 24) == "     drift  one two\n            three\n");
    CHECK(fitted("one two three four five six\n", 12) == "one two\n  three four\n  five six\n");
    CHECK(fitted("  Key   one two three four\n", 0) == "  Key   one two three four\n");
    CHECK(fitted("  Key   Software\\Policies\\Long\n", 20) == "  Key   Software\\Policies\\Long\n");
    const std::string painted = "\x1b[31mone\x1b[0m two three";
    CHECK(width_of(painted) == 13);
    CHECK(fitted(painted + '\n', 13) == painted + '\n');
    CHECK(fitted(painted + '\n', 9) == "\x1b[31mone\x1b[0m two\n  three\n");
}
