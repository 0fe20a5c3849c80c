package feishu

import (
	"context"
	"errors"

	larkevent "github.com/larksuite/oapi-sdk-go/v3/event"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher/callback"
)

// unheard are events that an administrator may have subscribed to and that the
// bot does not need. Without a handler the library answers a long connection
// with an error, and Feishu sends them again.
var unheard = []string{
	"im.message.message_read_v1", "im.message.recalled_v1", "im.message.reaction.created_v1", "im.message.reaction.deleted_v1",
	"im.chat.member.bot.added_v1", "im.chat.member.bot.deleted_v1", "im.chat.member.user.added_v1", "im.chat.member.user.deleted_v1",
	"im.chat.disbanded_v1", "im.chat.updated_v1", "contact.user.created_v3", "contact.user.updated_v3", "contact.user.deleted_v3",
	"application.application.app_version.publish_apply_v6", "p2p_chat_create",
}

// newDispatcher is the one way of both transports to the adapter.
func (a *Adapter) newDispatcher() *dispatcher.EventDispatcher {
	d := dispatcher.NewEventDispatcher("", "")
	d.InitConfig(larkevent.WithLogger(quiet{a.log}))
	for _, kind := range []string{typeMessage, typeEnter, typeMenu} {
		d.OnCustomizedEvent(kind, func(ctx context.Context, req *larkevent.EventReq) error {
			a.take(ctx, req.Body)
			return nil
		})
	}
	for _, kind := range unheard {
		d.OnCustomizedEvent(kind, func(context.Context, *larkevent.EventReq) error { return nil })
	}
	d.OnP2CardActionTrigger(func(ctx context.Context, e *callback.CardActionTriggerEvent) (*callback.CardActionTriggerResponse, error) {
		return responseOf(a.take(ctx, e.Body)), nil
	})
	return d
}

// responseOf is a reaction in the library's words; never nil, which it would
// send as null.
func responseOf(r reaction) *callback.CardActionTriggerResponse {
	out := &callback.CardActionTriggerResponse{}
	if r.Toast != nil {
		out.Toast = &callback.Toast{Type: r.Toast.Type, Content: r.Toast.Content}
	}
	if r.Card != nil {
		out.Card = &callback.Card{Type: r.Card.Type, Data: r.Card.Data}
	}
	return out
}

// ignore counts what the bot does not handle.
func (a *Adapter) ignore(err error) {
	if errors.Is(err, errIgnored) {
		a.log.Debug("ignored", "err", err)
		return
	}
	a.count("malformed")
	a.log.Warn("event cannot be read", "err", err)
}
