#include "config_help.hpp"

#include "roff.hpp"
#include "service/config_keys.hpp"
#include "text_layout.hpp"

namespace gpseal::app {

namespace {

constexpr std::string_view summary = "what gpseal does on this machine";

constexpr std::string_view description =
    "/etc/gpseal/gpseal.conf, or the file of --config. Every line is key = value within a [section]; a comment is a "
    "line "
    "of its own and begins with # or ;. A key that is not there has its default. An unknown section or key, or a value "
    "that is not allowed, is an error with its place, and then nothing in the file is used.\n\n"
    "The file must belong to root and be writable by root only, and all may read it: under systemd it is no root who "
    "looks for policy. gpseald reads it again on a reload.";

std::string term_of(const agent::ConfigKey& key)
{
    return std::string(key.key) + " = " + std::string(key.form);
}

std::string meaning_of(const agent::ConfigKey& key)
{
    auto text = std::string(key.meaning);
    text += key.standard.empty() ? "" : "; default: " + std::string(key.standard);
    return text + (key.repeats ? "; may be repeated" : "");
}

/// `on_section` and `on_key` for each, in the table's order.
template <typename OnSection, typename OnKey> void walk(const OnSection& on_section, const OnKey& on_key)
{
    std::string_view section;
    for (const auto& key : agent::config_keys()) {
        if (key.section != section) {
            section = key.section;
            on_section(section);
        }
        on_key(key);
    }
}

std::string wrapped(std::string_view text, std::size_t indent)
{
    constexpr std::size_t columns = 80;
    std::string out;
    for (const auto& line : wrap(text, columns - indent)) {
        out += (line.empty() ? "" : std::string(indent, ' ')) + line + '\n';
    }
    return out;
}

} // namespace

std::string config_help()
{
    auto out = "gpseal.conf: " + std::string(summary) + "\n\n" + wrapped(description, 0);
    walk([&](std::string_view section) { out += "\n[" + std::string(section) + "]\n"; },
         [&](const agent::ConfigKey& key) { out += "  " + term_of(key) + '\n' + wrapped(meaning_of(key), 6); });
    return out;
}

std::string config_man_page()
{
    auto out = title({"gpseal.conf", "5"}, summary) + ".SH DESCRIPTION\n" + roff_paragraphs(description) +
               ".SH SECTIONS AND KEYS\n";
    walk([&](std::string_view section) { out += ".SS " + roff_quoted('[' + std::string(section) + ']') + '\n'; },
         [&](const agent::ConfigKey& key) { out += roff_entry(term_of(key), meaning_of(key)); });
    return out + ".SH FILES\n" + roff_entry("/etc/gpseal/gpseal.conf", "the configuration, which stays yours") +
           roff_entry("/usr/share/gpseal/gpseal.conf", "the sample of this version, every default in a comment") +
           ".SH SEE ALSO\n.BR gpseal (1),\n.BR gpseald (8)\n";
}

} // namespace gpseal::app
