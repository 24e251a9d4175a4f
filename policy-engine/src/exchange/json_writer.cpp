#include "exchange/formats.hpp"
#include "exchange/text.hpp"

#include <Poco/JSONString.h>

namespace gpseal::policy {

namespace {

std::string hex_of(std::span<const std::byte> bytes)
{
    std::string out;
    out.reserve(2 * bytes.size());
    for (const auto byte : bytes) {
        exchange::append_hex(out, byte);
    }
    return out;
}

void append_name(std::string& out, const std::string& member, Utf16Bytes name)
{
    out += '"' + member + "\":" + inert_json(Poco::toJSON(to_utf8(name))) + ',';
    if (!exchange::well_formed(name)) {
        out += '"' + member + "_hex\":\"" + hex_of(name) + "\",";
    }
}

} // namespace

std::string json_members(const RegistryInstruction& entry)
{
    std::string out;
    append_name(out, "key", entry.key);
    append_name(out, "value", entry.value_name);
    out += "\"type\":" + std::to_string(static_cast<std::uint32_t>(entry.type));
    out += ",\"size\":" + std::to_string(entry.data.size());
    out += R"(,"data":")" + hex_of(entry.data) + '"';
    out += ",\"offset\":" + std::to_string(entry.offset);
    return out;
}

namespace exchange {

JsonWriter::JsonWriter(const ExportOptions& options)
    : out_(R"({"schema":"gpseal.pol/1","file":)" + inert_json(Poco::toJSON(valid_utf8(options.file_name))) +
           ",\"entries\":[")
{
}

std::string JsonWriter::add(const RegistryInstruction& entry)
{
    out_ += first_ ? "\n{" : ",\n{"; // one line an entry: such files can be compared line by line
    out_ += json_members(entry) + '}';
    first_ = false;
    return {};
}

std::string JsonWriter::finish() &&
{
    return std::move(out_) + "\n]}\n";
}

} // namespace exchange

} // namespace gpseal::policy
