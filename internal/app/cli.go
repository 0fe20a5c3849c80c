// Package app ties the rooms of the house together: configuration, stores,
// platforms, jobs, the local workspace and the commands. It is the only place
// that names a platform and both stores together.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"dealmate/internal/app/config"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
)

// Exit codes. A wrong configuration or command line is 2, as shells expect.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// Env is the world of a command: its arguments, streams and variables.
type Env struct {
	Args   []string
	In     io.Reader
	Out    io.Writer
	Err    io.Writer
	Getenv func(string) string
}

// System is the process's own Env.
func System() Env {
	return Env{Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv}
}

// misuse is an error of the command line itself.
type misuse struct{ error }

func (e misuse) Unwrap() error { return e.error }

// cli builds the commands in one language.
type cli struct {
	env   Env
	say   func(key string, args ...any) string
	lang  i18n.Lang
	texts *i18n.Catalog
	file  string // --config
}

// Main runs the command line and returns the exit code.
func Main(ctx context.Context, env Env) int {
	texts, err := i18n.Load()
	if err != nil {
		fmt.Fprintln(env.Err, "dealmate:", err)
		return exitFailed
	}
	lang := i18n.ParseLang(firstOf(env.Getenv("LC_ALL"), env.Getenv("LC_MESSAGES"), env.Getenv("LANG")), i18n.English)
	c := &cli{env: env, lang: lang, texts: texts}
	c.say = func(key string, args ...any) string { return texts.Say(lang, i18n.T(key, args...)) }
	root := c.root()
	root.SetArgs(env.Args)
	return c.exit(root.ExecuteContext(ctx))
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// exit turns an error into a sentence and a code, once.
func (c *cli) exit(err error) int {
	var problems *config.Problems
	var wrong misuse
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return exitOK
	case errors.As(err, &problems):
		fmt.Fprintln(c.env.Err, problems.Error())
		return exitUsage
	case errors.As(err, &wrong):
		if !c.sentence(err) {
			fmt.Fprintln(c.env.Err, "dealmate:", err)
		}
		fmt.Fprintln(c.env.Err, c.say("cli.misuse"))
		return exitUsage
	}
	c.sentence(err)
	fmt.Fprintln(c.env.Err, "dealmate:", err)
	return exitFailed
}

// sentence prints what a person can read of an error, if it has that.
func (c *cli) sentence(err error) bool {
	f, ok := fault.As(err)
	if !ok || f.Key == "" {
		return false
	}
	fmt.Fprintln(c.env.Err, c.texts.Say(c.lang, i18n.Text{Key: f.Key, Args: f.Args}))
	return true
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "dealmate",
		Short:         c.say("cli.short"),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          usage(cobra.NoArgs),
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(c.env.Out)
	root.SetErr(c.env.Err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return misuse{err} })
	root.AddCommand(c.serve(), c.demo(), c.manifest(), c.migrate(), c.doctor(), c.backup(), c.export(), c.erase(), c.bring(), c.coach(), c.read())
	return root
}

// usage marks wrong arguments as an error of the command line.
func usage(args cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, values []string) error {
		if err := args(cmd, values); err != nil {
			return misuse{err}
		}
		return nil
	}
}

// command is a subcommand whose texts come from the catalog.
func (c *cli) command(use, key string, args cobra.PositionalArgs, run func(ctx context.Context, args []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: c.say("cli." + key), Args: usage(args),
		RunE: func(cmd *cobra.Command, args []string) error { return run(cmd.Context(), args) },
	}
}

// configured is a command that reads a configuration file.
func (c *cli) configured(use, key string, args cobra.PositionalArgs, run func(ctx context.Context, cfg *config.Config, args []string) error) *cobra.Command {
	cmd := c.command(use, key, args, func(ctx context.Context, args []string) error {
		cfg, err := config.Load(c.file, c.env.Getenv)
		if err != nil {
			return err
		}
		return run(ctx, cfg, args)
	})
	cmd.Flags().StringVarP(&c.file, "config", "c", "config.toml", c.say("cli.flag.config"))
	return cmd
}
