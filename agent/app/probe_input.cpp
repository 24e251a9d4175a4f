#include "probe_input.hpp"

#include "call_options.hpp"

#include <gpseal/base/utf.hpp>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iostream>
#include <system_error>

namespace gpseal::app {

namespace {

constexpr std::size_t largest_list = std::size_t{16} << 20;

Result<std::string> read_stream(std::istream& in, const std::string& where)
{
    std::string text(largest_list + 1, '\0');
    if (in) {
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
    }
    if (in.bad() || (in.fail() && !in.eof())) {
        return fail(Errc::malformed, "cannot be read", where);
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > largest_list) {
        return fail(Errc::limit_exceeded, "has more than " + std::to_string(largest_list >> 20U) + " MiB", where);
    }
    return text;
}

/// "0.1 to 600"
struct Range {
    double least;
    double most;
    std::string_view words;
};

Result<double> number_in(const Invocation& call, const char* name, const Range& range)
{
    const auto text = call.options[name].as<std::string>();
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= range.least && value <= range.most)) {
        return fail(Errc::usage, std::string("--") + name + " takes a number from " + std::string(range.words) +
                                     ", not '" + printable(text) + "'");
    }
    return value;
}

} // namespace

Result<std::string> read_list(const std::filesystem::path& path)
{
    if (path == "-") {
        return read_stream(std::cin, "standard input");
    }
    std::error_code ignored; // what cannot be looked at fails when it is opened, with its reason
    if (std::filesystem::is_directory(path, ignored)) {
        return fail(Errc::malformed, "is a folder, not a file", path);
    }
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    const auto why = std::generic_category().message(errno == 0 ? EIO : errno);
    return in ? read_stream(in, path) : fail(Errc::not_found, "cannot be opened: " + why, path);
}

Result<agent::ProbeTerms> probe_terms(const Invocation& call)
{
    agent::ProbeTerms terms{.details = flag(call, "details")};
    if (given(call, "timeout")) {
        const auto seconds = number_in(call, "timeout", {.least = 0.1, .most = 600, .words = "0.1 to 600"});
        if (!seconds) {
            return fail(seconds.error());
        }
        terms.timeout = std::chrono::milliseconds(std::lround(*seconds * 1000));
    }
    if (given(call, "parallel")) {
        const auto parallel = number_in(call, "parallel", {.least = 1, .most = 16384, .words = "1 to 16384"});
        if (!parallel) {
            return fail(parallel.error());
        }
        terms.parallel = static_cast<std::size_t>(*parallel);
    }
    return terms;
}

} // namespace gpseal::app
