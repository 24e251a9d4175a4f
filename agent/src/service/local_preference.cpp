#include "service/sha256.hpp"

#include <gpseal/agent/local_preference.hpp>

#include <string>

namespace gpseal::agent {

namespace {

/// First line: this, a space, and the SHA-256 of the second, which is the setting.
constexpr std::string_view schema = "gpseal.preference/1";
constexpr std::size_t max_size = 4096;

std::string text_of(bool require_encryption)
{
    const std::string body = require_encryption ? "require-encryption true\n" : "require-encryption false\n";
    return std::string(schema) + " " + sha256_hex(body) + "\n" + body;
}

} // namespace

Result<LocalPreference> PreferenceStore::load() const
{
    const auto text = read_text(file_, max_size);
    if (!text && text.error().code == Errc::permission) {
        return fail(text.error());
    }
    if (!text) {
        return text.error().code == Errc::not_found ? LocalPreference{} : LocalPreference{{}, text.error()};
    }
    for (const bool value : {true, false}) {
        if (*text == text_of(value)) {
            return LocalPreference{value, {}};
        }
    }
    return LocalPreference{{}, Error{Errc::malformed, "is not what gpseal wrote; set the preference again", file_}};
}

Result<void> PreferenceStore::save(bool require_encryption)
{
    if (auto made = make_folder(file_.parent_path(), 0700); !made) {
        return made;
    }
    return replace_file(file_, text_of(require_encryption), {.mode = 0600, .refuse_foreign = true});
}

Result<void> PreferenceStore::clear()
{
    return remove_file(file_);
}

} // namespace gpseal::agent
