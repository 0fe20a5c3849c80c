package redis

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Problem is what is wrong with an address.
type Problem string

// The problems.
const (
	BadScheme   Problem = "scheme"    // none of those that ParseURL knows
	BadFragment Problem = "fragment"  // a bare #; in a password it is %23
	BadEscape   Problem = "escape"    // a % that is no escape
	BadHost     Problem = "host"      // a host or port is missing or wrong
	BadHosts    Problem = "hosts"     // several hosts where one is meant
	BadPath     Problem = "path"      // the path is no database number, socket or master
	BadMaster   Problem = "master"    // Sentinel needs the master's name
	BadOption   Problem = "option"    // unknown, twice, or of no use here
	BadValue    Problem = "value"     // of the option Option
	BadCA       Problem = "ca"        // the file of ca_file is unreadable or no PEM
	BadDB       Problem = "databases" // a cluster has only database 0
)

// URLError says what is wrong with an address without repeating any of it: it
// may hold a password at an unexpected place.
type URLError struct {
	Problem Problem
	Option  string // for BadValue: the option's name
}

func (e *URLError) Error() string {
	if e.Option != "" {
		return "redis: address: " + string(e.Problem) + " of " + e.Option
	}
	return "redis: address: " + string(e.Problem)
}

func bad(p Problem) error { return &URLError{Problem: p} }

// Times that fit a bot which must answer within three seconds. The driver
// repeats a command that failed, which all commands here bear.
const (
	dialTimeout  = time.Second
	ioTimeout    = 3 * time.Second
	poolTimeout  = 2 * time.Second
	maxRetries   = 2
	maxDatabases = 1 << 20
)

const (
	defaultPort         = "6379"
	defaultSentinelPort = "26379"
)

// ParseURL reads an address:
//
//	redis://[user[:password]@]host[:port][/db]
//	unix://[user[:password]@]/path/to.sock[?db=1]
//	redis+cluster://[user[:password]@]host[:port],host[:port]…
//	redis+sentinel://[user[:password]@]host[:port],…/master[/db]
//
// rediss instead of redis is TLS. User and password are percent-encoded. Options
// behind a question mark: db, master, sentinel_username, sentinel_password,
// ca_file, skip_verify, server_name, pool_size, dial_timeout, read_timeout,
// write_timeout. Errors are *URLError.
func ParseURL(raw string) (*redis.UniversalOptions, error) {
	scheme, rest, ok := strings.Cut(raw, "://")
	p := &parser{o: defaults(), secure: strings.HasPrefix(scheme, "rediss")}
	read, known := p.schemes()[scheme]
	if !ok || !known {
		return nil, bad(BadScheme)
	}
	if strings.ContainsAny(rest, "#") {
		return nil, bad(BadFragment)
	}
	rest, query, _ := strings.Cut(rest, "?")
	authority, path := rest, ""
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	hosts, err := p.userinfo(authority)
	if err != nil {
		return nil, err
	}
	if err := read(hosts, path); err != nil {
		return nil, err
	}
	if err := p.options(query); err != nil {
		return nil, err
	}
	if err := p.finish(strings.HasSuffix(scheme, "+sentinel")); err != nil {
		return nil, err
	}
	return p.o, nil
}

// Redact is an address for logs: kind and hosts, and nothing that could be
// secret.
func Redact(raw string) string {
	o, err := ParseURL(raw)
	if err != nil {
		return "redis (unreadable address)"
	}
	scheme, _, _ := strings.Cut(raw, "://")
	return scheme + "://" + strings.Join(o.Addrs, ",")
}

// defaults: what go-redis would do otherwise, and why not: wait beyond a
// context's deadline, send CLIENT commands that some servers and users refuse.
func defaults() *redis.UniversalOptions {
	return &redis.UniversalOptions{
		ContextTimeoutEnabled: true, DisableIdentity: true,
		DialTimeout: dialTimeout, ReadTimeout: ioTimeout, WriteTimeout: ioTimeout, PoolTimeout: poolTimeout,
		MaxRetries: maxRetries, DialerRetries: 1,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}

type parser struct {
	o      *redis.UniversalOptions
	secure bool
	tls    tlsSettings
}

func (p *parser) schemes() map[string]func(hosts, path string) error {
	return map[string]func(string, string) error{
		"redis": p.single, "rediss": p.single, "unix": p.unix,
		"redis+cluster": p.cluster, "rediss+cluster": p.cluster,
		"redis+sentinel": p.sentinel, "rediss+sentinel": p.sentinel,
	}
}

// userinfo takes what stands before the last @ and returns the rest.
func (p *parser) userinfo(authority string) (hosts string, err error) {
	i := strings.LastIndexByte(authority, '@')
	if i < 0 {
		return authority, nil
	}
	user, password, _ := strings.Cut(authority[:i], ":")
	if p.o.Username, err = unescape(user); err != nil {
		return "", err
	}
	p.o.Password, err = unescape(password)
	return authority[i+1:], err
}

// unescape leaves a + alone, which url.QueryUnescape would make a blank.
func unescape(s string) (string, error) {
	out, err := url.PathUnescape(s)
	if err != nil {
		return "", bad(BadEscape) // the cause would show the text
	}
	return out, nil
}

func (p *parser) single(hosts, path string) error {
	if strings.Contains(hosts, ",") {
		return bad(BadHosts)
	}
	if err := p.hosts(hosts, defaultPort); err != nil {
		return err
	}
	return p.database(strings.TrimPrefix(path, "/"))
}

func (p *parser) unix(hosts, path string) error {
	path, err := unescape(path)
	if err != nil {
		return err
	}
	if hosts != "" {
		return bad(BadHost)
	}
	if len(path) < 2 {
		return bad(BadPath)
	}
	p.o.Addrs = []string{path}
	return nil
}

func (p *parser) cluster(hosts, path string) error {
	p.o.IsClusterMode = true
	if path != "" && path != "/" {
		return bad(BadPath)
	}
	return p.hosts(hosts, defaultPort)
}

func (p *parser) sentinel(hosts, path string) error {
	master, db, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	var err error
	if p.o.MasterName, err = unescape(master); err != nil {
		return err
	}
	if err := p.database(db); err != nil {
		return err
	}
	return p.hosts(hosts, defaultSentinelPort)
}

func (p *parser) database(s string) error {
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxDatabases {
		return bad(BadPath)
	}
	p.o.DB = n
	return nil
}

func (p *parser) hosts(list, port string) error {
	for host := range strings.SplitSeq(list, ",") {
		addr, ok := address(host, port)
		if !ok {
			return bad(BadHost)
		}
		p.o.Addrs = append(p.o.Addrs, addr)
	}
	return nil
}

// finish looks at what can only be judged together.
func (p *parser) finish(sentinel bool) error {
	if p.o.IsClusterMode && p.o.DB != 0 {
		return bad(BadDB)
	}
	if sentinel && p.o.MasterName == "" {
		return bad(BadMaster)
	}
	if !sentinel && (p.o.MasterName != "" || p.o.SentinelUsername != "" || p.o.SentinelPassword != "") {
		return bad(BadOption)
	}
	config, err := p.tls.config(p.secure)
	p.o.TLSConfig = config
	return err
}
