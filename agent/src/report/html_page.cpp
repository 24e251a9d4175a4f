#include "report/html_page.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::agent {

namespace {

/// Colours reach a contrast of 4.5 in both schemes. No font, image or script is named that is not the reader's own.
constexpr std::string_view style = R"(
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #c6ccd3; --soft: #f3f5f7; --faint: #57606a;
  --good: #1a7f37; --bad: #b42318; --warn: #8a5300; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #14181d; --line: #3b444e; --soft: #1e242b;
  --faint: #a3adb8; --good: #56d364; --bad: #ff8f85; --warn: #e3b341; } }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.answer { border: 1px solid var(--line); border-left: .4rem solid var(--line); padding: .75rem 1rem; margin: 1rem 0; }
.answer p { margin: .25rem 0; } #answer strong { font-size: 1.2rem; }
.good { border-left-color: var(--good); } .bad { border-left-color: var(--bad); } .warn { border-left-color: var(--warn); }
.faint { color: var(--faint); } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
thead th { background: var(--soft); overflow-wrap: normal; } tbody th { font-weight: 600; }
tbody th, td { min-width: 7rem; }
code { font: .9em ui-monospace, monospace; overflow-wrap: break-word; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; } dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; } li { margin: .25rem 0; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; } }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #eee; --line: #888; --faint: #333; }
  body { max-width: none; padding: 0; font-size: 10pt; } tr, .answer { break-inside: avoid; }
  thead { display: table-header-group; } }
)";

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace

std::string html_text(std::string_view untrusted)
{
    return "<bdi>" + escaped(printable(untrusted)) + "</bdi>";
}

std::string html_page(std::string_view title, std::string_view body)
{
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                       "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"referrer\" content=\"no-referrer\">\n<title>";
    page.append(escaped(printable(title)))
        .append("</title>\n<style>")
        .append(style)
        .append("</style>\n</head>\n<body>\n");
    return page.append(body).append("</body>\n</html>\n");
}

HtmlTable::HtmlTable(std::string_view caption, const std::vector<std::string_view>& headers)
{
    text_.append("<div class=\"wide\"><table>\n<caption>").append(caption).append("</caption>\n<thead><tr>");
    for (const auto header : headers) {
        text_.append("<th scope=\"col\">").append(header).append("</th>");
    }
    text_ += "</tr></thead>\n<tbody>\n";
}

void HtmlTable::add(const std::vector<std::string>& cells)
{
    text_ += "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        text_.append(i == 0 ? "<th scope=\"row\">" : "<td>").append(cells[i]).append(i == 0 ? "</th>" : "</td>");
    }
    text_ += "</tr>\n";
}

std::string HtmlTable::html() const
{
    return text_ + "</tbody>\n</table></div>\n";
}

} // namespace gpseal::agent
