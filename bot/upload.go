package bot

import (
	"context"
	"path"
	"strconv"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
)

// kindUpload is a file that somebody sent: platform, ref, name.
const kindUpload = "upload"

// largestFile is how much of a file is read; a calendar of years is a few MB.
const largestFile = 20 << 20

// onFiles takes files that a person sent: those that the bot can read are read soon,
// of the others it says what it can.
func (b *Bot) onFiles(ctx context.Context, t turn) (Reply, error) {
	var known []string
	for i, f := range t.Files {
		if ext := path.Ext(f.Name); !strings.EqualFold(ext, ".ics") && !isSheet(ext) {
			continue
		}
		if f.Size > largestFile {
			return Reply{}, fault.New(fault.Invalid, "error.file_large")
		}
		u := desk.Upload{Platform: t.User.Platform, Ref: f.Ref, Name: f.Name}
		if err := b.desk.TakeUpload(ctx, t.who, u, t.ID+"|"+strconv.Itoa(i)); err != nil {
			return Reply{}, err
		}
		known = append(known, f.Name)
	}
	if len(known) == 0 {
		return t.tell(card.Say(say("upload.unknown", "Name", short(t.Files[0].Name)))), nil
	}
	return t.tell(card.Say(say("upload.reading", "Names", known))), nil
}

// deliverUpload reads a file. What is wrong with it is told to who sent it, in one
// sentence; a platform that is away is asked again.
func (b *Bot) deliverUpload(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	platform, ok := b.platforms[d.Facts["platform"]]
	if !ok {
		return fault.New(fault.NotFound, "error.expired")
	}
	data, err := fetched(ctx, platform, d.Facts["ref"])
	switch {
	case err == nil && isSheet(path.Ext(d.Facts["name"])):
		err = b.deliverList(ctx, d, who, to, data)
	case err == nil:
		err = b.desk.ReadCalendarFile(ctx, who, data)
	}
	f, said := fault.As(err)
	if !said || f.Code == fault.Unavailable || f.Code == fault.Internal {
		return err
	}
	b.log.Info("file not read", "person", who.ID, "err", err)
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: card.Say(say("upload.failed", "Name", short(d.Facts["name"]), "Reason", f))})
}

// fetched is a file that somebody sent. One that the chat will never give again is theirs
// to send once more: "error.file_gone".
func fetched(ctx context.Context, from Platform, ref string) ([]byte, error) {
	data, err := from.Download(ctx, ref, largestFile)
	if err != nil && isPermanent(err) {
		return nil, fault.Wrap(err, fault.Invalid, "error.file_gone")
	}
	return data, err
}

// deliverList looks at a list of deals that was sent, and asks or shows what it is.
func (b *Bot) deliverList(ctx context.Context, d Errand, who desk.Who, to Target, data []byte) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), importWithin)
	defer cancel()
	from := desk.Brought{Upload: desk.Upload{Platform: d.Facts["platform"], Ref: d.Facts["ref"], Name: d.Facts["name"]}}
	i, err := b.desk.BeginImport(ctx, who, from, ListRows(data), d.ID)
	if err != nil {
		return err
	}
	return b.checkImport(ctx, d, who, to, i, data)
}
