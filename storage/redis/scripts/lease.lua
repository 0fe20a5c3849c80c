-- One lease: takes the work that has waited longest, one by one.
--
-- KEYS[1..4] the outbox, see outbox.lua
-- KEYS[5]    string: what this call took, for the driver that sends it again
--
-- ARGV[1] now, ms      ARGV[2] end of the lease, ms   ARGV[3] token
-- ARGV[4] limit, 0: no limit   ARGV[5] gap, ms   ARGV[6] ms that KEYS[5] stays
-- ARGV[7] mean ms between any two, 0: any   ARGV[8] how many may go at once
-- ARGV[9] the field of KEYS[4] for the pace of all
--
-- Output: {ID, destination, due before the lease, attempt, payload, ID, ...}

local now, until_, token = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local limit, gap = tonumber(ARGV[4]), tonumber(ARGV[5])
local every, burst, all = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]
local out, taken = {}, {}

local function give(w, due)
  for _, v in ipairs({ w.id, w.dest, num(due), num(w.attempt), w.payload }) do out[#out + 1] = v end
end

local again = redis.call('GET', KEYS[5])
if again then
  for _, t in ipairs(cmsgpack.unpack(again)) do
    local w = find(t[1])
    if w and w.token == token then give(w, t[2]) end
  end
  return out
end

local kept = every > 0 and math.max(pace(all), now) or now
while (limit == 0 or #taken < limit) and (every == 0 or kept - now < every * burst) do
  local dest = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', num(now), 'LIMIT', 0, 1)[1]
  if not dest then break end
  local p = prefix(dest)
  local head = redis.call('ZRANGEBYLEX', KEYS[2], '[' .. p, '(' .. string.sub(p, 1, -2) .. '}', 'LIMIT', 0, 1)[1]
  local w = find(string.sub(head, #p + 15))
  local due = w.due
  unqueue(w)
  w.token, w.due, w.attempt = token, until_, w.attempt + 1
  store(w)
  if gap > 0 then
    redis.call('HSET', KEYS[4], dest, num(now + gap))
  else
    redis.call('HDEL', KEYS[4], dest)
  end
  turn(dest)
  taken[#taken + 1] = { w.id, due }
  kept = kept + every
  give(w, due)
end
if every > 0 and #taken > 0 then redis.call('HSET', KEYS[4], all, num(kept)) end
if #taken > 0 then redis.call('SET', KEYS[5], cmsgpack.pack(taken), 'PX', ARGV[6]) end
return out
