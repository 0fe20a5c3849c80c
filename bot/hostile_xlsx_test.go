package bot

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tab is one sheet of a workbook that is written by hand: what stands within sheetData,
// or another part's whole text.
type tab struct {
	rows   string
	hidden bool
	chart  bool
}

// cells are a row of an xlsx as XML: texts, numbers where they look like it, and XML as
// it is where it begins with <.
func cells(line int, values ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, line)
	for i, v := range values {
		at := fmt.Sprintf("%c%d", 'A'+i, line)
		switch {
		case v == "":
		case strings.HasPrefix(v, "<"):
			fmt.Fprintf(&b, `<c r="%s">%s</c>`, at, v)
		case strings.Trim(v, "0123456789.") == "":
			fmt.Fprintf(&b, `<c r="%s"><v>%s</v></c>`, at, v)
		case strings.HasPrefix(v, "#"):
			fmt.Fprintf(&b, `<c r="%s" t="e"><f>A1</f><v>%s</v></c>`, at, v)
		default:
			fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, at, v)
		}
	}
	return b.String() + "</row>"
}

// book is a workbook of tabs; more is put into its workbook part.
func book(t *testing.T, more string, tabs ...tab) []byte {
	t.Helper()
	const kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	var list, rels, types strings.Builder
	parts := map[string]string{}
	for i, x := range tabs {
		n, state, what, folder := i+1, "", "worksheet", "worksheets"
		if x.hidden {
			state = ` state="hidden"`
		}
		body := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + x.rows + `</sheetData></worksheet>`
		if x.chart {
			what, folder, body = "chartsheet", "chartsheets", `<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></chartsheet>`
		}
		name := fmt.Sprintf("%s/sheet%d.xml", folder, n)
		fmt.Fprintf(&list, `<sheet name="S%d" sheetId="%d" r:id="rId%d"%s/>`, n, n, n, state)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s%s" Target="%s"/>`, n, kind, what, name)
		fmt.Fprintf(&types, `<Override PartName="/xl/%s" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.%s+xml"/>`, name, what)
		parts["xl/"+name] = body
	}
	parts["xl/workbook.xml"] = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + strings.TrimSuffix(kind, "/") + `">` + more + `<sheets>` + list.String() + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + `</Relationships>`
	parts["_rels/.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + kind + `officeDocument" Target="xl/workbook.xml"/></Relationships>`
	parts["[Content_Types].xml"] = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` + types.String() + `</Types>`
	return zipped(t, parts)
}

func zipped(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	var names []string
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + parts[name]))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// plainBook is a workbook of one sheet.
func plainBook(t *testing.T, rows ...string) []byte {
	t.Helper()
	return book(t, "", tab{rows: strings.Join(rows, "")})
}
