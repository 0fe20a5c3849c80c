package redis

import "strings"

// keys names everything of one organisation. The braces make the organisation
// the hash tag, so that in a cluster one script reaches all of it
// (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags).
//
//	dealmate:{org}:r:<key>    string  version|schema|data
//	dealmate:{org}:i:<name>   zset    members with score 0, in byte order
//	dealmate:{org}:l:<name>   list    entries
//	dealmate:{org}:m:<ID>     string  a commit's mark: ms|nonce|result
//	dealmate:{org}:n:<nonce>  string  a call's mark, against the driver's own repeats; goes by itself
//	dealmate:{org}:o:work, queue, ready, pace   the outbox, see scripts/outbox.lua
type keys struct{ prefix string }

func keysOf(org string) keys { return keys{"dealmate:{" + org + "}:"} }

const (
	areaRecord = "r:"
	areaIndex  = "i:"
	areaLog    = "l:"
	areaMark   = "m:"
	areaNonce  = "n:"
)

func (k keys) record(key string) string  { return k.prefix + areaRecord + key }
func (k keys) index(name string) string  { return k.prefix + areaIndex + name }
func (k keys) log(name string) string    { return k.prefix + areaLog + name }
func (k keys) mark(id string) string     { return k.prefix + areaMark + id }
func (k keys) nonce(nonce string) string { return k.prefix + areaNonce + nonce }
func (k keys) work() string              { return k.prefix + "o:work" }
func (k keys) pace() string              { return k.prefix + "o:pace" }

// outbox is KEYS[1..4] of the scripts.
func (k keys) outbox() []string {
	return []string{k.work(), k.prefix + "o:queue", k.prefix + "o:ready", k.pace()}
}

// all matches every key of the organisation.
func (k keys) all() string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`).Replace(k.prefix) + "*"
}

// split tells a key's area and name.
func (k keys) split(key string) (area, name string) {
	rest := strings.TrimPrefix(key, k.prefix)
	if len(rest) < len(areaRecord) {
		return "", ""
	}
	return rest[:len(areaRecord)], rest[len(areaRecord):]
}
