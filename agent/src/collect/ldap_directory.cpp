#include "collect/ldap_directory.hpp"

#include "collect/ldap_entry.hpp"
#include "collect/sasl_plugins.hpp"
#include "service/socket_deadline.hpp"

#include <ldap.h>
#include <sasl/sasl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace gpseal::agent {

namespace {

constexpr ber_len_t least_strength = 56; ///< of SASL's security layer: below it nothing is sealed
constexpr std::size_t max_entries = 1000;
constexpr std::chrono::seconds grace{5};  ///< the library's own deadlines, which do not hold, come after ours
constexpr std::size_t enough_words = 200; ///< of what a server says for people
constexpr std::size_t max_in_flight = 64; ///< searches; more could fill both sides' buffers and stop both
constexpr ber_len_t max_message = ber_len_t{16} << 20U; ///< of one message
constexpr const char* security_properties = "noanonymous,noplain,minssf=56";
constexpr const char* security_descriptor_flags = "1.2.840.113556.1.4.801";
/// SEQUENCE { INTEGER 7 }: owner, group and DACL. With the SACL's bit the attribute would be silently left out.
constexpr std::array<char, 5> owner_group_dacl = {0x30, 0x03, 0x02, 0x01, 0x07};
constexpr const char* netlogon_version =
    "\\16\\00\\00\\00"; ///< NETLOGON_NT_VERSION_5 | _5EX | _5EX_WITH_IP's site names

timeval time_of(std::chrono::seconds seconds)
{
    return {.tv_sec = seconds.count(), .tv_usec = 0};
}

struct MessageFree {
    void operator()(LDAPMessage* message) const { ::ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, MessageFree>;

/// Names and credentials come from the ticket; there is nothing to ask anybody.
int answer_nothing(LDAP* /*connection*/, unsigned /*flags*/, void* /*defaults*/, void* interactions)
{
    for (auto* it = static_cast<sasl_interact_t*>(interactions); it->id != SASL_CB_LIST_END; ++it) {
        it->result = it->defresult != nullptr ? it->defresult : "";
        it->len = static_cast<unsigned>(std::strlen(static_cast<const char*>(it->result)));
    }
    return LDAP_SUCCESS;
}

/// Options that hold before anything is sent.
bool set_options(LDAP* connection, const LdapDirectory::Limits& limits)
{
    const int version = LDAP_VERSION3;
    const auto connect = time_of(limits.connect);
    const auto answer = time_of(limits.all + grace);
    const auto set = [connection](int option, const void* value) {
        return ::ldap_set_option(connection, option, value) == LDAP_OPT_SUCCESS;
    };
    // the ticket is for the name that we were given; DNS must not choose another
    return set(LDAP_OPT_PROTOCOL_VERSION, &version) && set(LDAP_OPT_REFERRALS, LDAP_OPT_OFF) &&
           set(LDAP_OPT_NETWORK_TIMEOUT, &connect) && set(LDAP_OPT_TIMEOUT, &answer) &&
           set(LDAP_OPT_RESTART, LDAP_OPT_ON) && set(LDAP_OPT_X_SASL_NOCANON, LDAP_OPT_ON) &&
           set(LDAP_OPT_X_SASL_SECPROPS, security_properties);
}

/// The library's words, but where they leave open what happened.
std::string words_of(int code)
{
    switch (code) {
    case LDAP_SERVER_DOWN:
        return "the connection ended, or what came was not signed by the domain controller";
    case LDAP_REFERRAL:
        return "it sends us to another server, which is never followed";
    case LDAP_PARAM_ERROR:
    case LDAP_DECODING_ERROR:
        return "what came is no answer to what was asked";
    default:
        return ::ldap_err2string(code);
    }
}

bool limit_messages(LDAP* connection)
{
    Sockbuf* buffer = nullptr;
    auto limit = max_message;
    return ::ldap_get_option(connection, LDAP_OPT_SOCKBUF, &buffer) == LDAP_OPT_SUCCESS &&
           ::ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &limit) > 0;
}

} // namespace

std::string escape_filter_value(std::string_view value)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string escaped;
    for (const auto c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte > 0x7e || c == '*' || c == '(' || c == ')' || c == '\\') {
            escaped.push_back('\\');
            escaped.push_back(digits[byte >> 4U]);
            escaped.push_back(digits[byte & 0xFU]);
        } else {
            escaped.push_back(c);
        }
    }
    return escaped;
}

