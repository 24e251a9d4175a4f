#pragma once

#include "exchange/text.hpp"

#include <gpseal/policy/registry_policy_draft.hpp>

#include <string>
#include <string_view>

namespace gpseal::policy::exchange {

/// What stands right of a `=` in a .reg file.
struct RegValue {
    bool is_deletion = false; ///< `-`
    RegistryType type = RegistryType::none;
    std::string data;
};

/// Reads one `"name"=value` line, and as many lines after it as its hex bytes continue on. The first failure sticks.
class RegValueParser {
public:
    /// `line` is where the value begins; what it continues on is taken from `more`.
    RegValueParser(std::string_view line, LineReader& more) : rest_(line), more_(more) {}

    [[nodiscard]] std::string name(); ///< empty for `@`
    [[nodiscard]] RegValue value();   ///< with the `=` before it and everything up to the end of the line
    [[nodiscard]] const std::string& problem() const { return problem_; }

private:
    void fail(std::string_view problem);
    void skip_blanks();
    bool take(char c);
    [[nodiscard]] std::string quoted();
    [[nodiscard]] RegValue number();
    [[nodiscard]] RegValue bytes();
    [[nodiscard]] RegistryType bytes_type();
    void append_byte(std::string& data);
    void continue_on_next_line();
    [[nodiscard]] bool at_line_end();

    std::string_view rest_;
    LineReader& more_;
    std::string problem_;
};

} // namespace gpseal::policy::exchange
