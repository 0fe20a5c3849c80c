package sandbox

import (
	"slices"
	"strings"
)

func (w *Workspace) openDM(c call) (answer, *failure) {
	if id := c.text("channel"); id != "" {
		if w.ownerOf(id) == "" {
			return fail("channel_not_found")
		}
		return answer{"channel": answer{"id": id}}, nil
	}
	user := c.text("users")
	if _, ok := w.person(user); !ok {
		return fail("user_not_found")
	}
	return answer{"channel": answer{"id": w.DM(user), "user": user, "is_im": true}}, nil
}

func (w *Workspace) channel(c Channel) answer {
	return answer{
		"id": c.ID, "name": c.Name, "is_channel": !c.Private, "is_group": c.Private, "is_private": c.Private, "is_archived": false,
		"is_member": w.botSees(c.ID), "num_members": len(c.Members), "is_ext_shared": false, "context_team_id": w.o.TeamID,
	}
}

func (w *Workspace) channelInfo(c call) (answer, *failure) {
	id := c.text("channel")
	if user := w.ownerOf(id); user != "" {
		return answer{"channel": answer{"id": id, "is_im": true, "user": user}}, nil
	}
	x, ok := w.channelOf(id)
	if !ok || !w.botSees(id) {
		return fail("channel_not_found")
	}
	return answer{"channel": w.channel(x)}, nil
}

func (w *Workspace) channelList(c call) (answer, *failure) {
	kinds := c.text("types")
	if kinds == "" {
		kinds = "public_channel"
	}
	all := []answer{}
	for _, x := range w.o.Channels {
		kind := "public_channel"
		if x.Private {
			kind = "private_channel"
		}
		if w.botSees(x.ID) && slices.Contains(strings.Split(kinds, ","), kind) {
			all = append(all, w.channel(x))
		}
	}
	from, to, next, f := c.page(len(all), 100)
	if f != nil {
		return nil, f
	}
	return answer{"channels": all[from:to], "response_metadata": answer{"next_cursor": next}}, nil
}

func (w *Workspace) channelMembers(c call) (answer, *failure) {
	id := c.text("channel")
	x, ok := w.channelOf(id)
	members := x.Members
	if user := w.ownerOf(id); user != "" {
		members, ok = []string{user, BotUser}, true
	}
	if !ok || !w.botSees(id) {
		return fail("channel_not_found")
	}
	from, to, next, f := c.page(len(members), 100)
	if f != nil {
		return nil, f
	}
	return answer{"members": members[from:to], "response_metadata": answer{"next_cursor": next}}, nil
}

// joinChannel does nothing: the bot is in every public channel, and cannot walk
// into a private one.
func (w *Workspace) joinChannel(c call) (answer, *failure) {
	x, ok := w.channelOf(c.text("channel"))
	switch {
	case !ok:
		return fail("channel_not_found")
	case x.Private:
		return fail("method_not_supported_for_channel_type")
	}
	return answer{"channel": w.channel(x), "warning": "already_in_channel"}, nil
}

// history lists a channel's messages, newest first, without replies.
func (w *Workspace) history(c call) (answer, *failure) {
	return w.listed(c, true, func(m *Message) bool { return m.ThreadTS == "" || m.ThreadTS == m.TS })
}

// replies lists a thread, its first message first.
func (w *Workspace) replies(c call) (answer, *failure) {
	root := c.text("ts")
	if w.find(c.text("channel"), root) == nil {
		return fail("thread_not_found")
	}
	return w.listed(c, false, func(m *Message) bool { return m.TS == root || m.ThreadTS == root })
}

func (w *Workspace) listed(c call, newestFirst bool, wanted func(*Message) bool) (answer, *failure) {
	id := c.text("channel")
	if !w.botSees(id) {
		return fail("channel_not_found")
	}
	all := []answer{}
	for _, m := range w.messages[id] {
		if m.Ephemeral == "" && wanted(m) && inRange(c, m.TS) {
			all = append(all, w.wire(*m))
		}
	}
	if newestFirst {
		slices.Reverse(all)
	}
	from, to, next, f := c.page(len(all), 100)
	if f != nil {
		return nil, f
	}
	return answer{"messages": all[from:to], "has_more": next != "", "response_metadata": answer{"next_cursor": next}}, nil
}

// inRange reports whether a message's ID is between oldest and latest. IDs have
// one length until the year 2286, so they sort as text.
func inRange(c call, ts string) bool {
	oldest, latest, with := c.text("oldest"), c.text("latest"), c.text("inclusive")
	edge := with == "true" || with == "1"
	return (oldest == "" || ts > oldest || edge && ts == oldest) && (latest == "" || ts < latest || edge && ts == latest)
}
