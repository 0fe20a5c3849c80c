package bottest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// browser is one headless Chromium for all journeys of a test run.
var browser = sync.OnceValues(startBrowser)

func startBrowser() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, err
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "en-US"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(ctx)
	stopBrowser = func() { cancel(); stop() }
	return ctx, chromedp.Do(ctx, chromedp.Navigate("about:blank"))
}

// stopBrowser ends the browser of this process.
var stopBrowser = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	stopBrowser()
	os.Exit(code)
}

// page is a tab in which somebody uses the local workspace.
type page struct {
	*stage
	tab  context.Context
	open string // the selector of an open form
}

// sit opens Slack's page for a person.
func (s *stage) sit(user string, width, height int64) *page {
	s.t.Helper()
	return s.sitAt(s.local.URL, user, width, height, "#modal-root .modal")
}

// sitInFeishu opens Feishu's page for a person.
func (s *stage) sitInFeishu(user string, width, height int64) *page {
	s.t.Helper()
	return s.sitAt(s.local.URL+"feishu/", ouOf(user), width, height, ".card .input")
}

func (s *stage) sitAt(url, user string, width, height int64, open string) *page {
	s.t.Helper()
	ctx, err := browser()
	if err != nil && os.Getenv("CI") != "true" {
		s.t.Skipf("no Chromium: %v", err)
	}
	require.NoError(s.t, err, "Chromium")
	tab, cancel := chromedp.NewContext(ctx)
	s.t.Cleanup(cancel)
	tab, done := context.WithTimeout(tab, time.Minute)
	s.t.Cleanup(done)
	p := &page{s, tab, open}
	p.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(url+"#person="+user))
	p.holds("the bot is connected", `document.querySelector("#link-state")?.dataset.connected === "true"`)
	p.holds("the person is chosen", fmt.Sprintf(`document.querySelector('[data-person="%s"]').getAttribute("aria-current") === "true"`, user))
	p.run(`(window.failures = [], addEventListener("error", (e) => failures.push(e.message)), addEventListener("unhandledrejection", (e) => failures.push(String(e.reason))))`)
	return p
}

func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	require.NoError(p.t, chromedp.Do(p.tab, steps...))
}

// run runs a script that answers a text.
func (p *page) run(script string) string {
	p.t.Helper()
	out, err := chromedp.Run(p.tab, chromedp.Evaluate[string](`String(`+"(() => { return ("+script+") })()"+`)`))
	require.NoError(p.t, err, script)
	return out
}

// holds waits until a condition of the page is true.
func (p *page) holds(what, condition string) {
	p.t.Helper()
	_, err := chromedp.Run(p.tab, chromedp.Poll[bool](condition, chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(patience)))
	if err != nil {
		p.shot("failed")
		p.t.Fatalf("%s: %v; the page says:\n%s", what, err, p.run(`document.body.innerText`))
	}
}

func quoted(s string) string {
	raw, _ := json.Marshal(s)
	return string(raw)
}

// sees waits until the page shows some words.
func (p *page) sees(words ...string) *page {
	p.t.Helper()
	for _, w := range words {
		p.holds("sees "+w, `document.body.innerText.includes(`+quoted(w)+`)`)
	}
	return p
}

// seesInput waits until a field of the open form shows a value.
func (p *page) seesInput(label, value string) *page {
	p.t.Helper()
	p.holds(label+" shows "+value, fmt.Sprintf(`document.querySelector('%s')?.querySelector("input, textarea, select")?.value === %s`, fieldOf(label), quoted(value)))
	return p
}

// fieldOf is a field of the open form by its label, or by the text above it.
func fieldOf(label string) string {
	return fmt.Sprintf(`:is(.input[data-label=%[1]s], .input[data-near=%[1]s])`, quoted(label))
}

// types types a line into the composer and presses Enter.
func (p *page) types(line string) *page {
	p.t.Helper()
	p.do(chromedp.SendKeys(chromedp.CSS("#input"), line+"\r"))
	return p
}

