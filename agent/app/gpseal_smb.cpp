// gpseal-smb: reads one file, or lists one folder, with libsmbclient as any ordinary application would: no encryption
// level set, no home folder, the machine's smb.conf. One JSON object in, one JSON object out; agent/README.md has
// their fields. It runs apart from gpseal because libsmbclient brings a hundred libraries, a second Kerberos and
// output of its own.

#include "report/unique_members.hpp"

#include <gpseal/base/result.hpp>

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fcntl.h>
#include <libsmbclient.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

namespace {

constexpr std::size_t request_limit = std::size_t{64} << 10U;
constexpr std::uint64_t longest_deadline_ms = 600000;

struct Request {
    std::string url;
    bool directory = false;
    std::string user;
    std::string domain;
    std::string password;
    bool kerberos = false;
    std::uint64_t min_bytes = 0;
    std::uint64_t deadline_ms = 0;
};

struct Answer {
    bool opened = false;
    std::uint64_t bytes_read = 0;
    int number = 0; ///< errno of the first failure
    std::optional<bool> smb_encrypt_on;
};

using Context = std::unique_ptr<SMBCCTX, void (*)(SMBCCTX*)>;

void put(const std::string& text, char* to, int size)
{
    if (size > 0) {
        const auto count = std::min(text.size(), static_cast<std::size_t>(size) - 1);
        std::memcpy(to, text.data(), count);
        to[count] = '\0';
    }
}

// libsmbclient's signature: buffers and their sizes in pairs
void authenticate(SMBCCTX* context, const char* /*server*/, const char* /*share*/, char* workgroup, int workgroup_size,
                  char* user, int user_size, char* password, int password_size)
{
    const auto* request = static_cast<const Request*>(smbc_getOptionUserData(context));
    if (!request->domain.empty()) {
        put(request->domain, workgroup, workgroup_size);
    }
    put(request->user, user, user_size);
    put(request->password, password, password_size);
}

Context make_context(Request& request)
{
    Context context(smbc_new_context(), [](SMBCCTX* one) { smbc_free_context(one, 1); });
    if (!context) {
        return context;
    }
    smbc_setDebug(context.get(), 0);
    smbc_setOptionDebugToStderr(context.get(), 1);
    smbc_setOptionUserData(context.get(), &request);
    smbc_setFunctionAuthDataWithContext(context.get(), authenticate);
    if (request.kerberos) {
        smbc_setOptionUseKerberos(context.get(), 1);
        smbc_setOptionFallbackAfterKerberos(context.get(), 0);
    }
    if (smbc_init_context(context.get()) == nullptr) {
        context.reset();
    }
    return context;
}

/// Whether every connection of this context is encrypted. To be asked while something is open.
bool encryption_on(SMBCCTX* context)
{
    char name[] = "smb_encrypt_on"; // NOLINT: smbc_option_get takes a mutable string
    return smbc_option_get(context, name) != nullptr;
}

void list_folder(SMBCCTX* context, const Request& request, Answer& answer)
{
    errno = 0;
    auto* folder = smbc_getFunctionOpendir(context)(context, request.url.c_str());
    if (folder == nullptr) {
        answer.number = errno != 0 ? errno : EIO;
        return;
    }
    answer.opened = true;
    while (const auto* entry = smbc_getFunctionReaddir(context)(context, folder)) {
        answer.bytes_read += entry->namelen;
    }
    answer.smb_encrypt_on = encryption_on(context);
    smbc_getFunctionClosedir(context)(context, folder);
}

void read_file(SMBCCTX* context, const Request& request, Answer& answer)
{
    errno = 0;
    auto* file = smbc_getFunctionOpen(context)(context, request.url.c_str(), O_RDONLY, 0);
    if (file == nullptr) {
        answer.number = errno != 0 ? errno : EIO;
        return;
    }
    answer.opened = true;
    std::array<char, 16384> chunk{};
    while (answer.bytes_read < request.min_bytes) {
        errno = 0;
        const auto got = smbc_getFunctionRead(context)(context, file, chunk.data(), chunk.size());
        if (got < 0) {
            answer.number = errno != 0 ? errno : EIO;
        }
        if (got <= 0) {
            break;
        }
        answer.bytes_read += static_cast<std::uint64_t>(got);
    }
    answer.smb_encrypt_on = encryption_on(context);
    smbc_getFunctionClose(context)(context, file);
}

/// Reads the whole of standard input, refusing more than `request_limit`.
gpseal::Result<std::string> read_request()
{
    std::string text(request_limit + 1, '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::cin.gcount()));
    if (text.size() > request_limit) {
        return gpseal::fail(gpseal::Errc::limit_exceeded, "a request of more than 64 KiB");
    }
    return text;
}

gpseal::Result<Request> parse_request(const std::string& text)
{
    try {
        const auto json =
            Poco::JSON::Parser(new gpseal::agent::json::UniqueMembers).parse(text).extract<Poco::JSON::Object::Ptr>();
        return Request{.url = json->getValue<std::string>("url"),
                       .directory = json->getValue<bool>("directory"),
                       .user = json->getValue<std::string>("user"),
                       .domain = json->getValue<std::string>("domain"),
                       .password = json->getValue<std::string>("password"),
                       .kerberos = json->getValue<bool>("kerberos"),
                       .min_bytes = json->getValue<std::uint64_t>("min_bytes"),
                       .deadline_ms = json->getValue<std::uint64_t>("deadline_ms")};
    } catch (const Poco::Exception& error) {
        return gpseal::fail(gpseal::Errc::malformed, "a request that is not understood: " + error.displayText());
    }
}

/// libsmbclient may hang in many places: SIGALRM ends us wherever it is.
void set_deadline(std::uint64_t milliseconds)
{
    const auto bounded = std::clamp<std::uint64_t>(milliseconds, 1, longest_deadline_ms);
    itimerval timer{};
    timer.it_value.tv_sec = static_cast<time_t>(bounded / 1000);
    timer.it_value.tv_usec = static_cast<suseconds_t>(bounded % 1000 * 1000);
    ::setitimer(ITIMER_REAL, &timer, nullptr);
}

std::string to_json(const Answer& answer)
{
    Poco::JSON::Object json;
    json.set("opened", answer.opened);
    json.set("bytes_read", answer.bytes_read);
    json.set("errno", answer.number);
    json.set("error", std::string(answer.number == 0 ? "" : std::strerror(answer.number)));
    json.set("smb_encrypt_on",
             answer.smb_encrypt_on ? Poco::Dynamic::Var(*answer.smb_encrypt_on) : Poco::Dynamic::Var());
    json.set("version", std::string(smbc_version()));
    std::ostringstream out;
    json.stringify(out);
    return out.str() + "\n";
}

Answer run(Request& request)
{
    Answer answer;
    const auto context = make_context(request);
    if (!context) {
        answer.number = errno != 0 ? errno : EIO;
    } else if (request.directory) {
        list_folder(context.get(), request, answer);
    } else {
        read_file(context.get(), request, answer);
    }
    return answer;
}

bool write_all(int fd, const std::string& text)
{
    std::size_t done = 0;
    while (done < text.size()) {
        const auto wrote = ::write(fd, text.data() + done, text.size() - done);
        if (wrote < 0 && errno != EINTR) {
            return false;
        }
        done += wrote > 0 ? static_cast<std::size_t>(wrote) : 0;
    }
    return true;
}

} // namespace

int main()
{
    if (::prctl(PR_SET_DUMPABLE, 0) != 0) { // a password comes into this memory
        return 70;
    }
    // whatever the library prints goes to standard error; only the answer reaches standard output
    const int answers = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (answers < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0 || ::setenv("HOME", "/nonexistent", 1) != 0) {
        return 70;
    }
    ::unsetenv("SMB_CONF_PATH");
    const auto text = read_request();
    auto request = text ? parse_request(*text) : gpseal::Result<Request>(gpseal::fail(text.error()));
    if (!request) {
        std::cerr << "gpseal-smb: " << describe(request.error()) << '\n';
        return 3;
    }
    set_deadline(request->deadline_ms);
    return write_all(answers, to_json(run(*request))) ? 0 : 7;
}
