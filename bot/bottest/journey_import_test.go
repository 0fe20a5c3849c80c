package bottest_test

import (
	"fmt"
	"testing"

	"dealmate/desk"
	"dealmate/internal/i18n"
)

// sendsFile drops a file into the chat.
func (p *page) sendsFile(name, text string) *page {
	p.t.Helper()
	p.run(fmt.Sprintf(`((box) => {
		const all = new DataTransfer();
		all.items.add(new File([%s], %s));
		box.files = all.files;
		box.dispatchEvent(new Event("change", { bubbles: true }));
	})(document.querySelector("#file"))`, quoted(text), quoted(name)))
	return p
}

// pastes puts rows into the composer, tabs and line breaks as they are, and sends them.
func (p *page) pastes(rows string) *page {
	p.t.Helper()
	p.run(fmt.Sprintf(`((box) => { box.value = %s; document.querySelector("#composer").requestSubmit(); })(document.querySelector("#input"))`, quoted(rows)))
	return p
}

// pressesIn clicks a button of the message that has some words.
func (p *page) pressesIn(words, label string) *page {
	p.t.Helper()
	p.holds("the button "+label+" of "+words, fmt.Sprintf(`((b) => { if (!b) return false; b.click(); return true; })(
		[...document.querySelectorAll("#feed button")].find((b) => b.textContent.trim() === %s && b.closest("[data-ts], [data-id]")?.innerText.includes(%s)))`, quoted(label), quoted(words)))
	return p
}

// march is the button that reads 3/4/2027 as the fourth of March.
func (x tongue) march() string {
	x.t.Helper()
	return x.w("import.choice.month_first", "Day", i18n.Date("2027-03-04"))
}

// mends is the journey of a list with three kinds of mistakes: an unclear column, days of
// two readings and an amount that is none.
func (p *page) mends(me tongue, sure string) {
	p.t.Helper()
	const heads, first, bad, last = "商机名称,对象,金额,预计签约日期\n", "换乘导航,北屿地铁集团,600万,3/4/2027\n", "手术排程,青岚医院,很多,5/6/2027\n", "冷库看板,南汀冷链有限公司,80万,7/8/2027\n"
	p.sendsFile("north.csv", heads+first+bad+last)
	p.sees(me.w("import.ask.field", "Column", "对象"))
	p.shot("1-column")
	p.presses(me.w("import.field.customer")).sees("3/4/2027", me.march())
	p.shot("2-dates")
	p.presses(me.march()).sees(me.count(desk.RowNew, 2), me.count(desk.RowError, 1), me.w("error.amount"))
	p.shot("3-checked")
	p.presses(me.w("import.button.bring", "Count", 2)).sees(me.w("import.done"), me.w("import.left_rows", "Rows", []string{"3"}, "More", 0))
	p.shot("4-done")
	p.pastes("商机名称\t客户\t金额\t预计签约日期\n换乘导航\t北屿地铁集团\t600万\t2027-03-04\n手术排程\t青岚医院\t520万\t2027-05-06\n冷库看板\t南汀冷链有限公司\t80万\t2027-07-08")
	p.sees(me.w("import.same", "Number", "D-31"), me.w("import.same", "Number", "D-32"), me.count(desk.RowNew, 1), me.count(desk.RowDuplicate, 2))
	p.shot("5-mended")
	p.presses(me.w("import.button.bring", "Count", 1)).holds("both are recorded", `document.querySelector("#feed").innerText.split(`+quoted(me.w("import.done"))+`).length === 3`)
	p.types("/deal find 换乘").sees("D-31 换乘导航")
	p.shot("6-list")
	p.types("/deal find 手术").sees("D-33 手术排程")
	p.pressesIn("north.csv", me.w("import.button.undo"))
	p.sees(me.w("import.undo_sure"))
	p.shot("7-sure")
	p.goes(sure).sees(me.w("import.undone", "Kept", 0))
	p.pressesIn("north.csv", me.w("import.button.again")).sees(me.w("import.how"))
	p.types("/deal show D-31")
	p.holds("the first deal is void", `[...document.querySelectorAll(".msg")].some((m) => m.innerText.includes("D-31 换乘导航") && m.innerText.includes(`+quoted(me.w("outcome.void"))+`))`)
	p.ends("8-undone")
}

func TestJourneyAListWithThreeMistakesIsMendedOnAPhone(t *testing.T) {
	s := play(t)
	s.sit(lin, 390, 844).mends(s.speaking(lin, i18n.Chinese), `[data-confirm="yes"]`)
}

func TestJourneyInFeishuAListWithThreeMistakesIsMendedOnAPhone(t *testing.T) {
	s := play(t, on("feishu"))
	s.sitInFeishu(bob, 390, 844).mends(s.speaking(bob, i18n.English), `[data-confirm="yes"]`)
}
