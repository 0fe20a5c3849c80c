package app

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app/config"
	"dealmate/scheduler"
)

func TestMessagesGoAsFastAsTheSlowestPlatformTakesThem(t *testing.T) {
	slack := config.Slack{Mode: config.ModeHTTP, PerMinute: 300}
	feishu := config.Feishu{Mode: config.ModeWebhook}
	for name, x := range map[string]struct {
		cfg  config.Config
		want scheduler.Pace
	}{
		"Slack alone":             {config.Config{Slack: slack}, scheduler.Pace{Gap: time.Second, Every: 200 * time.Millisecond}},
		"Feishu alone":            {config.Config{Feishu: feishu}, scheduler.Pace{Gap: 200 * time.Millisecond, Every: 25 * time.Millisecond}},
		"both":                    {config.Config{Slack: slack, Feishu: feishu}, scheduler.Pace{Gap: time.Second, Every: 200 * time.Millisecond}},
		"a Slack that takes more": {config.Config{Slack: config.Slack{Mode: config.ModeHTTP, PerMinute: 60_000}, Feishu: feishu}, scheduler.Pace{Gap: time.Second, Every: 25 * time.Millisecond}},
	} {
		require.Equal(t, x.want, outboxPace(&x.cfg), name)
	}
}
