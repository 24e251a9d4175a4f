#pragma once

#include <cctype>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::tests {

/// A second, independent reading of smb.conf by Samba's rules, for oracles: byte by byte like a stream, knowing
/// nothing of our reader. Checked against testparm by the e2e test.
struct SambaModel {
    struct Parameter {
        std::string section; ///< "global" before the first header
        std::string name;    ///< bare: no blanks, lower case
        std::string value;

        bool operator==(const Parameter& other) const
        {
            return section == other.section && name == other.name && value == other.value;
        }
    };

    std::vector<Parameter> parameters;
    bool open_end = false; ///< the end of the text cut the last line off; backslashes at its end may still be there
    bool stopped = false;  ///< at a line that Samba cannot read; nothing below it counts

    explicit SambaModel(std::string_view text) : text_(text)
    {
        std::string section = "global";
        while (!stopped && next_line()) {
            const std::string line(line_.c_str()); // C string: ends at a NUL
            if (line.empty()) {
                continue;
            }
            if (line[0] == '[') {
                const auto close = line.find(']', 1);
                stopped = close == std::string::npos;
                section = bare(line.substr(1, stopped ? 0 : close - 1));
                section = section == "globals" ? "global" : section;
                continue;
            }
            const auto equals = line.find('=');
            if (equals == std::string::npos) {
                continue;
            }
            const auto name = bare(line.substr(0, equals));
            stopped = name.empty();
            if (!stopped) {
                parameters.push_back({section, name, trim(line.substr(equals + 1))});
            }
        }
    }

    static std::string bare(const std::string& text)
    {
        std::string result;
        for (const char c : text) {
            if (!blank(c)) {
                result += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            }
        }
        return result;
    }

private:
    static bool blank(int c) { return c > 0 && std::strchr(" \t\n\v\f\r", c) != nullptr; }
    static std::string trim(std::string value)
    {
        value.erase(0, !value.empty() && blank(value[0]) ? 1 : 0);
        if (!value.empty() && blank(value.back())) {
            value.pop_back();
        }
        return value;
    }
    int get() { return at_ < text_.size() ? static_cast<unsigned char>(text_[at_++]) : EOF; }

    bool next_line()
    {
        line_.clear();
        int c = get();
        while (true) {
            while (c != EOF && blank(c)) {
                c = get(); // blank lines as well
            }
            if (c == EOF) {
                return false;
            }
            if (c != '#' && c != ';') {
                break;
            }
            while (c != EOF && c != '\n') {
                c = get();
            }
        }
        for (; c != EOF; c = get()) {
            const auto n = line_.size();
            if (c == '\n' && n > 0 && line_[n - 1] == '\\') {
                line_.erase(n - 1);
            } else if (c == '\n' && n > 1 && line_[n - 2] == '\\' && blank(line_[n - 1])) {
                line_.erase(n - 2);
            } else if (c == '\n') {
                break;
            } else if (n == 0 || !blank(line_[n - 1]) || !blank(c)) {
                line_ += static_cast<char>(c);
            }
        }
        open_end = c == EOF;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string line_;
};

} // namespace gpseal::tests
