package app

import (
	"io"
	"strings"
	"unicode"

	"dealmate/bot"
	"dealmate/desk"
	"dealmate/internal/i18n"
)

// text is a text of the catalog, with the company's own names of stages. Cells of
// somebody's list stand in it: what a terminal would obey is taken out.
func (x *importer) text(key string, args ...any) string { return x.told(i18n.T(key, args...)) }

func (x *importer) told(t i18n.Text) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, x.service.texts.Say(x.cli.lang, t))
}

// line prints a text of the catalog, put any.
func (x *importer) line(key string, args ...any) { x.put(i18n.T(key, args...)) }

func (x *importer) put(t i18n.Text) { _, _ = io.WriteString(x.env.Out, x.told(t)+"\n") }

func (x *importer) counts(i desk.Import) { x.put(bot.CountsText(i.Counts)) }

// row is a row with its verdict and the reason, in one line.
func (x *importer) row(j desk.Judged) string {
	one := x.text("cli.import.row", "Line", j.Line, "Verdict", i18n.T("import.verdict."+string(j.Verdict)), "Name", bot.RowName(j), "Why", bot.ReasonText(j))
	return strings.ReplaceAll(one, "\n", " ")
}

// shellWord is a word as a shell takes it: quoted where it has to be.
func shellWord(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool {
		return r < unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-=/:@,+%", r)
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
