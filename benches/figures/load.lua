-- What wrk sends: get (ids in IDS_FILE), list or create, as the one whom TOKEN belongs to. Prints its result as one line
-- of JSON.

local requests, count, last = {}, 0, 0

local function add(request)
  count = count + 1
  requests[count] = request
end

function init(args)
  local mode, path = args[1], args[2]
  math.randomseed(42)
  local token = os.getenv('TOKEN')
  if token ~= '' then wrk.headers['Authorization'] = 'Bearer ' .. token end
  if mode == 'get' then
    for id in io.lines(os.getenv('IDS_FILE')) do add(wrk.format('GET', path .. '/' .. id)) end
    for i = count, 2, -1 do
      local j = math.random(i)
      requests[i], requests[j] = requests[j], requests[i]
    end
  elseif mode == 'list' then
    add(wrk.format('GET', path))
  else
    wrk.headers['Content-Type'] = 'application/json'
    local file = io.open(os.getenv('BODY_FILE'))
    add(wrk.format('POST', path, nil, file:read('*a')))
    file:close()
  end
end

function request()
  last = last % count + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('JSON{"requests":%d,"seconds":%f,"p50":%d,"p99":%d,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
