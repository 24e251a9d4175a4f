#pragma once

#include <gpseal/base/diagnostics.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

/// Findings about one file, and its text, which is not its own and has to outlive it: a finding's place is an offset
/// into it, and becomes a line and column when it is added.
class DocumentLog {
public:
    explicit DocumentLog(std::string path) : path_(std::move(path)) {}

    struct Entry {
        Severity severity = Severity::warning;
        std::string_view code;
        std::string message;
        std::string hint;
    };
    void add(Entry entry, std::size_t offset);
    void add_about_file(Entry entry);

    void set_text(std::string_view text) { text_ = text; } ///< before the first add()
    [[nodiscard]] std::string_view text() const { return text_; }
    void set_by_label() { by_label_ = true; }
    [[nodiscard]] bool is_by_label() const { return by_label_; } ///< the text was read as its XML declaration says
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] Diagnostics take() { return std::move(findings_); }

private:
    [[nodiscard]] std::string place(std::size_t offset);
    void push(Entry entry, std::string where);

    std::string path_;
    std::string_view text_;
    bool by_label_ = false;
    std::vector<std::size_t> line_starts_ = {0}; ///< as far as the last place
    Diagnostics findings_;
    std::size_t left_out_ = 0;
};

} // namespace gpseal::admx
