#include "document_log.hpp"

#include <algorithm>
#include <iterator>

namespace gpseal::admx {

namespace {

/// A file that repeats one mistake thousands of times must not fill the memory or the screen.
constexpr std::size_t max_findings_per_file = 200;

} // namespace

void DocumentLog::add(Entry entry, std::size_t offset)
{
    push(std::move(entry), findings_.size() < max_findings_per_file ? place(offset) : path_);
}

void DocumentLog::add_about_file(Entry entry)
{
    push(std::move(entry), path_);
}

void DocumentLog::push(Entry entry, std::string where)
{
    if (findings_.size() == max_findings_per_file) {
        ++left_out_;
        auto& last = findings_.back();
        last = {.severity = Severity::warning,
                .code = "too_many_findings",
                .message = "the file has more findings; " + std::to_string(left_out_ + 1) + " are left out",
                .hint = "mend those above first",
                .where = path_};
        return;
    }
    findings_.push_back({.severity = entry.severity,
                         .code = std::string(entry.code),
                         .message = std::move(entry.message),
                         .hint = std::move(entry.hint),
                         .where = std::move(where)});
}

std::string DocumentLog::place(std::size_t offset)
{
    offset = std::min(offset, text_.size());
    for (auto at = text_.find('\n', line_starts_.back()); at < offset; at = text_.find('\n', at + 1)) {
        line_starts_.push_back(at + 1);
    }
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const auto start = *std::prev(next);
    const auto characters = std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(start),
                                          text_.begin() + static_cast<std::ptrdiff_t>(offset),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return path_ + ':' + std::to_string(next - line_starts_.begin()) + ':' + std::to_string(characters + 1);
}

} // namespace gpseal::admx
