package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"dealmate/desk"
	"dealmate/internal/app/config"
	"dealmate/internal/fault"
)

const (
	fetchTime      = 60 * time.Second // of a calendar as a whole
	fetchRedirects = 5
)

var (
	errPrivate = errors.New("an address of a private network")
	errPlain   = errors.New("an address without https")
)

// fetcher reads calendars from where the configuration lets it; nil for none.
func fetcher(allowed string) desk.Fetch {
	if allowed == config.CalendarsOff {
		return nil
	}
	inside := allowed == config.CalendarsAny
	client := fetchClient(inside)
	return func(ctx context.Context, address, tag string) (desk.Fetched, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
		if err != nil {
			return desk.Fetched{}, fault.New(fault.Invalid, "error.calendar_address")
		}
		if req.URL.Scheme != "https" && !inside {
			return desk.Fetched{}, fault.Wrap(errPlain, fault.Invalid, "error.calendar_private")
		}
		if tag != "" {
			req.Header.Set("If-None-Match", tag)
		}
		req.Header.Set("Accept", "text/calendar, */*;q=0.1")
		req.Header.Set("User-Agent", "Dealmate")
		res, err := client.Do(req)
		if err != nil {
			return desk.Fetched{}, unfetched(err)
		}
		return fetched(res)
	}
}

func fetchClient(inside bool) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	if !inside {
		// Checked where the connection is made: a name can lead elsewhere the
		// second time it is looked up.
		dialer.Control = func(_, address string, _ syscall.RawConn) error { return public(address) }
	}
	return &http.Client{
		Timeout: fetchTime,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 20 * time.Second,
			MaxResponseHeaderBytes: 64 << 10, IdleConnTimeout: 10 * time.Second, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			switch {
			case len(via) >= fetchRedirects:
				return errors.New("too many redirects")
			case req.URL.Scheme != "https" && !inside:
				return errPlain
			}
			return nil
		},
	}
}

// public refuses addresses that are not of the internet: this server's network is
// nobody's calendar.
func public(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errPrivate
	}
	ip := at.Addr().Unmap()
	shared := netip.MustParsePrefix("100.64.0.0/10") // carriers' own
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || shared.Contains(ip) {
		return errPrivate
	}
	return nil
}

// unfetched is an error of the way to a calendar. Its address is a secret and stays
// out of it.
func unfetched(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if errors.Is(err, errPrivate) || errors.Is(err, errPlain) {
		return fault.Wrap(err, fault.Invalid, "error.calendar_private")
	}
	return fault.Wrap(err, fault.Unavailable, "error.calendar_away")
}

// fetched is what a calendar's server answered.
func fetched(res *http.Response) (desk.Fetched, error) {
	if res.StatusCode == http.StatusOK {
		return desk.Fetched{Body: res.Body, Tag: res.Header.Get("ETag")}, nil
	}
	err := res.Body.Close()
	switch res.StatusCode {
	case http.StatusNotModified:
		return desk.Fetched{}, err
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return desk.Fetched{}, fault.Wrap(fmt.Errorf("status %d", res.StatusCode), fault.Invalid, "error.calendar_refused")
	}
	return desk.Fetched{}, fault.Wrap(fmt.Errorf("status %d", res.StatusCode), fault.Unavailable, "error.calendar_away")
}
