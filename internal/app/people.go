package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"dealmate/bot"
	"dealmate/desk"
	"dealmate/internal/app/config"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/storage"
)

// organisation turns the configuration's e-mails into people with stable IDs:
// an e-mail that is new gets one, an old one keeps its own.
func organisation(ctx context.Context, cfg *config.Config, s *storage.Store, newID func() string) (org.Organisation, error) {
	r := resolver{ctx: ctx, store: s, newID: newID, known: map[string]string{}}
	o := org.Organisation{
		Key: cfg.Organisation.Key, Name: cfg.Organisation.Name, Language: cfg.Organisation.Language,
		Timezone: cfg.Organisation.Timezone, Currency: cfg.Organisation.Currency,
		Admins: r.all(cfg.Organisation.Admins),
	}
	for _, t := range cfg.Teams {
		o.Teams = append(o.Teams, org.Team{
			Key: t.Key, Name: t.Name, Managers: r.all(t.Managers), Members: r.all(t.Members), StandIns: r.all(t.StandIns),
			Channels: only(cfg, t.Channels), Timezone: t.Timezone, Language: t.Language, Parent: t.Parent,
			Quota: t.Quota, NoWonCard: !t.WonCard, Reports: only(cfg, t.Digest.Channels),
		})
	}
	return o, r.err
}

// only are the channels on the platforms that the bot is on.
func only(cfg *config.Config, all map[string]string) map[string]string {
	out := maps.Clone(all)
	maps.DeleteFunc(out, func(platform, _ string) bool { return !slices.Contains(platforms(cfg), platform) })
	return out
}

type resolver struct {
	ctx   context.Context
	store *storage.Store
	newID func() string
	known map[string]string
	err   error
}

func (r *resolver) all(members []config.Member) []string {
	var out []string
	for _, m := range members {
		if id := r.person(m); id != "" {
			out = append(out, id)
		}
	}
	return out
}

func (r *resolver) person(m config.Member) string {
	if id, ok := r.known[m.Email]; ok || r.err != nil {
		return id
	}
	p, err := r.store.EnsurePerson(r.ctx, m.Email, r.newID)
	if err != nil {
		r.err = fmt.Errorf("people: %w", err)
		return ""
	}
	r.known[m.Email] = p.ID
	return p.ID
}

// fixed lists the bindings to a platform that the configuration gives itself.
func fixed(cfg *config.Config, platform string) map[string]string {
	out := map[string]string{}
	add := func(members []config.Member) {
		for _, m := range members {
			if user := m.User(platform); user != "" {
				out[m.Email] = user
			}
		}
	}
	add(cfg.Organisation.Admins)
	for _, t := range cfg.Teams {
		add(t.Managers)
		add(t.Members)
		add(t.StandIns)
	}
	return out
}

// bindPeople looks up everybody who has no user on the platform yet, so that
// they can be told things before they first speak to the bot. One who cannot be
// found is logged and found at their first word.
func bindPeople(ctx context.Context, d *desk.Desk, p bot.Platform, name string, fixed map[string]string, people []org.Person, log *slog.Logger) {
	for _, person := range people {
		if ctx.Err() != nil {
			return
		}
		if person.Identities[name] != "" {
			continue
		}
		if err := bindOne(ctx, d, p, name, fixed[person.Email], person); err != nil {
			log.Info("person is not on the platform yet", "platform", name, "person", person.ID, "err", err)
		}
	}
}

func bindOne(ctx context.Context, d *desk.Desk, p bot.Platform, name, user string, person org.Person) error {
	var profile bot.Profile
	var err error
	if user != "" {
		profile, err = p.Profile(ctx, user)
	} else {
		profile, err = p.Find(ctx, person.Email)
	}
	if err != nil {
		return err
	}
	if profile.Guest {
		return errors.New("is a guest there")
	}
	err = d.Bind(ctx, name, desk.Found{User: profile.User, Name: profile.Name, Email: person.Email, Locale: profile.Locale, Zone: profile.Zone})
	if fault.CodeOf(err) == fault.Conflict {
		return fmt.Errorf("bound before to another user: %w", err)
	}
	return err
}
