package feishu

import (
	"context"
	"errors"
	"fmt"
	"time"

	larkws "github.com/larksuite/oapi-sdk-go/v3/ws"

	"dealmate/internal/fault"
)

// RunLong keeps the long connection until the context ends. What Feishu refuses
// for good (the app's ID or secret, a connection too many) is returned with a
// sentence for the administrator; a connection that is lost is made again.
// https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/request-url-configuration-case
func (a *Adapter) RunLong(ctx context.Context) error {
	pause := time.Second
	for {
		err := a.connect(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end was asked for
		}
		if fatal, ok := errors.AsType[*larkws.ClientError](err); ok {
			return fault.Wrap(fmt.Errorf("feishu: long connection refused (code %d): check the app's ID and secret, and that its events come by long connection: %w", fatal.Code, err),
				fault.Unauthenticated, "feishu.refused")
		}
		a.log.Warn("long connection ended; it is made again", "err", err, "pause", pause)
		select {
		case <-a.timer(pause):
		case <-ctx.Done():
			return nil
		}
		pause = min(2*pause, time.Minute)
	}
}

// connect runs one client of the library; a client that stopped cannot be
// started again.
func (a *Adapter) connect(ctx context.Context) error {
	return larkws.NewClient(a.o.AppID, a.o.AppSecret,
		larkws.WithDomain(a.o.BaseURL), larkws.WithEventHandler(a.dispatcher()), larkws.WithLogger(quiet{a.log}), larkws.WithHttpClient(a.o.HTTPClient),
		larkws.WithOnReady(func() { a.log.Info("long connection is there") }),
		larkws.WithOnReconnecting(func() { a.count("reconnected") }),
	).Start(ctx)
}
