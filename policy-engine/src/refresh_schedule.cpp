#include <gpseal/base/byte_reader.hpp>
#include <gpseal/policy/refresh_schedule.hpp>
#include <gpseal/policy/resultant_set.hpp>

#include <cstdint>
#include <string_view>

namespace gpseal::policy {

namespace {

constexpr std::string_view system_key = R"(Software\Policies\Microsoft\Windows\System)";
constexpr std::uint32_t longest_interval = 64800; // minutes: GroupPolicy.admx
constexpr std::uint32_t longest_offset = 1440;

std::optional<std::chrono::minutes> minutes_in(std::span<const GroupPolicyObject> gpos, std::string_view name,
                                               std::uint32_t longest)
{
    const auto said = resolve_value(gpos, system_key, name).value;
    if (!said || said->type != RegistryType::dword || said->data.size() != sizeof(std::uint32_t)) {
        return std::nullopt;
    }
    const auto number = ByteReader(said->data).u32le();
    return number <= longest ? std::optional(std::chrono::minutes(number)) : std::nullopt;
}

} // namespace

RefreshSchedule refresh_schedule_of(std::span<const GroupPolicyObject> gpos)
{
    return {minutes_in(gpos, "GroupPolicyRefreshTime", longest_interval),
            minutes_in(gpos, "GroupPolicyRefreshTimeOffset", longest_offset)};
}

} // namespace gpseal::policy
