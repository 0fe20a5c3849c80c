package redis

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// hostName allows names, IPv4 and (from within brackets) IPv6 with its zone, and
// so refuses the pieces of a password that was not encoded.
var hostName = regexp.MustCompile(`^[A-Za-z0-9._:%-]+$`)

// address is host:port with the usual port filled in.
func address(s, port string) (string, bool) {
	host, given, err := net.SplitHostPort(s)
	if err != nil {
		host = s
		if inner, ok := strings.CutPrefix(s, "["); ok {
			host, ok = strings.CutSuffix(inner, "]")
			if !ok || !strings.Contains(host, ":") {
				return "", false
			}
		} else if strings.Contains(s, ":") {
			return "", false
		}
		given = port
	}
	n, err := strconv.ParseUint(given, 10, 16)
	if err != nil || n == 0 || !hostName.MatchString(host) {
		return "", false
	}
	return net.JoinHostPort(host, given), true
}

// options reads what stands behind the question mark.
func (p *parser) options(query string) error {
	if query == "" {
		return nil
	}
	setters := p.setters()
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		set, known := setters[name]
		if !known {
			return bad(BadOption)
		}
		delete(setters, name) // twice is once too often
		value, err := unescape(value)
		if err != nil {
			return err
		}
		if !set(value) {
			return &URLError{Problem: BadValue, Option: name}
		}
	}
	return nil
}

func (p *parser) setters() map[string]func(string) bool {
	o := p.o
	return map[string]func(string) bool{
		"db":                func(s string) bool { return s != "" && p.database(s) == nil },
		"master":            text(&o.MasterName),
		"sentinel_username": text(&o.SentinelUsername),
		"sentinel_password": text(&o.SentinelPassword),
		"ca_file":           text(&p.tls.caFile),
		"server_name":       text(&p.tls.serverName),
		"skip_verify":       truth(&p.tls.skipVerify),
		"pool_size":         number(&o.PoolSize),
		"dial_timeout":      duration(&o.DialTimeout),
		"read_timeout":      duration(&o.ReadTimeout),
		"write_timeout":     duration(&o.WriteTimeout),
	}
}

func text(to *string) func(string) bool {
	return func(s string) bool {
		*to = s
		return s != ""
	}
}

func truth(to *bool) func(string) bool {
	return func(s string) bool {
		v, err := strconv.ParseBool(s)
		*to = v
		return err == nil
	}
}

func number(to *int) func(string) bool {
	return func(s string) bool {
		v, err := strconv.Atoi(s)
		*to = v
		return err == nil && v > 0
	}
}

func duration(to *time.Duration) func(string) bool {
	return func(s string) bool {
		v, err := time.ParseDuration(s)
		*to = v
		return err == nil && v > 0
	}
}

type tlsSettings struct {
	caFile, serverName string
	skipVerify         bool
}

// config is nil without TLS; its options are an error then.
func (t tlsSettings) config(secure bool) (*tls.Config, error) {
	if !secure {
		if t != (tlsSettings{}) {
			return nil, bad(BadOption)
		}
		return nil, nil
	}
	c := &tls.Config{
		MinVersion: tls.VersionTLS12, ServerName: t.serverName,
		InsecureSkipVerify: t.skipVerify, //nolint:gosec // only when the address asks for it
	}
	if t.caFile == "" {
		return c, nil
	}
	pem, err := os.ReadFile(t.caFile)
	c.RootCAs = x509.NewCertPool()
	if err != nil || !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, bad(BadCA)
	}
	return c, nil
}
