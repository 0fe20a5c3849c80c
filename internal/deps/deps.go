//go:build deps

// Package deps holds imports until the code that needs them is in.
package deps

import (
	_ "github.com/chromedp/chromedp"
	_ "github.com/chromedp/chromedp/kb"
	_ "github.com/google/uuid"
	_ "github.com/gorilla/websocket"
	_ "github.com/lmittmann/tint"
	_ "github.com/mozillazg/go-pinyin"
	_ "github.com/nicksnyder/go-i18n/v2/i18n"
	_ "github.com/pelletier/go-toml/v2"
	_ "github.com/prometheus/client_golang/prometheus"
	_ "github.com/prometheus/client_golang/prometheus/collectors"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
	_ "github.com/prometheus/client_golang/prometheus/testutil"
	_ "github.com/redis/go-redis/v9"
	_ "github.com/redis/go-redis/v9/maintnotifications"
	_ "github.com/robfig/cron/v3"
	_ "github.com/sahilm/fuzzy"
	_ "github.com/shopspring/decimal"
	_ "github.com/slack-go/slack"
	_ "github.com/slack-go/slack/socketmode"
	_ "github.com/spf13/cobra"
	_ "github.com/stretchr/testify/require"
	_ "go.etcd.io/bbolt"
	_ "golang.org/x/crypto/x509roots/fallback"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/text/currency"
	_ "golang.org/x/text/language"
	_ "golang.org/x/text/unicode/norm"
	_ "golang.org/x/text/width"
)
