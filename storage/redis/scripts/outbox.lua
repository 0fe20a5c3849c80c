-- Functions of the outbox, put before the scripts that need them.
--
-- KEYS[1] hash  work ID -> due|attempt|dead|#token|#destination|token destination payload
-- KEYS[2] zset  score 0: #destination|destination|due, 13 digits|ID
-- KEYS[3] zset  destination, score: the moment when its next work may go
-- KEYS[4] hash  destination -> moment before which nothing may go
--
-- A lease cannot know which work it will take, so these four are all it needs.

local function num(n) return string.format('%.0f', n) end

local function prefix(dest) return #dest .. '|' .. dest .. '|' end

local function member(w) return prefix(w.dest) .. string.format('%013.0f', w.due) .. '|' .. w.id end

-- find returns work or nil.
local function find(id)
  local v = redis.call('HGET', KEYS[1], id)
  if not v then return nil end
  local due, attempt, dead, nt, nd, at = string.match(v, '^(%d+)|(%d+)|([01])|(%d+)|(%d+)|()')
  if not due then error('DAMAGED work ' .. id) end
  nt, nd = tonumber(nt), tonumber(nd)
  return {
    id = id, due = tonumber(due), attempt = tonumber(attempt), dead = dead,
    token = string.sub(v, at, at + nt - 1),
    dest = string.sub(v, at + nt, at + nt + nd - 1),
    payload = string.sub(v, at + nt + nd),
  }
end

local function pace(dest) return tonumber(redis.call('HGET', KEYS[4], dest) or '0') end

-- turn puts a destination in its place among the ready, after its queue or its
-- pace has changed.
local function turn(dest)
  local p = prefix(dest)
  local head = redis.call('ZRANGEBYLEX', KEYS[2], '[' .. p, '(' .. string.sub(p, 1, -2) .. '}', 'LIMIT', 0, 1)[1]
  if not head then
    redis.call('ZREM', KEYS[3], dest)
    return
  end
  local due = tonumber(string.sub(head, #p + 1, #p + 13))
  redis.call('ZADD', KEYS[3], num(math.max(due, pace(dest))), dest)
end

-- store writes work and its place in the queue; dead work has none.
local function store(w)
  redis.call('HSET', KEYS[1], w.id, table.concat({
    num(w.due), num(w.attempt), w.dead, #w.token, #w.dest, w.token .. w.dest .. w.payload,
  }, '|'))
  if w.dead == '0' then redis.call('ZADD', KEYS[2], 0, member(w)) end
end

local function unqueue(w) redis.call('ZREM', KEYS[2], member(w)) end

