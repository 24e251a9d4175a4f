#pragma once

#include <gpseal/base/diagnostics.hpp>
#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

/// A file's text as UTF-8 without byte order mark. The bytes say what the encoding is, whatever the label says.
struct DecodedText {
    std::string utf8;
    std::optional<std::size_t> first_ill_formed; ///< offset; what was ill-formed is now U+FFFD
};

[[nodiscard]] Result<DecodedText> decode_text(std::span<const std::byte> bytes);

/// Findings about one file. Knows the bytes as they were, because the parser writes over its own copy, and decodes
/// them a second time when the first finding asks for a line.
class DocumentLog {
public:
    DocumentLog(std::string path, std::vector<std::byte> bytes) : path_(std::move(path)), bytes_(std::move(bytes)) {}

    struct Entry {
        Severity severity = Severity::warning;
        std::string_view code;
        std::string message;
        std::string hint;
    };
    void add(Entry entry, std::size_t offset); ///< `offset` into the decoded text
    void add_about_file(Entry entry);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
    [[nodiscard]] Diagnostics take() { return std::move(findings_); }

private:
    [[nodiscard]] std::string place(std::size_t offset);
    void push(Entry entry, std::string where);

    std::string path_;
    std::vector<std::byte> bytes_;
    std::optional<std::string> text_;
    std::vector<std::size_t> line_starts_;
    Diagnostics findings_;
    std::size_t left_out_ = 0;
};

/// The log's file as text; nullopt, and a finding, where it is too large or cannot be decoded.
[[nodiscard]] std::optional<std::string> decode(DocumentLog& log);

} // namespace gpseal::admx
