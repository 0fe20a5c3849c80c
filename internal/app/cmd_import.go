package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"dealmate/bot"
	"dealmate/desk"
	"dealmate/internal/app/config"
	"dealmate/internal/fault"
)

// fromCLI is where changes come from that a command makes, as the history says it.
const fromCLI = "cli"

// importFlags are what the command line says of an import.
type importFlags struct {
	as, undo string
	set      []string
	check    bool
}

// bring takes in a list of deals, as the chat does.
func (c *cli) bring() *cobra.Command {
	var f importFlags
	cmd := c.configured("import {FILE | -}", "import", cobra.MaximumNArgs(1), func(ctx context.Context, cfg *config.Config, args []string) error {
		switch {
		case f.as == "":
			return misuse{fault.New(fault.Invalid, "cli.import.as")}
		case (f.undo == "") == (len(args) == 0), f.undo != "" && (f.check || len(f.set) > 0):
			return misuse{fault.New(fault.Invalid, "cli.import.what")}
		case f.undo != "":
			return c.importer(ctx, cfg, f, func(x *importer) error { return x.takeBack(ctx) })
		}
		name, data, err := c.list(args[0])
		if err != nil {
			return err
		}
		return c.importer(ctx, cfg, f, func(x *importer) error { return x.bring(ctx, name, data) })
	})
	cmd.Flags().StringVar(&f.as, "as", "", c.say("cli.flag.as"))
	cmd.Flags().StringArrayVar(&f.set, "set", nil, c.say("cli.flag.set"))
	cmd.Flags().BoolVar(&f.check, "check", false, c.say("cli.flag.check"))
	cmd.Flags().StringVar(&f.undo, "undo", "", c.say("cli.flag.undo"))
	return cmd
}

// list reads the file of a list, or the standard input. One byte more than may be read
// is enough to tell that it is too large.
func (c *cli) list(file string) (name string, data []byte, err error) {
	in := c.env.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", nil, fault.Wrap(err, fault.Invalid, "cli.import.unread", "File", file)
		}
		defer func() { _ = f.Close() }()
		in, name = f, file
	}
	data, err = io.ReadAll(io.LimitReader(in, bot.LargestList+1))
	if err != nil {
		return "", nil, fault.Wrap(err, fault.Invalid, "cli.import.unread", "File", file)
	}
	return name, data, nil
}

// importer is one import of the command line.
type importer struct {
	*cli
	*service
	importFlags
	who desk.Who
}

// importer opens the house beside a running bot, and finds out who brings the list.
func (c *cli) importer(ctx context.Context, cfg *config.Config, f importFlags, do func(*importer) error) error {
	db, err := openTool(ctx, cfg)
	if err != nil {
		return err
	}
	s, err := newRooms(ctx, cfg, db, world{now: time.Now, newID: newID, log: newLog(c.env.Err, cfg.Log.Level)})
	if err != nil {
		return errors.Join(fmt.Errorf("import: %w", err), db.close())
	}
	who, ok := s.desk.ByEmail(f.as, fromCLI)
	if !ok {
		return errors.Join(fault.New(fault.Invalid, "cli.import.nobody", "Email", f.as, "File", cfg.Path), db.close())
	}
	return errors.Join(do(&importer{cli: c, service: s, importFlags: f, who: who}), db.close())
}

// takeBack undoes an import. One that was interrupted goes on.
func (x *importer) takeBack(ctx context.Context) error {
	i, err := x.desk.Import(ctx, x.who, x.undo)
	if fault.CodeOf(err) == fault.NotFound {
		return fault.Wrap(err, fault.NotFound, "cli.import.unknown", "ID", x.undo, "Email", x.who.Email)
	}
	if err == nil && i.Phase != desk.Undoing && i.Phase != desk.Undone {
		i, err = x.desk.TakeImport(ctx, x.who, i.ID, desk.StepUndo, i.At, x.newID())
	}
	if err != nil {
		return err
	}
	p := x.progress(x.cli.say("cli.import.undoing"), i.Batches())
	reason := x.text("import.undo_reason", "Name", i.Name)
	for err == nil && i.Phase == desk.Undoing {
		i, err = x.desk.UndoImport(ctx, x.who, i.ID, reason, 1, x.newID())
		p.at(i.Done)
	}
	p.end()
	if err != nil {
		return err
	}
	x.line("import.undone", "Kept", i.Counts[desk.RowKept])
	return nil
}
