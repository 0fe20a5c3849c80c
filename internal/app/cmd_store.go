package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"dealmate/internal/app/config"
	"dealmate/internal/fault"
	"dealmate/storage"
	"dealmate/storage/embedded"
)

// openTool opens the configured store for a command beside a running bot: an
// embedded folder that is in use is reached through its socket.
func openTool(ctx context.Context, cfg *config.Config) (*database, error) {
	db, err := openStore(ctx, cfg)
	if !errors.Is(err, storage.ErrLocked) {
		return db, storeFault(err, cfg)
	}
	c, err := embedded.Dial(ctx, cfg.Embedded.Dir)
	if err != nil {
		return nil, storeFault(err, cfg)
	}
	return &database{Engine: c, Porter: c, close: c.Close, where: cfg.Embedded.Dir, backup: c}, nil
}

func (c *cli) migrate() *cobra.Command {
	var to string
	cmd := c.configured("migrate", "migrate", cobra.NoArgs, func(ctx context.Context, cfg *config.Config, _ []string) error {
		from, err := openEmbedded(ctx, cfg.Embedded.Dir)
		if err != nil {
			return storeFault(err, cfg)
		}
		defer func() { _ = from.close() }()
		target, err := openRedis(ctx, firstOf(to, cfg.Redis.URL), cfg.Organisation.Key)
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "cli.store.away", "Where", "Redis")
		}
		defer func() { _ = target.close() }()
		n, err := storage.Copy(ctx, from, target)
		if errors.Is(err, storage.ErrNotEmpty) {
			return fault.Wrap(err, fault.Conflict, "cli.migrate.not_empty")
		}
		if err != nil {
			return err
		}
		c.print("cli.migrate.done", "Records", n[storage.KindRecord], "Members", n[storage.KindIndex],
			"Entries", n[storage.KindLog], "Messages", n[storage.KindWork])
		return nil
	})
	cmd.Flags().StringVar(&to, "to", "", c.say("cli.flag.to"))
	return cmd
}

func (c *cli) backup() *cobra.Command {
	var out string
	cmd := c.configured("backup", "backup", cobra.NoArgs, func(ctx context.Context, cfg *config.Config, _ []string) error {
		db, err := openTool(ctx, cfg)
		if err != nil {
			return err
		}
		defer func() { _ = db.close() }()
		n, err := c.writeFile(out, func(w io.Writer) error { return db.copyTo(ctx, w) })
		if err != nil {
			return err
		}
		c.print("cli.backup.done", "File", out, "Bytes", n)
		return nil
	})
	cmd.Flags().StringVarP(&out, "out", "o", embedded.FileName+".backup", c.say("cli.flag.out"))
	return cmd
}

// copyTo writes everything as the file of an embedded store. A Redis is read
// into one first, so that every backup is restored the same way.
func (d *database) copyTo(ctx context.Context, w io.Writer) error {
	if d.backup != nil {
		return d.backup.Backup(ctx, w)
	}
	dir, err := os.MkdirTemp("", "dealmate-backup")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	e, err := embedded.Open(ctx, dir, embedded.Options{})
	if err != nil {
		return err
	}
	// The bot may write meanwhile, so the copy is not compared with its source.
	if err := pour(ctx, d.Porter, e); err != nil {
		return errors.Join(err, e.Close())
	}
	return errors.Join(e.Backup(ctx, w), e.Close())
}

// pour loads what one store holds into another, a thousand items at a time.
func pour(ctx context.Context, from, to storage.Porter) error {
	var items []storage.Item
	flush := func() error {
		err := to.Load(ctx, items)
		items = items[:0]
		return err
	}
	err := from.Dump(ctx, func(i storage.Item) error {
		if items = append(items, i); len(items) < 1000 {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// writeFile writes through a temporary file, so that a failure leaves no half
// one; "-" is the standard output.
func (c *cli) writeFile(path string, write func(io.Writer) error) (int64, error) {
	if path == "-" {
		return 0, write(c.env.Out)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".dealmate-*")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := write(f); err != nil {
		return 0, errors.Join(err, f.Close())
	}
	info, err := f.Stat()
	if err != nil {
		return 0, errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(f.Name(), path)
}

func (c *cli) export() *cobra.Command {
	var out, person string
	cmd := c.configured("export", "export", cobra.NoArgs, func(ctx context.Context, cfg *config.Config, _ []string) error {
		s, done, err := openRecords(ctx, cfg)
		if err != nil {
			return err
		}
		defer done()
		_, err = c.writeFile(out, func(w io.Writer) error {
			if person != "" {
				return s.ExportPerson(ctx, person, w)
			}
			return s.Export(ctx, w)
		})
		if err == nil && out != "-" {
			c.print("cli.export.done", "File", out)
		}
		return err
	})
	cmd.Flags().StringVarP(&out, "out", "o", "-", c.say("cli.flag.out"))
	cmd.Flags().StringVar(&person, "person", "", c.say("cli.flag.person"))
	return cmd
}

func (c *cli) erase() *cobra.Command {
	var yes bool
	cmd := c.configured("erase {person E-MAIL | customer NAME}", "erase", cobra.ExactArgs(2), func(ctx context.Context, cfg *config.Config, args []string) error {
		s, done, err := openRecords(ctx, cfg)
		if err != nil {
			return err
		}
		defer done()
		var erased storage.Erased
		switch args[0] {
		case "person":
			erased, err = s.ErasePerson(ctx, args[1], yes)
		case "customer":
			erased, err = s.EraseCustomer(ctx, args[1], yes)
		default:
			return misuse{fault.New(fault.Invalid, "cli.erase.what")}
		}
		if err != nil {
			return err
		}
		key := "cli.erase.would"
		if yes {
			key = "cli.erase.done"
		}
		c.print(key, "What", args[1], "Records", erased.Records, "Entries", erased.Entries)
		return nil
	})
	cmd.Flags().BoolVar(&yes, "yes", false, c.say("cli.flag.yes"))
	return cmd
}
