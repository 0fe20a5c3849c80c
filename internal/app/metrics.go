package app

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics tells. No label carries a person's or a deal's data.
type metrics struct {
	registry *prometheus.Registry
	counts   *prometheus.CounterVec
	requests *prometheus.HistogramVec
	events   *prometheus.HistogramVec
	messages *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		counts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "dealmate_adapter_total", Help: "What happened at the platform's border, by name: refused, stale, replayed, oversized, …",
		}, []string{"what"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "dealmate_http_request_seconds", Help: "Time to answer HTTP requests.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14),
		}, []string{"path", "status"}),
		events: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "dealmate_event_seconds", Help: "Time to answer what people did, by kind.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14),
		}, []string{"kind"}),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "dealmate_outbox_total", Help: "Outbox messages by kind and result.",
		}, []string{"kind", "result"}),
	}
	m.registry.MustRegister(m.counts, m.requests, m.events, m.messages,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Count adds one to what happened at the border.
func (m *metrics) Count(what string) { m.counts.WithLabelValues(what).Inc() }

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// measured times a handler under a path's name.
func (m *metrics) measured(path string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		s := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		h.ServeHTTP(s, r)
		m.requests.WithLabelValues(path, strconv.Itoa(s.status)).Observe(time.Since(start).Seconds())
	})
}

// statusWriter remembers the status that was sent.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(code int) {
	w.status = code
	w.ResponseWriter.WriteHeader(code)
}