// complains waits until an error stands under a field.
func (p *page) complains(label, words string) *page {
	p.t.Helper()
	p.holds("an error under "+label, fmt.Sprintf(`document.querySelector('.input[data-label=%s] .field-error')?.textContent.includes(%s)`, quoted(label), quoted(words)))
	return p
}

// fills types into a field of the open form, or chooses an option by its label.
// A form that is drawn anew meanwhile is filled again.
func (p *page) fills(label, value string) *page {
	p.t.Helper()
	field := fieldOf(label)
	var err error
	for range 5 {
		p.holds("the field "+label, `document.querySelector('`+field+`') !== null`)
		if err = p.fill(field, value); err == nil {
			return p
		}
	}
	require.NoError(p.t, err, label)
	return p
}

func (p *page) fill(field, value string) error {
	done, err := chromedp.Run(p.tab, chromedp.Evaluate[string](fmt.Sprintf(`((box, value) => {
		const e = box.querySelector("select, input, textarea");
		if (e.tagName === "SELECT") {
			const o = [...e.options].find((o) => o.textContent === value);
			e.value = o ? o.value : value;
			return "chosen";
		}
		if (e.type === "date") { e.value = value; return "chosen"; }
		e.value = ""; e.focus(); return "focused";
	})(document.querySelector('%s'), %s)`, field, quoted(value))))
	if err != nil || done == "chosen" {
		return err
	}
	return chromedp.Do(p.tab, chromedp.SendKeys(chromedp.CSS(field+" :is(input, textarea)"), value))
}

// presses clicks the newest visible button with a label, in the form if one is
// open.
func (p *page) presses(label string) *page {
	p.t.Helper()
	script := fmt.Sprintf(`((label) => {
		const root = document.querySelector(".shade:last-of-type, #modal-root .modal") || document.querySelector(".pop") || document;
		const all = [...root.querySelectorAll("button")].filter((b) => b.textContent.trim() === label && b.offsetParent !== null && !b.disabled);
		if (!all.length) return false;
		all.at(-1).click();
		return true;
	})(%s)`, quoted(label))
	p.holds("the button "+label, script)
	return p
}

// chooses opens the newest "more" menu and takes an entry.
func (p *page) chooses(label string) *page {
	p.t.Helper()
	p.holds("the menu", `((all) => { if (!all.length) return false; all.at(-1).click(); return true; })([...document.querySelectorAll('#feed [aria-label="more"]')].filter((b) => b.closest(".b-actions, .card")))`)
	p.holds("the entry "+label, fmt.Sprintf(`((b) => { if (!b) return false; b.click(); return true; })([...document.querySelectorAll(".pop button")].find((b) => b.textContent === %s))`, quoted(label)))
	return p
}

// goes switches to a channel, a person or a tab by its selector.
func (p *page) goes(selector string) *page {
	p.t.Helper()
	p.holds(selector, fmt.Sprintf(`((e) => { if (!e) return false; e.click(); return true; })(document.querySelector(%s))`, quoted(selector)))
	return p
}

// formCloses waits until no form is open.
func (p *page) formCloses() *page {
	p.t.Helper()
	p.holds("the form closes", `document.querySelector(`+quoted(p.open)+`) === null`)
	return p
}

// ends checks that pictures have loaded, nothing failed in the page and nothing
// sticks out, and keeps a picture.
func (p *page) ends(name string) {
	p.t.Helper()
	p.holds("pictures have loaded", `[...document.images].every((i) => i.complete && i.naturalWidth > 0)`)
	require.Empty(p.t, p.run(`failures.join("; ")`))
	p.holds("nothing sticks out", `document.documentElement.scrollWidth <= innerWidth`)
	p.shot(name)
}

// shot keeps a picture where JOURNEY_SHOTS says.
func (p *page) shot(name string) {
	dir := os.Getenv("JOURNEY_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(p.tab, chromedp.CaptureScreenshot())
	require.NoError(p.t, err)
	require.NoError(p.t, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(p.t.Name(), "/", "-")+"-"+name+".png"), picture, 0o600))
}
