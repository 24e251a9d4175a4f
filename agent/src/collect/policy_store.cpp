#include "report/policy_json.hpp"
#include "service/sha256.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/policy_source.hpp>
#include <gpseal/agent/policy_store.hpp>

#include <set>
#include <string>

namespace gpseal::agent {

namespace fs = std::filesystem;
using policy::GroupPolicyObject;

namespace {

constexpr std::string_view manifest_name = "manifest";
/// First line: this, a space, and the SHA-256 of everything behind the line. Then JSON.
constexpr std::string_view manifest_schema = "gpseal.last-known-good/1";
constexpr std::size_t max_manifest_size = std::size_t{16} << 20;
constexpr mode_t private_folder = 0700;
constexpr mode_t private_file = 0600;

std::string_view text_of(const std::vector<std::byte>& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; // NOLINT: bytes are chars
}

std::string pol_name(const policy::GpoIdentity& gpo)
{
    return gpo.pol_sha256 + ".pol";
}

/// A GPO as it was kept: the kept bytes must be those that the manifest names.
Result<GroupPolicyObject> load_gpo(const fs::path& folder, policy::GpoIdentity identity)
{
    GroupPolicyObject gpo;
    if (!identity.pol_sha256.empty()) {
        auto read = read_registry_policy(folder / pol_name(identity));
        if (!read) {
            return read;
        }
        if (read->identity.pol_sha256 != identity.pol_sha256) {
            return fail(Errc::malformed, "is not the file that was kept", folder / pol_name(identity));
        }
        gpo = *std::move(read);
    }
    gpo.identity = std::move(identity);
    return gpo;
}

struct Manifest {
    WallTime at;
    std::vector<policy::GpoIdentity> gpos;
};

Result<Manifest> parse_body(std::string_view text, const std::string& origin)
{
    const auto object = json::parse(text, origin);
    if (!object) {
        return fail(object.error());
    }
    try {
        const auto at = parse_time(json::string_at(*object, "at"));
        if (!at || !(*object)->isArray("gpos")) {
            return fail(Errc::malformed, "is not a manifest of ours", origin);
        }
        Manifest manifest{.at = *at, .gpos = {}};
        for (const auto& gpo : json::objects_at(*object, "gpos")) {
            manifest.gpos.push_back(identity_from_json(gpo));
        }
        return manifest;
    } catch (const Poco::Exception& error) {
        return fail(Errc::malformed, "is not a manifest of ours: " + error.displayText(), origin);
    }
}

std::string first_line(std::string_view body)
{
    return std::string(manifest_schema) + " " + sha256_hex(body) + "\n";
}

Result<Manifest> parse_manifest(std::string_view text, const std::string& origin)
{
    const auto end = text.find('\n');
    const auto body = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (text.substr(0, text.size() - body.size()) != first_line(body)) {
        return fail(Errc::malformed, "was changed, or is not whole: its checksum does not fit", origin);
    }
    return parse_body(body, origin);
}

std::string manifest_text(std::span<const GroupPolicyObject> gpos, WallTime at)
{
    json::Array::Ptr list = new json::Array;
    for (const auto& gpo : gpos) {
        list->add(identity_to_json(gpo.identity));
    }
    auto object = json::object();
    json::set(object, "at", format_time(at));
    object->set("gpos", list);
    const auto body = json::text_of(object);
    return first_line(body) + body;
}

/// Best effort: a file too many harms nobody.
void remove_all_but(const fs::path& folder, const std::set<std::string>& kept)
{
    std::error_code error;
    std::vector<fs::path> old;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        if (!kept.contains(it->path().filename().string())) {
            old.push_back(it->path());
        }
    }
    for (const auto& path : old) {
        (void)remove_file(path);
    }
}

} // namespace

Result<std::optional<StandingPolicy>> PolicyStore::load() const
{
    const auto path = folder_ / manifest_name;
    const auto text = read_text(path, max_manifest_size);
    if (!text && text.error().code == Errc::not_found) {
        return std::optional<StandingPolicy>{};
    }
    if (!text) {
        return fail(text.error());
    }
    auto manifest = parse_manifest(*text, path.string());
    if (!manifest) {
        return fail(manifest.error());
    }
    std::vector<GroupPolicyObject> gpos;
    for (auto& identity : manifest->gpos) {
        auto gpo = load_gpo(folder_, std::move(identity));
        if (!gpo) {
            return fail(gpo.error());
        }
        gpos.push_back(*std::move(gpo));
    }
    return std::optional(StandingPolicy{policy::decide_require_encryption(gpos), manifest->at});
}

Result<void> PolicyStore::save(std::span<const GroupPolicyObject> gpos, WallTime at)
{
    if (auto made = make_folder(folder_, private_folder); !made) {
        return made;
    }
    std::set<std::string> kept = {std::string(manifest_name)};
    for (const auto& gpo : gpos) {
        if (gpo.identity.pol_sha256.empty()) {
            continue;
        }
        const auto path = folder_ / pol_name(gpo.identity);
        kept.insert(path.filename().string());
        const auto there = read_registry_policy(path);
        if (there && there->identity.pol_sha256 == gpo.identity.pol_sha256) {
            continue;
        }
        if (auto written = replace_file(path, text_of(gpo.bytes), {.mode = private_file}); !written) {
            return written;
        }
    }
    auto written = replace_file(folder_ / manifest_name, manifest_text(gpos, at), {.mode = private_file});
    if (written) {
        remove_all_but(folder_, kept);
    }
    return written;
}

Result<void> PolicyStore::clear()
{
    // The manifest first: without it the rest means nothing.
    auto removed = remove_file(folder_ / manifest_name);
    if (removed) {
        remove_all_but(folder_, {});
        std::error_code ignored;
        fs::remove(folder_, ignored);
    }
    return removed;
}

} // namespace gpseal::agent
