-- wrk sends the prepared requests of a file one after another, and tells what came of them as one line of JSON.
-- The file: for each request a line with its length in bytes, then the request itself.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  prepared, at, refused, last_refusal = {}, 0, 0, 0
  once = arguments[2] == "once"
  local file = assert(io.open(arguments[1], "rb"))
  local size = file:read("*l")
  while size do
    table.insert(prepared, file:read(tonumber(size)))
    size = file:read("*l")
  end
  file:close()
end

function request()
  if at == #prepared then
    if once then
      wrk.thread:stop()
    else
      at = 0
    end
  end
  at = math.min(at + 1, #prepared)
  return prepared[at]
end

function response(status)
  if status >= 400 then
    refused, last_refusal = refused + 1, status
  end
end

function done(summary, latency, _)
  local all, last = 0, 0
  for _, thread in ipairs(threads) do
    all = all + thread:get("refused")
    last = math.max(last, thread:get("last_refusal"))
  end
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "p50": %d, "p95": %d, "p99": %d, "most": %d, "refused": %d, "last": %d, "failed": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95), latency:percentile(99),
    latency.max, all, last, failed))
end
