-- One commit: all of it or nothing.
--
-- KEYS[1..4] the outbox, see outbox.lua
-- KEYS[5]    zset of marks, score 0: moment, 13 digits|ID
-- KEYS[6]    string: the batch's mark `moment|nonce|result`, or for a batch
--            without ID the mark of this call
-- KEYS[7..]  what the operations touch; they name them by number
--
-- ARGV[1] 1 when the batch has an ID
-- ARGV[2] nonce of the call: the driver sends it again with the same nonce
-- ARGV[3] now, ms   ARGV[4] ID   ARGV[5] result
-- ARGV[6] ms that a call's mark stays (a late net: retries end within seconds)
-- ARGV[7..] operations, in the order in which they happen:
--   c key version         check              p key schema data   put
--   d key                 delete             - key member        remove
--   + key member          add                a key entry         append
--   w key position entry  rewrite
--   f ID token retry dead pause              finish; retry -1: not again
--   e ID destination due payload             enqueue
--   g key ID              forget
--
-- Output: {0, ''} done now, or by an earlier send of this same call
--         {1, result} the ID was committed before
--         {2, n, ...} conflict: the numbers of the checks that failed, from 1
--
-- Redis does not roll back. So everything that can fail is looked at before the
-- first write, and the first write is one that Redis refuses when it is short
-- of memory.

local width = { c = 2, p = 3, d = 1, ['-'] = 2, ['+'] = 2, a = 2, w = 3, f = 5, e = 4, g = 2 }

local function key(i) return KEYS[tonumber(ARGV[i])] end

local function each(handlers)
  local i = 7
  while i <= #ARGV do
    local op = ARGV[i]
    if handlers[op] then handlers[op](i + 1) end
    i = i + 1 + width[op]
  end
end

local mark = redis.call('GET', KEYS[6])
if mark then
  if ARGV[1] == '0' then return { 0, '' } end
  local nonce, result = string.match(mark, '^%d+|([^|]*)|(.*)$')
  if nonce == ARGV[2] then return { 0, '' } end
  return { 1, result }
end

local versions = {}

local function version(k)
  if not versions[k] then
    local head = redis.call('GETRANGE', k, 0, 40)
    local v = head == '' and '0' or string.match(head, '^(%d+)|%d+|')
    if not v then error('DAMAGED record ' .. k) end
    versions[k] = v
  end
  return versions[k]
end

local checks, conflict = 0, { 2 }
each({
  c = function(i)
    checks = checks + 1
    if version(key(i)) ~= ARGV[i + 1] then conflict[#conflict + 1] = checks end
  end,
  p = function(i) version(key(i)) end,
  f = function(i) find(ARGV[i]) end,
  e = function(i) find(ARGV[i]) end,
})
if #conflict > 1 then return conflict end

if ARGV[1] == '1' then
  redis.call('SET', KEYS[6], ARGV[3] .. '|' .. ARGV[2] .. '|' .. ARGV[5])
  redis.call('ZADD', KEYS[5], 0, string.format('%013.0f', tonumber(ARGV[3])) .. '|' .. ARGV[4])
else
  redis.call('SET', KEYS[6], '', 'PX', ARGV[6])
end

each({
  p = function(i)
    local k = key(i)
    versions[k] = num(tonumber(versions[k]) + 1)
    redis.call('SET', k, versions[k] .. '|' .. ARGV[i + 1] .. '|' .. ARGV[i + 2])
  end,
  d = function(i) redis.call('DEL', key(i)) end,
  ['-'] = function(i) redis.call('ZREM', key(i), ARGV[i + 1]) end,
  ['+'] = function(i) redis.call('ZADD', key(i), 0, ARGV[i + 1]) end,
  a = function(i) redis.call('RPUSH', key(i), ARGV[i + 1]) end,
  w = function(i)
    local pos = tonumber(ARGV[i + 1])
    if pos >= 0 and pos < redis.call('LLEN', key(i)) then redis.call('LSET', key(i), num(pos), ARGV[i + 2]) end
  end,
  f = function(i)
    local w = find(ARGV[i])
    if not w or ARGV[i + 1] == '' or w.token ~= ARGV[i + 1] then return end
    if tonumber(ARGV[i + 4]) > pace(w.dest) then redis.call('HSET', KEYS[4], w.dest, ARGV[i + 4]) end
    unqueue(w)
    w.token = ''
    if ARGV[i + 2] ~= '-1' then
      w.due = tonumber(ARGV[i + 2])
      store(w)
    elseif ARGV[i + 3] == '1' then
      w.dead = '1'
      store(w)
    else
      redis.call('HDEL', KEYS[1], w.id)
    end
    turn(w.dest)
  end,
  e = function(i)
    local was = find(ARGV[i])
    if was then
      unqueue(was)
      turn(was.dest)
    end
    store({
      id = ARGV[i], dest = ARGV[i + 1], due = tonumber(ARGV[i + 2]), payload = ARGV[i + 3],
      attempt = 0, dead = '0', token = '',
    })
    turn(ARGV[i + 1])
  end,
  g = function(i)
    local moment = string.match(redis.call('GET', key(i)) or '', '^(%d+)|')
    if not moment then return end
    redis.call('ZREM', KEYS[5], string.format('%013.0f', tonumber(moment)) .. '|' .. ARGV[i + 1])
    redis.call('DEL', key(i))
  end,
})
return { 0, '' }
