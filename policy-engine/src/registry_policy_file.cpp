#include <gpseal/policy/registry_policy_file.hpp>

#include <array>
#include <bit>
#include <cstring>

namespace gpseal::policy {

static_assert(std::endian::native == std::endian::little, "fields are read as they stand in the file");

namespace {

constexpr std::array<char, 4> signature = {'P', 'R', 'e', 'g'};
constexpr std::uint32_t version = 1;
/// Six delimiters, two terminators, two numbers: what an entry with empty names and no data takes.
constexpr std::size_t smallest_entry = 24;
/// What real files have on average is more; a guess too small only costs a second allocation.
constexpr std::size_t typical_entry = 128;

template <typename T> T load(const std::byte* at)
{
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

/// Distance in bytes from `begin` to the first NUL code unit, looking at every second byte; `size` (rounded down to
/// whole units) when there is none. Four units a step: a lane of `zeros` has its top bit set where a unit is zero, and
/// the lowest such lane is always a true one.
std::size_t find_nul(const std::byte* begin, std::size_t size)
{
    constexpr std::uint64_t ones = 0x0001000100010001;
    constexpr std::uint64_t tops = 0x8000800080008000;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= size; at += sizeof(std::uint64_t)) {
        const auto units = load<std::uint64_t>(begin + at);
        const auto zeros = (units - ones) & ~units & tops;
        if (zeros != 0) {
            return at + static_cast<std::size_t>(std::countr_zero(zeros)) / 16 * 2;
        }
    }
    for (; at + 2 <= size; at += 2) {
        if (load<std::uint16_t>(begin + at) == 0) {
            return at;
        }
    }
    return at;
}

/// Reads instructions one after another. The first failure sticks, with the offset at which it was seen.
class InstructionReader {
public:
    explicit InstructionReader(std::span<const std::byte> bytes) : bytes_(bytes), at_(registry_policy_header_size) {}

    [[nodiscard]] bool at_end() const { return failed() || at_ == bytes_.size(); }
    [[nodiscard]] bool failed() const { return !reason_.empty(); }
    [[nodiscard]] const std::string& reason() const { return reason_; }
    [[nodiscard]] std::size_t failed_at() const { return failed_at_; }

    RegistryInstruction next()
    {
        RegistryInstruction instruction;
        instruction.offset = at_;
        expect('[');
        instruction.key = name("key");
        expect(';');
        instruction.value_name = name("value name");
        expect(';');
        instruction.type = RegistryType{number("type")};
        expect(';');
        const auto size_at = at_;
        const auto size = number("size");
        expect(';');
        instruction.data = data(size, size_at);
        expect(']');
        return instruction;
    }

private:
    [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }

    void fail_at(std::size_t at, std::string reason)
    {
        if (!failed()) {
            failed_at_ = at;
            reason_ = std::move(reason);
        }
    }

    void expect(char delimiter)
    {
        if (failed()) {
            return;
        }
        if (left() < 2) {
            return fail_at(at_, std::string("the file ends where '") + delimiter + "' must stand");
        }
        if (load<std::uint16_t>(bytes_.data() + at_) != static_cast<std::uint16_t>(delimiter)) {
            return fail_at(at_, std::string("'") + delimiter + "' must stand here");
        }
        at_ += 2;
    }

    Utf16Bytes name(const char* what)
    {
        if (failed()) {
            return {};
        }
        const auto length = find_nul(bytes_.data() + at_, left());
        if (left() - length < 2) {
            fail_at(at_, std::string("the ") + what + " has no terminator before the file ends");
            return {};
        }
        const auto text = bytes_.subspan(at_, length);
        at_ += length + 2;
        return text;
    }

    std::uint32_t number(const char* what)
    {
        if (failed()) {
            return 0;
        }
        if (left() < sizeof(std::uint32_t)) {
            fail_at(at_, std::string("the file ends inside the ") + what);
            return 0;
        }
        const auto value = load<std::uint32_t>(bytes_.data() + at_);
        at_ += sizeof value;
        return value;
    }

    std::span<const std::byte> data(std::uint32_t size, std::size_t size_at)
    {
        if (failed()) {
            return {};
        }
        if (size > left()) {
            fail_at(size_at, "the size says " + std::to_string(size) + " bytes of data, but only " +
                                 std::to_string(left()) + " are left in the file");
            return {};
        }
        const auto bytes = bytes_.subspan(at_, size);
        at_ += size;
        return bytes;
    }

