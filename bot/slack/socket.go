package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/slack-go/slack/socketmode"

	"dealmate/internal/fault"
)

// ackWithin is how long an acknowledgement may wait to be written.
const ackWithin = 2 * time.Second

// acknowledger is the part of a socket that answers.
type acknowledger interface {
	AckCtx(ctx context.Context, envelope string, payload any) error
}

// envelope is one message of a socket.
type envelope struct {
	Type    string          `json:"type"`
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
}

// RunSocket receives events by Socket Mode until the context ends. It reconnects
// by itself; tokens that Slack refuses end it with a fault of code
// Unauthenticated, whose text says what to do.
func (a *Adapter) RunSocket(ctx context.Context) error {
	if a.appToken == "" {
		return fault.Wrap(errors.New("slack: Socket Mode needs an app-level token (xapp-…, scope connections:write)"),
			fault.Unauthenticated, "slack.socket_token")
	}
	client := socketmode.New(a.api, socketmode.OptionReadLimit(maxBody),
		// slack-go writes to its own log; what matters reaches ours as events.
		socketmode.OptionLog(log.New(io.Discard, "", 0)))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	received := make(chan struct{})
	go func() {
		defer close(received)
		a.receive(ctx, client.Events, client)
	}()
	err := client.RunContext(ctx)
	stopped := ctx.Err()
	cancel()
	<-received
	if stopped != nil {
		return stopped
	}
	return fault.Wrap(fmt.Errorf("slack: Socket Mode refused; check the app-level token, and that Socket Mode is on: %w", err),
		fault.Unauthenticated, "slack.socket_token")
}

// maxAtOnce is how many of a socket's events are handled at a time.
const maxAtOnce = 64

// receive handles a socket's events until the context ends.
func (a *Adapter) receive(ctx context.Context, events <-chan socketmode.Event, acks acknowledger) {
	slots := make(chan struct{}, maxAtOnce)
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			env, ok := a.envelopeOf(e)
			if !ok {
				continue
			}
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return
			}
			go func() {
				defer func() { <-slots }()
				a.answerEnvelope(ctx, env, acks)
			}()
		}
	}
}

// envelopeOf is what a socket's event brings, false for news of the connection.
// A message that slack-go cannot read (an unknown type, one odd block in it)
// would never be acknowledged and come again and again; ours reads less of it.
func (a *Adapter) envelopeOf(e socketmode.Event) (envelope, bool) {
	switch e.Type {
	case socketmode.EventTypeConnected:
		a.log.Info("connected to Slack")
	case socketmode.EventTypeInvalidAuth, socketmode.EventTypeConnectionError, socketmode.EventTypeIncomingError,
		socketmode.EventTypeErrorWriteFailed:
		a.count("socket_error")
		a.log.Warn("Slack connection", "what", string(e.Type), "err", connectionError(e.Data))
	case socketmode.EventTypeErrorBadMessage:
		bad, ok := e.Data.(*socketmode.ErrorBadMessage)
		if !ok {
			return envelope{}, false
		}
		var env envelope
		if err := json.Unmarshal(bad.Message, &env); err != nil || env.ID == "" {
			a.count("malformed")
			a.log.Warn("message without envelope", "err", bad.Cause)
			return envelope{}, false
		}
		return env, true
	default:
		if e.Request != nil && e.Request.EnvelopeID != "" {
			return envelope{Type: e.Request.Type, ID: e.Request.EnvelopeID, Payload: e.Request.Payload}, true
		}
	}
	return envelope{}, false
}

// connectionError is the cause in an event of a connection, without the address,
// which holds a ticket.
func connectionError(data any) error {
	if e, ok := data.(error); ok {
		return withoutAddress(e)
	}
	return nil
}

// answerEnvelope answers one envelope and starts what follows.
func (a *Adapter) answerEnvelope(ctx context.Context, env envelope, acks acknowledger) {
	o, err := a.dispatch(ctx, env)
	if err != nil && !errors.Is(err, errIgnored) {
		if !errors.Is(err, errMalformed) {
			return // not acknowledged: Slack delivers it again
		}
		a.count("malformed")
		a.log.Warn("message not understood", "type", env.Type, "err", err)
	}
	var payload any
	if o.body != nil {
		payload = json.RawMessage(o.body)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackWithin)
	defer cancel()
	if err := acks.AckCtx(ctx, env.ID, payload); err != nil {
		a.count("unacknowledged")
		a.log.Error("answer not sent", "type", env.Type, "err", err)
		if o.late != nil {
			a.later.Do(o.late)
		}
	}
	if len(o.then) > 0 {
		a.later.Do(o.follow)
	}
}

// dispatch decodes an envelope and has it answered, as the HTTP routes do.
func (a *Adapter) dispatch(ctx context.Context, env envelope) (outcome, error) {
	decode := decodeInteraction
	switch env.Type {
	case socketmode.RequestTypeSlashCommands:
		decode = decodeCommandJSON
	case socketmode.RequestTypeInteractive:
	case socketmode.RequestTypeEventsAPI:
		h, err := decodeHappening(env.Payload)
		if err != nil {
			return outcome{}, err
		}
		return a.event(ctx, h)
	default:
		return outcome{}, fmt.Errorf("%w: envelope of type %q", errIgnored, cut(env.Type, 40))
	}
	in, err := decode(env.Payload)
	if err != nil {
		return outcome{}, err
	}
	// An envelope can come twice, when its acknowledgement was lost; Slack does
	// not repeat these to another process.
	if !a.seen.Recent.First("envelope:" + env.ID) {
		a.count("repeated")
		return outcome{}, errIgnored
	}
	return a.answer(ctx, in, maxSocket), nil
}
