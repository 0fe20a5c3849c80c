package app

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app/config"
	"dealmate/internal/fault"
)

func TestACalendarIsFetched(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/secret.ics", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		_, _ = io.WriteString(w, "BEGIN:VCALENDAR")
	})
	mux.HandleFunc("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round?secret", http.StatusFound) })
	server := httptest.NewServer(mux)
	defer server.Close()
	fetch := fetcher(config.CalendarsAny)

	got, err := fetch(t.Context(), server.URL+"/secret.ics", "")
	require.NoError(t, err)
	text, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	require.NoError(t, got.Body.Close())
	require.Equal(t, "BEGIN:VCALENDAR", string(text))
	require.Equal(t, `"v1"`, got.Tag)
	got, err = fetch(t.Context(), server.URL+"/secret.ics", got.Tag)
	require.NoError(t, err)
	require.Nil(t, got.Body, "it has not changed")

	for path, key := range map[string]string{"/gone": "error.calendar_refused", "/broken": "error.calendar_away", "/round": "error.calendar_away"} {
		_, err := fetch(t.Context(), server.URL+path+"?secret", "")
		f, ok := fault.As(err)
		require.True(t, ok, path)
		require.Equal(t, key, f.Key, path)
		require.NotContains(t, err.Error(), "secret", "an address is a secret")
	}
	server.Close()
	_, err = fetch(t.Context(), server.URL+"/secret.ics", "")
	require.Equal(t, fault.Unavailable, fault.CodeOf(err))
	require.NotContains(t, err.Error(), "secret")
}

func TestOurOwnNetworkIsNobodysCalendar(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was called") }))
	defer server.Close()
	fetch := fetcher(config.CalendarsPublic)
	for _, address := range []string{server.URL, "http://example.com/a.ics", "https://[::1]/a.ics", "https://169.254.169.254/latest"} {
		_, err := fetch(t.Context(), address, "")
		f, ok := fault.As(err)
		require.True(t, ok, address)
		require.Equal(t, "error.calendar_private", f.Key, address)
	}
	require.Nil(t, fetcher(config.CalendarsOff))
	for address, ok := range map[string]bool{
		"93.184.216.34:443": true, "[2606:2800:220:1::1]:443": true, "10.1.2.3:443": false, "192.168.0.1:443": false,
		"127.0.0.1:443": false, "[::ffff:127.0.0.1]:443": false, "100.64.1.1:443": false, "[fe80::1]:443": false, "[fc00::1]:443": false,
		"0.0.0.0:443": false, "224.0.0.1:443": false, "nonsense": false,
	} {
		require.Equal(t, ok, public(address) == nil, address)
	}
}
