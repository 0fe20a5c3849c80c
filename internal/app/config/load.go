package config

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// largest is how many bytes a configuration or a secret's file may have; more
// is a mistake, such as a device or a database given as the file.
const largest = 1 << 20

// Load reads and checks a file. getenv is os.Getenv, or a test's.
// An error is always a *Problems with everything that is wrong.
func Load(path string, getenv func(string) string) (*Config, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, &Problems{File: path, Items: []Problem{{Text: "cannot be read: " + reason(err)}}}
	}
	return Parse(path, data, getenv)
}

// Parse is Load for a file's content. The path names it in errors, and paths in
// the file are relative to its folder.
func Parse(path string, data []byte, getenv func(string) string) (*Config, error) {
	// Windows' Notepad writes a mark at the start that TOML does not know.
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if len(data) > largest {
		return nil, &Problems{File: path, Items: []Problem{{Text: "is larger than 1 MiB; is it the right file?"}}}
	}
	values := map[string]any{}
	if err := toml.Unmarshal(data, &values); err != nil {
		return nil, &Problems{File: path, Items: []Problem{syntaxProblem(err)}}
	}
	r := &reader{file: path, places: findPlaces(data)}
	c := r.read(values, getenv)
	if len(r.items) > 0 {
		all := &Problems{File: path, Items: r.items}
		all.sort()
		return nil, all
	}
	return c, nil
}

// read reads every section; what it returns counts only without problems.
func (r *reader) read(values map[string]any, getenv func(string) string) *Config {
	root := r.inner("", values)
	c := &Config{Path: r.file}
	people := &people{reader: r, bound: map[string]binding{}}
	c.Organisation = readOrganisation(root.table("organisation"), people)
	c.Teams, c.Font = readTeams(root, c.Organisation, people)
	c.Rates = readRates(root, c.Organisation)
	c.Slack, c.Feishu = readPlatforms(root, getenv)
	c.HTTP = readHTTP(root.table("http"))
	c.Redis = readRedis(root.table("redis"), getenv)
	c.Model = readModel(root.table("model"), getenv)
	c.Embedded = readEmbedded(root.table("embedded"))
	c.Method = readMethod(root.table("method"))
	c.Retention = readRetention(root.table("retention"))
	c.Log = readLog(root.table("log"))
	root.close()
	if len(people.bound) == 0 && !people.failed {
		r.problem("", "names nobody: nobody could use the bot; give organisation.admins, or a team with managers or members")
	}
	return c
}

// syntaxProblem is where the file stops being TOML. The decoder's own message
// shows one character or a key, never a value.
func syntaxProblem(err error) Problem {
	decode, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return Problem{Text: "is not valid TOML"}
	}
	line, column := decode.Position()
	// Some messages carry the library's name twice.
	message := strings.ReplaceAll(decode.Error(), "toml: ", "")
	return Problem{Line: line, Column: column, Text: "is not valid TOML: " + message}
}

func readFile(path string) (data []byte, err error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() && info.Mode()&os.ModeNamedPipe == 0 {
		return nil, errors.New("not a file")
	}
	return io.ReadAll(io.LimitReader(f, largest+1))
}

// reason is an error without the path, which the message already has.
func reason(err error) string {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return path.Err.Error()
	}
	return err.Error()
}

// beside makes a path of the file relative to the file's folder, so that it
// does not matter where the program was started.
func (r *reader) beside(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(filepath.Dir(r.file), path)
}