LdapDirectory::LdapDirectory(ldap* connection, std::string host, const Limits& limits)
    : connection_(connection), host_(std::move(host)), left_(limits.all)
{
}

LdapDirectory::~LdapDirectory()
{
    ::ldap_unbind_ext_s(connection_, nullptr, nullptr);
}

Result<std::unique_ptr<LdapDirectory>> LdapDirectory::connect(const std::string& host, std::uint16_t port,
                                                              const Limits& limits)
{
    const auto uri = "ldap://" + host + ":" + std::to_string(port);
    if (!begin_sasl()) {
        return fail(Errc::internal, "SASL cannot be used", host);
    }
    LDAP* connection = nullptr;
    if (const auto code = ::ldap_initialize(&connection, uri.c_str()); code != LDAP_SUCCESS) {
        return fail(Errc::internal, std::string("LDAP cannot be used: ") + ::ldap_err2string(code), host);
    }
    std::unique_ptr<LdapDirectory> directory(new LdapDirectory(connection, host, limits));
    if (!set_options(connection, limits) || !limit_messages(connection)) {
        return fail(Errc::internal, "LDAP cannot be set up", host);
    }
    return directory;
}

Error LdapDirectory::error_of(int code, const std::string& what) const
{
    char* raw = nullptr;
    ::ldap_get_option(connection_, LDAP_OPT_DIAGNOSTIC_MESSAGE, &raw);
    const LdapText detail(raw);
    auto message = what + ": " + words_of(code);
    if (detail && *detail != '\0') {
        message.append(" (").append(std::string_view(detail.get()).substr(0, enough_words)).append(")");
    }
    const auto kind = code == LDAP_NO_SUCH_OBJECT                                             ? Errc::not_found
                      : code == LDAP_TIMEOUT || code == LDAP_TIMELIMIT_EXCEEDED               ? Errc::timeout
                      : code == LDAP_SIZELIMIT_EXCEEDED || code == LDAP_ADMINLIMIT_EXCEEDED   ? Errc::limit_exceeded
                      : code == LDAP_INSUFFICIENT_ACCESS || code == LDAP_STRONG_AUTH_REQUIRED ? Errc::permission
                                                                                              : Errc::io;
    return {kind, std::move(message), host_};
}

Result<NetlogonReply> LdapDirectory::ping(const std::string& domain, const std::string& computer)
{
    const auto filter = "(&(DnsDomain=" + escape_filter_value(domain) + ")(Host=" + escape_filter_value(computer) +
                        ")(NtVer=" + netlogon_version + "))";
    auto answer = search({{.base = {}, .filter = filter, .attributes = {"Netlogon"}}}).front();
    if (!answer) {
        return fail(answer.error());
    }
    const auto reply = answer->empty() ? std::nullopt : answer->front().value("netlogon");
    if (!reply) {
        return fail(Errc::unsupported, "is no domain controller of " + domain, host_);
    }
    return parse_netlogon_reply(std::as_bytes(std::span(*reply)));
}

Error LdapDirectory::overdue() const
{
    return {Errc::timeout, "its directory did not say everything within " + std::to_string(Limits{}.all.count()) + " s",
            host_};
}

int LdapDirectory::socket() const
{
    int fd = -1;
    ::ldap_get_option(connection_, LDAP_OPT_DESC, &fd);
    return fd;
}

Result<void> LdapDirectory::bind()
{
    if (const auto code = ::ldap_connect(connection_); code != LDAP_SUCCESS) {
        return fail(error_of(code, "the domain controller cannot be reached by LDAP"));
    }
    const SocketDeadline deadline(socket(), left_);
    const auto code = ::ldap_sasl_interactive_bind_s(connection_, nullptr, "GSSAPI", nullptr, nullptr, LDAP_SASL_QUIET,
                                                     answer_nothing, nullptr);
    left_ = deadline.left();
    if (code != LDAP_SUCCESS && left_.count() == 0) {
        return fail(overdue());
    }
    if (code != LDAP_SUCCESS) {
        auto error = error_of(code, "the domain controller and this machine could not agree on a sealed session");
        if (code == LDAP_AUTH_UNKNOWN) {
            error.message += "; is the package libsasl2-modules-gssapi-mit installed?";
        }
        return fail(std::move(error));
    }
    ber_len_t strength = 0;
    if (::ldap_get_option(connection_, LDAP_OPT_X_SASL_SSF, &strength) != LDAP_OPT_SUCCESS ||
        strength < least_strength) {
        return fail(Errc::refused, "the domain controller accepted a session that is not sealed; it is not used",
                    host_);
    }
    return {};
}

