#pragma once

#include "probe/session_trace.hpp"
#include "service/sealed_record.hpp"

namespace gpseal::agent {

/// A test connection's part of gpseal-probe's answer: what was seen on the wire and what the client said.
void write_trace(RecordWriter& out, const SessionTrace& trace);
/// What is no trace makes the reader wrong.
[[nodiscard]] SessionTrace read_trace(RecordReader& in);

} // namespace gpseal::agent
