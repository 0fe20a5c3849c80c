package bot

import (
	"context"

	"dealmate/desk"
	"dealmate/internal/fault"
)

// gate tells who did it. Guests are refused before anything is looked up;
// somebody new is bound by the e-mail their platform vouches for.
func (b *Bot) gate(ctx context.Context, e Event) (desk.Who, error) {
	if e.User.Guest {
		return desk.Who{}, refuseGuest()
	}
	who, err := b.desk.Identify(ctx, e.User.Platform, e.User.ID)
	if fault.CodeOf(err) == fault.Unauthenticated {
		if err := b.introduce(ctx, e.User); err != nil {
			return desk.Who{}, err
		}
		who, err = b.desk.Identify(ctx, e.User.Platform, e.User.ID)
	}
	if err != nil || (who.Heard == e.User.Platform || len(who.Identities) < 2) && (e.User.Locale == "" || who.Locale == e.User.Locale) {
		return who, err
	}
	b.desk.Met(ctx, who.Person, e.User.Platform, e.User.Locale)
	return b.desk.Identify(ctx, e.User.Platform, e.User.ID)
}

func (b *Bot) introduce(ctx context.Context, u User) error {
	p, ok := b.platforms[u.Platform]
	if !ok {
		return fault.New(fault.Unauthenticated, "error.unknown_user")
	}
	profile, err := p.Profile(ctx, u.ID)
	if err != nil {
		if _, known := fault.As(err); known {
			return err
		}
		return fault.Wrap(err, fault.Unavailable, "error.profile_away")
	}
	if profile.Guest {
		return refuseGuest()
	}
	return b.desk.Bind(ctx, u.Platform, desk.Found{
		User: u.ID, Name: profile.Name, Email: profile.Email, Locale: profile.Locale, Zone: profile.Zone,
	})
}

func refuseGuest() error { return fault.New(fault.Forbidden, "error.guest") }
