package feishu

import (
	"errors"
	"slices"
	"time"

	"dealmate/bot"
	"dealmate/bot/adapter"
)

// patience is how long to wait when a refusal does not say.
const patience = time.Second

// limits are the codes that ask for patience: of the app, of a person, group or
// message, and of a message that is being sent.
var limits = []int{99991400, 230020, 230049, 11232}

// hopeless are the codes that no repeat mends.
// https://open.feishu.cn/document/server-docs/im-v1/message/create
var hopeless = []int{
	230001, 230002, 230006, 230013, 230017, 230018, 230022, 230025, 230027, 230028, 230029, 230031, 230034, 230035,
	230050, 230053, 230054, 230055, 230071, 230072, 230074, 230075, 230099, 230110, 230111, 232009, 231003,
	99991661, 99991672, 99991679, 99992351, 99992361, 99992402, 10003, 10014, 10012, 41050, 40004, 41012,
}

// refusedCards are the codes for a card that another drawing may mend.
var refusedCards = []int{230099, 230025, 230001, 200621, 200861, 300305, 11310}

// sendError tells the core what kind of error it is.
func sendError(err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[bot.Permanent](err); ok && p.Permanent() {
		return err
	}
	r, ok := errors.AsType[*refusal](err)
	switch {
	case !ok:
		return err
	case slices.Contains(limits, r.code) || r.status == 429:
		return adapter.Wait(err, max(r.reset, patience))
	case slices.Contains(hopeless, r.code):
		return adapter.Never(err)
	}
	return err
}
