-- Appends loaded entries to a log.
--
-- KEYS[1] list
-- ARGV[1] position of the first entry   ARGV[2..] entries
--
-- Output: OK. Entries that are there already came with an earlier send of the
-- same call and are not appended twice.
local have, first = redis.call('LLEN', KEYS[1]), tonumber(ARGV[1])
if have < first then return redis.error_reply('ERR entries are missing before those to load') end
for n = 2 + have - first, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[n]) end
return redis.status_reply('OK')
