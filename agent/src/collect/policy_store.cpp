#include "report/policy_json.hpp"
#include "service/sha256.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/policy_store.hpp>

#include <string>
#include <string_view>

namespace gpseal::agent {

namespace {

/// First line: this, a space, and the SHA-256 of everything behind the line. Then JSON.
constexpr std::string_view schema = "gpseal.last-known-good/2";
constexpr std::size_t max_size = std::size_t{16} << 20;
constexpr mode_t private_folder = 0700;
constexpr mode_t private_file = 0600;

std::string first_line(std::string_view body)
{
    return std::string(schema) + " " + sha256_hex(body) + "\n";
}

std::string text_of(const StandingPolicy& standing)
{
    auto object = json::object();
    json::set(object, "at", format_time(standing.at));
    object->set("policy", policy_to_json({.decision = standing.decision, .workstation = standing.workstation}));
    const auto body = json::text_of(object);
    return first_line(body) + body;
}

Result<StandingPolicy> parse_body(std::string_view body, const std::string& origin)
{
    const auto object = json::parse(body, origin);
    if (!object) {
        return fail(object.error());
    }
    try {
        const auto at = parse_time(json::string_at(*object, "at"));
        const auto section = json::object_at(*object, "policy");
        if (!at || !section) {
            return fail(Errc::malformed, "is not a file of ours", origin);
        }
        auto kept = policy_from_json(section);
        StandingPolicy standing{std::move(kept.decision), *at, std::move(kept.workstation)};
        standing.decision.mandate = policy::mandate_of(standing.decision.state);
        return standing;
    } catch (const Poco::Exception& error) {
        return fail(Errc::malformed, "is not a file of ours: " + error.displayText(), origin);
    }
}

Result<StandingPolicy> parse(std::string_view text, const std::string& origin)
{
    const auto end = text.find('\n');
    const auto body = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (text.substr(0, text.size() - body.size()) != first_line(body)) {
        return fail(Errc::malformed, "was changed, or is not whole: its checksum does not fit", origin);
    }
    return parse_body(body, origin);
}

} // namespace

bool is_policy(const StandingPolicy& standing)
{
    const auto& said = standing.decision;
    return said.winner || said.state == policy::PolicyState::not_configured;
}

Result<std::optional<StandingPolicy>> PolicyStore::load() const
{
    const auto text = read_text(file_, max_size);
    if (!text && text.error().code == Errc::not_found) {
        return std::optional<StandingPolicy>{};
    }
    if (!text) {
        return fail(text.error());
    }
    auto standing = parse(*text, file_.string());
    if (!standing) {
        return fail(standing.error());
    }
    return std::optional(*std::move(standing));
}

Result<StagedFile> PolicyStore::stage(const StandingPolicy& standing) const
{
    if (auto made = make_folder(file_.parent_path(), private_folder); !made) {
        return fail(made.error());
    }
    return StagedFile::write(file_, text_of(standing), {.mode = private_file});
}

Result<void> PolicyStore::save(const StandingPolicy& standing)
{
    auto staged = stage(standing);
    return staged ? staged->place() : fail(staged.error());
}

Result<void> PolicyStore::clear()
{
    return remove_file(file_);
}

} // namespace gpseal::agent