    std::span<const std::byte> bytes_;
    std::size_t at_;
    std::size_t failed_at_ = 0;
    std::string reason_;
};

std::string at_offset(std::string_view origin, std::size_t offset)
{
    return std::string(origin) + "@" + std::to_string(offset);
}

Result<void> check_header(std::span<const std::byte> bytes, std::string_view origin)
{
    if (bytes.size() > max_registry_policy_size) {
        return fail(Errc::limit_exceeded,
                    "has " + std::to_string(bytes.size()) + " bytes, more than the limit of " +
                        std::to_string(max_registry_policy_size),
                    std::string(origin));
    }
    if (bytes.size() < registry_policy_header_size) {
        return fail(Errc::malformed,
                    bytes.empty() ? "the file is empty; a registry.pol has at least its 8-byte header"
                                  : "the file ends inside its 8-byte header",
                    at_offset(origin, bytes.size()));
    }
    if (std::memcmp(bytes.data(), signature.data(), signature.size()) != 0) {
        return fail(Errc::malformed, "bad signature: a registry.pol starts with \"PReg\"", at_offset(origin, 0));
    }
    const auto found = load<std::uint32_t>(bytes.data() + signature.size());
    if (found != version) {
        return fail(Errc::malformed, "bad version " + std::to_string(found) + ": only version 1 is defined",
                    at_offset(origin, signature.size()));
    }
    return {};
}

void append(std::vector<std::byte>& out, std::span<const std::byte> bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

template <typename T> void append_number(std::vector<std::byte>& out, T number)
{
    append(out, std::as_bytes(std::span(&number, 1)));
}

void append_unit(std::vector<std::byte>& out, char unit)
{
    append_number(out, static_cast<std::uint16_t>(unit));
}

} // namespace

std::string to_string(RegistryType type)
{
    switch (type) {
    case RegistryType::none:
        return "REG_NONE";
    case RegistryType::sz:
        return "REG_SZ";
    case RegistryType::expand_sz:
        return "REG_EXPAND_SZ";
    case RegistryType::binary:
        return "REG_BINARY";
    case RegistryType::dword:
        return "REG_DWORD";
    case RegistryType::dword_big_endian:
        return "REG_DWORD_BIG_ENDIAN";
    case RegistryType::link:
        return "REG_LINK";
    case RegistryType::multi_sz:
        return "REG_MULTI_SZ";
    case RegistryType::qword:
        return "REG_QWORD";
    }
    return "type " + std::to_string(static_cast<std::uint32_t>(type));
}

Result<RegistryPolicyFile> parse_registry_policy(std::span<const std::byte> bytes, std::string_view origin)
{
    if (auto header = check_header(bytes, origin); !header) {
        return fail(header.error());
    }
    RegistryPolicyFile file;
    file.instructions.reserve(bytes.size() / typical_entry + 1);
    InstructionReader reader(bytes);
    while (!reader.at_end()) {
        file.instructions.push_back(reader.next());
    }
    if (reader.failed()) {
        return fail(Errc::malformed, "entry " + std::to_string(file.instructions.size()) + ": " + reader.reason(),
                    at_offset(origin, reader.failed_at()));
    }
    return file;
}

std::vector<std::byte> serialize_registry_policy(std::span<const RegistryInstruction> instructions)
{
    std::size_t size = registry_policy_header_size;
    for (const auto& instruction : instructions) {
        size += smallest_entry + instruction.key.size() + instruction.value_name.size() + instruction.data.size();
    }
    std::vector<std::byte> out;
    out.reserve(size);
    append(out, std::as_bytes(std::span(signature)));
    append_number(out, version);
    for (const auto& instruction : instructions) {
        append_unit(out, '[');
        append(out, instruction.key);
        append_unit(out, '\0');
        append_unit(out, ';');
        append(out, instruction.value_name);
        append_unit(out, '\0');
        append_unit(out, ';');
        append_number(out, static_cast<std::uint32_t>(instruction.type));
        append_unit(out, ';');
        append_number(out, static_cast<std::uint32_t>(instruction.data.size()));
        append_unit(out, ';');
        append(out, instruction.data);
        append_unit(out, ']');
    }
    return out;
}

} // namespace gpseal::policy
