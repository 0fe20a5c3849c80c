package app_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// module is the prefix of our own import paths.
const module = "dealmate/"

// golist is what of `go list -json` the tests below read.
type golist struct {
	ImportPath   string
	Name         string
	Dir          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func (p golist) room() string { return strings.TrimPrefix(p.ImportPath, module) }

// tests is what the package's _test files import.
func (p golist) tests() []string { return slices.Concat(p.TestImports, p.XTestImports) }

// packages lists every package of the module. -e, because a package that does
// not build is another test's failure.
func packages(t *testing.T) []golist {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-e", "-json", "./...")
	command.Dir = "../.."
	var complaints bytes.Buffer
	command.Stderr = &complaints
	out, err := command.Output()
	require.NoError(t, err, complaints.String())
	var all []golist
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p golist
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		all = append(all, p)
	}
	require.Greater(t, len(all), 10, "the list of packages")
	return all
}

// arrows reads the block ```arrows of docs/architecture.md: who may import whom.
func arrows(t *testing.T, block string) map[string][]string {
	t.Helper()
	f, err := os.Open("../../docs/architecture.md")
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	out := map[string][]string{}
	inside := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "```"+block:
			inside = true
		case inside && line == "```":
			require.NotEmpty(t, out)
			return out
		case inside && line != "":
			words := strings.Fields(line)
			require.GreaterOrEqual(t, len(words), 2, "a room and what it may import, or —: %s", line)
			require.NotContains(t, out, words[0], "twice in the list")
			out[words[0]] = words[1:]
			if words[1] == "—" {
				out[words[0]] = nil
			}
		}
	}
	t.Fatalf("docs/architecture.md has no block %s", block)
	return nil
}

// allows reports whether a list names a package, itself or all of a folder's.
func allows(list []string, room string) bool {
	return slices.ContainsFunc(list, func(allowed string) bool {
		if folder, ok := strings.CutSuffix(allowed, "/..."); ok {
			return room == folder || strings.HasPrefix(room, folder+"/")
		}
		return allowed == "*" || allowed == room
	})
}

// wrongImports names the imports of ours that neither list allows.
func wrongImports(imports []string, lists ...[]string) []string {
	var wrong []string
	for _, path := range imports {
		room, ours := strings.CutPrefix(path, module)
		if ours && !allows(slices.Concat(lists...), room) && !slices.Contains(wrong, room) {
			wrong = append(wrong, room)
		}
	}
	return wrong
}

func TestEveryPackageImportsOnlyWhatTheHouseAllows(t *testing.T) {
	allowed := arrows(t, "arrows")
	aids := arrows(t, "aids")
	for _, p := range packages(t) {
		t.Run(p.room(), func(t *testing.T) {
			list, known := allowed[p.room()]
			require.True(t, known, "the package is not in the list of docs/architecture.md")
			require.Empty(t, wrongImports(p.Imports, list), "imports that the list does not allow")
			require.Empty(t, wrongImports(p.tests(), list, []string{p.room()}, aids["*"], aids[p.room()]),
				"imports of _test files that the lists do not allow")
		})
	}
}

func TestTestAidsStayInTests(t *testing.T) {
	onlyTests := []string{"bot/bottest", "storage/storagetest"}
	for _, p := range packages(t) {
		for _, aid := range onlyTests {
			if p.room() != aid {
				require.NotContains(t, p.Imports, module+aid, "%s imports it outside its tests", p.room())
			}
		}
	}
}

func TestALibraryHasOneSpeaker(t *testing.T) {
	speakers := arrows(t, "speakers")
	for _, p := range packages(t) {
		for library, rooms := range speakers {
			for _, path := range p.Imports {
				if path == library || strings.HasPrefix(path, library+"/") {
					require.True(t, allows(rooms, p.room()), "%s imports %s; it belongs to %v", p.room(), path, rooms)
				}
			}
		}
	}
}

func TestTheRulesArePure(t *testing.T) {
	for _, p := range packages(t) {
		if !slices.Contains([]string{"sales", "org", "dialogs"}, p.room()) {
			continue
		}
		for _, impure := range []string{"os", "net", "net/http", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand", "os/exec"} {
			require.NotContains(t, p.Imports, impure, "%s has no I/O and no chance in it", p.room())
		}
	}
}

func TestNoPackageHasANameThatSaysNothing(t *testing.T) {
	empty := regexp.MustCompile(`(?i)^(utils?|common|commons|manager|managers|helpers?|misc|base|shared)$`)
	for _, p := range packages(t) {
		for _, word := range append(strings.Split(p.room(), "/"), p.Name) {
			require.False(t, empty.MatchString(word), "%s: %q does not say what is in it", p.room(), word)
		}
	}
}

func TestNoFileIsTooLongToRead(t *testing.T) {
	const longest = 400
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			data, err := os.ReadFile(filepath.Join(p.Dir, name))
			require.NoError(t, err)
			require.LessOrEqual(t, bytes.Count(data, []byte("\n")), longest, "%s/%s", p.room(), name)
		}
	}
}

func TestTheListNamesTheWholeHouse(t *testing.T) {
	for room := range arrows(t, "arrows") {
		for _, imported := range arrows(t, "arrows")[room] {
			_, known := arrows(t, "arrows")[strings.TrimSuffix(imported, "/...")]
			require.True(t, known || imported == "*", "%s may import %s, which is not in the list", room, imported)
		}
	}
}

func TestAWrongArrowIsFound(t *testing.T) {
	imports := []string{"os", module + "sales", module + "bot/slack", module + "bot/slackers", module + "storage"}
	require.Equal(t, []string{"bot/slackers", "storage"}, wrongImports(imports, []string{"sales"}, []string{"bot/slack/..."}))
	require.Equal(t, []string{"sales", "bot/slack", "bot/slackers", "storage"}, wrongImports(imports))
	require.Empty(t, wrongImports(imports, []string{"*"}))
}
