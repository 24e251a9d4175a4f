// Where commands read from: files, standard input, pipes; and what they refuse.

#include "pol_bench.hpp"
#include "source_file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <thread>

using namespace gpseal;
using namespace gpseal::tests;

namespace {

/// Standard input is this file as long as the object lives.
class InputFrom {
public:
    explicit InputFrom(const std::string& path) : kept_(::dup(STDIN_FILENO))
    {
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        REQUIRE(fd >= 0);
        ::dup2(fd, STDIN_FILENO);
        ::close(fd);
    }
    InputFrom(const InputFrom&) = delete;
    InputFrom& operator=(const InputFrom&) = delete;
    ~InputFrom()
    {
        ::dup2(kept_, STDIN_FILENO);
        ::close(kept_);
    }

private:
    int kept_;
};

Outcome run_on(const std::string& input, const std::vector<std::string>& words)
{
    const InputFrom from(input);
    return run(words);
}

/// A pipe under a name, as a shell's <(…) makes one, into which a thread writes.
class WrittenPipe {
public:
    explicit WrittenPipe(std::string content) : content_(std::move(content))
    {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        end_ = ends[0];
        writer_ = std::thread([this, fd = ends[1]] {
            std::string_view rest = content_;
            while (!rest.empty()) {
                const auto written = ::write(fd, rest.data(), rest.size());
                if (written <= 0) {
                    break;
                }
                rest.remove_prefix(static_cast<std::size_t>(written));
            }
            ::close(fd);
        });
    }
    WrittenPipe(const WrittenPipe&) = delete;
    WrittenPipe& operator=(const WrittenPipe&) = delete;
    ~WrittenPipe()
    {
        writer_.join();
        ::close(end_);
    }
    [[nodiscard]] std::string name() const { return "/proc/self/fd/" + std::to_string(end_); }

private:
    std::string content_;
    int end_ = -1;
    std::thread writer_;
};

} // namespace

TEST_CASE("sources: - is standard input wherever a registry.pol is read")
{
    const Bench bench;
    bench.write(PolBuilder().require_encryption(1).dword("Software\\K", "n", 5));
    const auto shown = run_on(bench.pol(), {"pol", "show", "-"});
    CHECK(shown.code == 0);
    CHECK(shown.out == run({"pol", "show", bench.pol()}).out);
    CHECK(run_on(bench.pol(), {"pol", "show", "-", "--json"}).out.find(R"("file":"standard input")") !=
          std::string::npos);
    CHECK(run_on(bench.pol(), {"pol", "diff", "-", bench.pol()}).code == 0);
    CHECK(run_on(bench.pol(), {"pol", "diff", bench.pol(), "-"}).code == 0);
    const auto resolved = run_on(bench.pol(), {"resolve", "--pol", "-"});
    CHECK(resolved.code == 0);
    CHECK(resolved.out.find("Require Encryption: Enabled") != std::string::npos);
    CHECK(resolved.out.find("standard input at byte 8") != std::string::npos);
    CHECK(run_on("/dev/null", {"pol", "show", "-"}).err.starts_with("gpseal: standard input"));
}

TEST_CASE("sources: standard input is read once and never edited")
{
    const Bench bench;
    bench.write(PolBuilder().require_encryption(1));
    for (const auto& words : {std::vector<std::string>{"pol", "diff", "-", "-"}, {"resolve", "--pol", "-", "-"}}) {
        const auto answer = run_on(bench.pol(), words);
        CHECK(answer.code == 2);
        CHECK(answer.err.starts_with("gpseal: standard input can be read only once\n"));
    }
    for (const auto* const command : {"set", "unset"}) {
        const auto answer =
            run_on(bench.pol(), {"pol", command, "-", "--key", "K", "--value", "V", "--type", "DWORD", "--data", "1"});
        CHECK(answer.code == 2);
    }
    const auto refused = run({"pol", "unset", "-", "--key", "K", "--value", "V"});
    CHECK(refused.code == 2);
    CHECK(refused.err ==
          "gpseal: a file is edited in its place, and standard input has none; ./- names a file \"-\"\n");
}

TEST_CASE("sources: a pipe is read to its end, and no further than the limit")
{
    const Bench bench;
    PolBuilder builder;
    for (int i = 0; i < 5000; ++i) {
        builder.dword("Software\\Much", "value " + std::to_string(i), 1); // more than a pipe holds at once
    }
    bench.write(builder);
    {
        const WrittenPipe pipe(bench.content());
        CHECK(run({"pol", "show", pipe.name()}).out == run({"pol", "show", bench.pol()}).out);
    }
    const WrittenPipe large(std::string(1000, 'x'));
    const auto content = app::read_source(large.name(), 999);
    REQUIRE_FALSE(content);
    CHECK(content.error().code == Errc::limit_exceeded);
}

TEST_CASE("sources: a FIFO without a writer, a socket, a device and a folder are refused and hang nothing")
{
    const Bench bench;
    bench.write(PolBuilder().require_encryption(1));
    const auto fifo = bench.path("fifo");
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    const auto socket_name = bench.path("socket");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_name.copy(address.sun_path, sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const auto folder = std::filesystem::path(fifo).parent_path().string();
    for (const auto& name : {fifo, socket_name, std::string("/dev/zero"), folder}) {
        CAPTURE(name);
        for (const auto& words : {std::vector<std::string>{"pol", "show", name},
                                  {"pol", "diff", bench.pol(), name},
                                  {"pol", "export", name, "--format", "reg"},
                                  {"pol", "import", name, "--out", bench.path("new.pol")},
                                  {"resolve", "--pol", name},
                                  {"resolve", "--snapshot", name},
                                  {"pol", "unset", name, "--key", "K", "--value", "V"}}) {
            const auto answer = run(words);
            CAPTURE(words[1]);
            CHECK(answer.code == 3);
            CHECK(answer.err.starts_with("gpseal: " + name + ": is "));
        }
    }
    for (const auto& name : {fifo, socket_name, std::string("/dev/zero")}) {
        const auto answer = run({"admx", "lint", name});
        CHECK(answer.code == 3);
        CHECK(answer.err.starts_with("gpseal: " + name + ": is neither a file nor a folder"));
        CHECK(run({"admx", "list", "--dir", name}).code == 3);
        CHECK(run({"admx", "lint", folder, "--dir", name}).code == 3);
        CHECK(run({"resolve", "--gpo", name}).code == 3);
    }
    ::close(socket);
}
