-- Stores loaded work and pauses.
--
-- KEYS[1..4] the outbox, see outbox.lua
-- ARGV w ID due attempt dead token destination payload   work
--      p destination moment                              pace
--
-- Output: OK
local i = 1
while i <= #ARGV do
  if ARGV[i] == 'w' then
    local w = {
      id = ARGV[i + 1], due = tonumber(ARGV[i + 2]), attempt = tonumber(ARGV[i + 3]), dead = ARGV[i + 4],
      token = ARGV[i + 5], dest = ARGV[i + 6], payload = ARGV[i + 7],
    }
    store(w)
    turn(w.dest)
    i = i + 8
  else
    redis.call('HSET', KEYS[4], ARGV[i + 1], ARGV[i + 2])
    turn(ARGV[i + 1])
    i = i + 3
  end
end
return redis.status_reply('OK')
