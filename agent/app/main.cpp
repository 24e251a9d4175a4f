#include "program.hpp"
#include "standard_streams.hpp"

#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>

#include <malloc.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <new>
#include <ostream>
#include <string>
#include <vector>

namespace {

using namespace gpseal;
using agent::ExitCode;

/// The only catch-all: what arrives here is a bug, or memory at its end.
int run_guarded(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err)
{
    try {
        return app::run_program(arguments, out, err);
    } catch (const std::bad_alloc&) {
        err << "gpseal: out of memory\n";
    } catch (const std::exception& error) {
        err << "gpseal: internal error: " << printable(error.what()) << '\n';
    }
    return agent::number_of(ExitCode::internal);
}

/// A short run that reads some hundred files would get memory from the kernel and give it back all the time: it is
/// fetched in larger pieces, and what was freed is used again.
void keep_freed_memory()
{
    constexpr int piece = 4 << 20;
    constexpr int most_kept = 16 << 20;
    ::mallopt(M_TOP_PAD, piece);
    ::mallopt(M_MMAP_THRESHOLD, most_kept);
    ::mallopt(M_TRIM_THRESHOLD, most_kept);
}

/// The exit code, once it is known whether the results arrived: no artefact, never 0. A reader that went away
/// (`| head`) knows that it did, so that needs no words.
int deliver(int code, app::DescriptorBuffer& results, std::ostream& err)
{
    const int error = results.finish();
    if (error == 0) {
        return code;
    }
    if (error == EPIPE) {
        return code == agent::number_of(ExitCode::ok) ? agent::reader_gone : code;
    }
    err << "gpseal: cannot write the results to standard output: " << std::strerror(error)
        << '\n'; // NOLINT(concurrency-mt-unsafe)
    return agent::number_of(agent::worst(static_cast<ExitCode>(code), ExitCode::not_applied));
}

} // namespace

int main(int argc, char** argv)
{
    keep_freed_memory();
    app::occupy_standard_descriptors();
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe must not end a run half way through a change
    std::signal(SIGCHLD, SIG_DFL); // ignored by whoever started us, the exit code of every child would be lost
    app::DescriptorBuffer results(STDOUT_FILENO);
    app::DescriptorBuffer messages(STDERR_FILENO);
    std::ostream out(&results);
    std::ostream err(&messages);
    err << std::unitbuf;
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return deliver(run_guarded(arguments, out, err), results, err);
}
