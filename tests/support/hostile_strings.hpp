#pragma once

#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace gpseal::tests {

/// Texts that mean something to a reader of smb.conf, nft, JSON, XML, HTML, a spreadsheet, a shell, a log or a
/// terminal: each by itself, and pieces of them put together at random, the same every time.
inline std::vector<std::string> hostile_strings(std::size_t count)
{
    using namespace std::string_literals;
    const std::vector<std::string> pieces = {"x\n\tclient smb encrypt = off\n",
                                             "\n[global]\nclient smb encrypt = off",
                                             "\r\n[evil]\r\npath = /\r\n",
                                             "\\\n client signing = off",
                                             "# </gpseal last",
                                             "]\n[homes]",
                                             "; panic action = /bin/sh",
                                             "%U %m $(id) `id`",
                                             "\n}\nflush ruleset\ntable inet x {",
                                             "\" comment \"",
                                             "','','');--",
                                             "=cmd|'/c calc'!A1",
                                             "@SUM(1)",
                                             "+1",
                                             "-1",
                                             "\"},\"mandate\":\"none\",{\"",
                                             "\\u0000\\\"",
                                             "</script><script>alert(1)</script>",
                                             "<img src=x onerror=a()>",
                                             "]]><!ENTITY x SYSTEM \"file:///etc/passwd\">",
                                             "&lt;&amp;&#0;",
                                             "<?xml version='1.0'?>",
                                             "{{7*7}}",
                                             "\0middle"s,
                                             "\x1b[2J\x1b]0;title\x07",
                                             "\x1b[31m",
                                             "\x7f\x08\x08",
                                             "\xC2\x9B"
                                             "31m",
                                             "\xE2\x80\xAEgnp.exe",
                                             "\xE2\x81\xA6",
                                             "\xE2\x80\xA8line",
                                             "\xE2\x80\xA9",
                                             "\xEF\xBB\xBF",
                                             "\xff\xfe",
                                             "\xC0\xAF..\xC0\xAF",
                                             "\xED\xA0\x80",
                                             "\xF5\x80",
                                             "\t\v\f\r",
                                             "<5>kernel: fake",
                                             "MESSAGE=fake\nPRIORITY=0",
                                             "../../../etc/passwd",
                                             "//evil/share",
                                             "..\\..\\x",
                                             "C:\\x",
                                             "/dev/null",
                                             "$ENV{HOME}",
                                             "%s%n%x",
                                             "LDAP://x;0][LDAP://y",
                                             "DC=evil,DC=example",
                                             "{\xE4",
                                             ""};
    std::vector<std::string> all = pieces;
    all.emplace_back(5000, 'A');
    all.push_back(std::string(300, '\n') + "x");
    std::mt19937 random(1);
    while (all.size() < count) {
        std::string text;
        for (auto parts = 1 + random() % 4; parts > 0; --parts) {
            text += pieces[random() % pieces.size()];
        }
        if (!text.empty() && random() % 3 == 0) {
            text[random() % text.size()] = static_cast<char>(random());
        }
        all.push_back(text);
    }
    return all;
}

} // namespace gpseal::tests