Result<int> LdapDirectory::send(const DirectorySearch& search)
{
    std::vector<char*> names;
    for (const auto& name : search.attributes) {
        names.push_back(const_cast<char*>(name.c_str())); // NOLINT: the library's signature
    }
    names.push_back(nullptr);
    LDAPControl flags{const_cast<char*>(security_descriptor_flags), // NOLINT: the library's signature
                      {owner_group_dacl.size(), const_cast<char*>(owner_group_dacl.data())}, // NOLINT: as above
                      1};
    std::array<LDAPControl*, 2> controls = {search.security_descriptor ? &flags : nullptr, nullptr};
    auto patience = time_of(std::chrono::ceil<std::chrono::seconds>(left_) + grace);
    int id = 0;
    const auto code = ::ldap_search_ext(connection_, search.base.c_str(),
                                        search.scope == SearchScope::base ? LDAP_SCOPE_BASE : LDAP_SCOPE_SUBTREE,
                                        search.filter.c_str(), names.data(), 0, controls.data(), nullptr, &patience,
                                        static_cast<int>(max_entries), &id);
    if (code != LDAP_SUCCESS) {
        return fail(error_of(code, "cannot ask for " + (search.base.empty() ? "the root" : search.base)));
    }
    return id;
}

DirectoryAnswer LdapDirectory::receive(int id, const std::string& base)
{
    auto patience = time_of(std::chrono::ceil<std::chrono::seconds>(left_) + grace);
    LDAPMessage* raw = nullptr;
    const auto type = ::ldap_result(connection_, id, LDAP_MSG_ALL, &patience, &raw);
    const Message message(raw);
    const auto what = "cannot read " + (base.empty() ? "the root" : base);
    if (type == 0) {
        return fail(error_of(LDAP_TIMEOUT, what));
    }
    int code = LDAP_SUCCESS;
    if (type < 0) {
        ::ldap_get_option(connection_, LDAP_OPT_RESULT_CODE, &code);
        return fail(error_of(code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code, what));
    }
    if (const auto parsed =
            ::ldap_parse_result(connection_, message.get(), &code, nullptr, nullptr, nullptr, nullptr, 0);
        parsed != LDAP_SUCCESS || code != LDAP_SUCCESS) {
        return fail(error_of(parsed != LDAP_SUCCESS ? parsed : code, what));
    }
    std::vector<DirectoryEntry> entries;
    for (auto* it = ::ldap_first_entry(connection_, message.get()); it != nullptr;
         it = ::ldap_next_entry(connection_, it)) {
        auto entry = entry_of(connection_, it);
        if (!entry) {
            return fail(entry.error());
        }
        entries.push_back(*std::move(entry));
    }
    return entries;
}

std::vector<DirectoryAnswer> LdapDirectory::search(const std::vector<DirectorySearch>& searches)
{
    const SocketDeadline deadline(socket(), left_);
    auto answers = send_and_receive(searches);
    left_ = deadline.left();
    for (auto& answer : answers) {
        if (!answer && left_.count() == 0) {
            answer = fail(overdue());
        }
    }
    return answers;
}

std::vector<DirectoryAnswer> LdapDirectory::send_and_receive(const std::vector<DirectorySearch>& searches)
{
    std::vector<DirectoryAnswer> answers;
    for (std::size_t begin = 0; begin < searches.size(); begin += max_in_flight) {
        const auto end = std::min(begin + max_in_flight, searches.size());
        std::vector<Result<int>> sent;
        for (auto i = begin; i < end; ++i) {
            sent.push_back(send(searches[i]));
        }
        for (auto i = begin; i < end; ++i) {
            const auto& id = sent[i - begin];
            answers.push_back(id ? receive(*id, searches[i].base) : DirectoryAnswer(fail(id.error())));
        }
    }
    return answers;
}

} // namespace gpseal::agent
