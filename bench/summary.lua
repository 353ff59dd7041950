-- One JSON line at the end of a run.
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"p95":%.1f,"errors":%d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(95),
    e.connect + e.read + e.write + e.status + e.timeout))
end
