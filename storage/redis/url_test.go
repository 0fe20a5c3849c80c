package redis_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/storage/redis"
)

func TestAnAddressNamesHostsUserDatabaseAndMaster(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]struct {
		addrs            []string
		user, password   string
		db               int
		master           string
		cluster, secured bool
	}{
		"redis://127.0.0.1:6379/0":                 {addrs: []string{"127.0.0.1:6379"}},
		"redis://cache":                            {addrs: []string{"cache:6379"}},
		"redis://cache/":                           {addrs: []string{"cache:6379"}},
		"redis://[::1]/2":                          {addrs: []string{"[::1]:6379"}, db: 2},
		"redis://[::1]:7000":                       {addrs: []string{"[::1]:7000"}},
		"redis://:p%40ss%3A%2F%23+@h/1":            {addrs: []string{"h:6379"}, password: "p@ss:/#+", db: 1},
		"redis://u:p@ss@h":                         {addrs: []string{"h:6379"}, user: "u", password: "p@ss"},
		"redis://u:a:b@h?db=7":                     {addrs: []string{"h:6379"}, user: "u", password: "a:b", db: 7},
		"rediss://bot:pw@h:6380":                   {addrs: []string{"h:6380"}, user: "bot", password: "pw", secured: true},
		"unix:///run/redis.sock?db=3":              {addrs: []string{"/run/redis.sock"}, db: 3},
		"unix://u:p@/run/a%20b.sock":               {addrs: []string{"/run/a b.sock"}, user: "u", password: "p"},
		"redis+cluster://u:p@a:1,b:2,c":            {addrs: []string{"a:1", "b:2", "c:6379"}, user: "u", password: "p", cluster: true},
		"redis+cluster://one":                      {addrs: []string{"one:6379"}, cluster: true},
		"rediss+cluster://a,b":                     {addrs: []string{"a:6379", "b:6379"}, cluster: true, secured: true},
		"redis+sentinel://a,b:26380/mymaster/4":    {addrs: []string{"a:26379", "b:26380"}, master: "mymaster", db: 4},
		"redis+sentinel://u:p@a?master=m%2B+&db=1": {addrs: []string{"a:26379"}, user: "u", password: "p", master: "m++", db: 1},
	} {
		o, err := redis.ParseURL(raw)
		require.NoError(t, err, raw)
		require.Equal(t, want.addrs, o.Addrs, raw)
		require.Equal(t, []string{want.user, want.password, want.master}, []string{o.Username, o.Password, o.MasterName}, raw)
		require.Equal(t, want.db, o.DB, raw)
		require.Equal(t, want.cluster, o.IsClusterMode, raw)
		require.Equal(t, want.secured, o.TLSConfig != nil, raw)
		require.True(t, o.ContextTimeoutEnabled && o.DisableIdentity, raw)
	}
}

func TestOptionsOfAnAddressReachTheDriver(t *testing.T) {
	t.Parallel()
	o, err := redis.ParseURL("rediss+sentinel://u:p@a/m?sentinel_username=su&sentinel_password=s%26p&server_name=s&skip_verify=true" +
		"&pool_size=7&dial_timeout=2s&read_timeout=300ms&write_timeout=4s")
	require.NoError(t, err)
	require.Equal(t, []string{"su", "s&p", "s"}, []string{o.SentinelUsername, o.SentinelPassword, o.TLSConfig.ServerName})
	require.True(t, o.TLSConfig.InsecureSkipVerify)
	require.Equal(t, 7, o.PoolSize)
	require.Equal(t, []time.Duration{2 * time.Second, 300 * time.Millisecond, 4 * time.Second},
		[]time.Duration{o.DialTimeout, o.ReadTimeout, o.WriteTimeout})
}

func TestAWrongAddressIsToldWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	noPEM := filepath.Join(t.TempDir(), "ca")
	require.NoError(t, os.WriteFile(noPEM, []byte("secret"), 0o600))
	for raw, want := range map[string]string{
		"":                                      "scheme",
		"secret":                                "scheme",
		"http://u:secret@h":                     "scheme",
		"redis:secret":                          "scheme",
		"redis://":                              "host",
		"redis://u:secret@":                     "host",
		"redis://:secret#1@h":                   "fragment",
		"redis://:secret%zz@h":                  "escape",
		"redis://:sec/ret@h":                    "host",
		"redis://secret/x@h":                    "path",
		"redis://:secret?x@h":                   "host",
		"redis://u?secret@h":                    "option",
		"redis://:secret@h:0":                   "host",
		"redis://:secret@h:70000":               "host",
		"redis://:secret@h:x":                   "host",
		"redis://:secret@::1":                   "host",
		"redis://:secret@[h]":                   "host",
		"redis://:secret@h1:1,h2:2":             "hosts",
		"redis://:secret@h/x":                   "path",
		"redis://:secret@h/-1":                  "path",
		"redis://:secret@h?db=secret":           "value of db",
		"redis://:secret@h?db=1&db=2":           "option",
		"redis://:secret@h?nonsense=secret":     "option",
		"redis://:secret@h?master=secret":       "option",
		"redis://:secret@h?ca_file=/secret":     "option",
		"redis://:secret@h?skip_verify=true":    "option",
		"rediss://:secret@h?skip_verify=secret": "value of skip_verify",
		"rediss://:secret@h?ca_file=/no/secret": "ca",
		"rediss://:secret@h?ca_file=" + noPEM:   "ca",
		"redis://:secret@h?pool_size=0":         "value of pool_size",
		"redis://:secret@h?read_timeout=3":      "value of read_timeout",
		"unix://:secret@h/x":                    "host",
		"unix://:secret@":                       "path",
		"redis+cluster://:secret@a,b/1":         "path",
		"redis+cluster://:secret@a,b?db=1":      "databases",
		"redis+cluster://:secret@a,,b":          "host",
		"redis+sentinel://:secret@a,b":          "master",
		"redis+sentinel://:secret@a,b/m/x":      "path",
	} {
		o, err := redis.ParseURL(raw)
		require.Nil(t, o, raw)
		var wrong *redis.URLError
		require.ErrorAs(t, err, &wrong, raw)
		require.Equal(t, "redis: address: "+want, err.Error(), raw)
		require.NotContains(t, redis.Redact(raw), "secret", raw)
	}
	require.Equal(t, "redis+cluster://a:1,b:6379", redis.Redact("redis+cluster://u:secret@a:1,b"))
}

func FuzzAnAddressKeepsItsPasswordAndShowsItNowhere(f *testing.F) {
	for _, seed := range []string{"", "pässwörd", "p@ss:w/o#r?d&%=,+ ", "密码", "\x00\xff", "[::1]", "a,b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, secret string) {
		escaped := strings.ReplaceAll(url.QueryEscape(secret), "+", "%20")
		o, err := redis.ParseURL("redis+sentinel://bot:" + escaped + "@host:1/m?sentinel_password=x" + escaped)
		require.NoError(t, err)
		require.Equal(t, []string{secret, "x" + secret}, []string{o.Password, o.SentinelPassword})
		for _, raw := range []string{
			secret, "redis://:" + secret, "redis://u:" + secret + "@h", "redis://" + secret + "@h?db=x",
			"redis+cluster://" + secret + "@a,b?db=1", "unix://" + secret, "rediss://h?" + secret,
		} {
			o, err := redis.ParseURL(raw)
			require.Equal(t, err == nil, o != nil)
			if err != nil {
				require.Regexp(t, "^redis: address: (value of )?[a-z_]+$", err.Error())
			}
			if long := len(secret) > 12 && err != nil; long {
				require.NotContains(t, redis.Redact(raw), secret)
			}
		}
	})
}
