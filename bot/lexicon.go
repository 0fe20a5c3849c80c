package bot

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// Verbs of the conversation: what a typed word or a button asks for.
const (
	verbNew      = "new"
	verbList     = "list"
	verbFind     = "find"
	verbShow     = "show"
	verbEdit     = "edit"
	verbNote     = "note"
	verbStage    = "stage"
	verbForward  = "forward"
	verbBack     = "back"
	verbWon      = "won"
	verbLost     = "lost"
	verbHold     = "hold"
	verbReopen   = "reopen"
	verbAssign   = "assign"
	verbVoid     = "void"
	verbHistory  = "history"
	verbSettings = "settings"
	verbHelp     = "help"
	verbMethod   = "method"
	verbOverview = "overview"
	verbAssess   = "assess"
)

// Topics of words that may mean several things: they ask and never act.
const (
	askAwarded  = "awarded"  // 中标: the contract is not signed yet
	askFinished = "finished" // 完成: an activity, or the deal?
	askClosed   = "closed"   // 关闭: won, lost or void?
	askTransfer = "transfer" // 移交: one deal, or all of a person's?
)

// entry is one meaning and the words people type for it. The first English and
// the first Chinese word are the ones that help shows.
type entry struct {
	verb  string
	ask   string // instead of verb
	arg   string // stands before what follows the word
	words []string
}

// lexicon holds every word the bot knows. It never changes once made.
type lexicon struct {
	words    map[string]entry
	longest  []string          // every word, longest first
	commands []entry           // in the order help shows them
	sounds   map[string]string // Chinese words by their pinyin
	filler   map[string]bool
}

// newLexicon reads the method page's table of command words, with the variants that
// people type in both languages.
func newLexicon() lexicon {
	l := lexicon{words: map[string]entry{}, commands: commands(), sounds: map[string]string{}, filler: map[string]bool{}}
	for _, e := range slices.Concat(commands(), hidden(), ambiguous()) {
		for _, w := range e.words {
			l.words[w] = e
			l.longest = append(l.longest, w)
			if len([]rune(w)) > 1 && wide([]rune(w)[0]) {
				l.sounds[sound(w)] = w
			}
		}
	}
	slices.SortStableFunc(l.longest, func(a, b string) int { return len([]rune(b)) - len([]rune(a)) })
	for _, w := range []string{"please", "pls", "plz", "hi", "hello", "hey", "请", "麻烦", "帮我", "你好", "您好"} {
		l.filler[w] = true
	}
	return l
}

func commands() []entry {
	return []entry{
		{verb: verbNew, words: []string{"new", "新建", "create", "add", "新增", "录入", "创建"}},
		{verb: verbList, words: []string{"list", "列表", "ls", "deals", "清单"}},
		{verb: verbFind, words: []string{"find", "查找", "search", "look for", "找", "搜", "搜索", "查"}},
		{verb: verbShow, words: []string{"show", "查看", "view", "open", "card", "看", "看看", "详情", "打开"}},
		{verb: verbEdit, words: []string{"edit", "修改", "change", "update", "modify", "改", "编辑", "更新"}},
		{verb: verbNote, words: []string{"note", "记录", "log", "comment", "remark", "记", "备注", "记一下", "记下"}},
		{verb: verbStage, words: []string{"stage", "阶段"}},
		{verb: verbAssess, words: []string{"assess", "评估", "assessment", "qualify", "20 questions", "评", "20问", "20 问"}},
		{verb: verbBackground, words: []string{"background", "背景", "客户背景"}},
		{verb: verbPlan, words: []string{"plan", "计划", "schedule", "meeting", "5w", "安排", "约", "plans", "activities", "活动"}},
		{verb: verbDone, words: []string{"done", "跟进", "contact", "met", "follow up", "followup", "写跟进", "小结"}},
		{verb: verbWon, words: []string{"won", "赢单", "win", "signed", "成交", "签约", "赢了", "签了"}},
		{verb: verbLost, words: []string{"lost", "丢单", "lose", "输单", "丢了", "输了"}},
		{verb: verbHold, words: []string{"hold", "暂缓", "on hold", "pause", "park", "搁置", "暂停"}},
		{verb: verbReopen, words: []string{"reopen", "重启", "re-open", "resume", "restore", "恢复"}},
		{verb: verbAssign, words: []string{"assign", "转给", "reassign", "owner", "改派", "指派"}},
		{verb: verbVoid, words: []string{"void", "作废"}},
		{verb: verbHistory, words: []string{"history", "历史", "changes", "timeline", "变更"}},
		{verb: verbCalendar, words: []string{"calendar", "日历", "ics", "calendars", "我的日历"}},
		{verb: verbFunnel, words: []string{"funnel", "漏斗", "pipeline", "销售漏斗"}},
		{verb: verbForecast, words: []string{"forecast", "预测", "报预测"}},
		{verb: verbDigest, words: []string{"digest", "简报", "周一简报"}},
		{verb: verbWeek, words: []string{"week", "周报", "my week", "我的周报"}},
		{verb: verbImport, words: []string{"import", "导入", "paste", "粘贴"}},
		{verb: verbExport, words: []string{"export", "导出", "download", "下载"}},
		{verb: verbSettings, words: []string{"settings", "设置", "setting", "preferences", "prefs", "language", "偏好", "语言"}},
		{verb: verbHelp, words: []string{"help", "帮助", "?", "commands", "usage", "怎么用", "用法", "说明"}},
	}
}

// hidden are words that work and that help does not list on a line of their own.
func hidden() []entry {
	return []entry{
		{verb: verbForward, words: []string{"forward", "推进", "advance", "promote", "move forward", "next stage", "前进"}},
		{verb: verbBack, words: []string{"back", "回退", "backward", "move back", "step back", "go back", "退回", "后退"}},
		{verb: verbList, arg: "mine", words: []string{"mine", "我的", "my deals", "my", "我的商机"}},
		{verb: verbList, arg: "team", words: []string{"team", "团队", "our deals", "我们的", "团队商机"}},
		{verb: verbList, arg: "ours", words: []string{"我的项目"}},
		{verb: verbMethod, words: []string{"method", "方法", "方法论", "the method"}},
		{verb: verbOverview, words: []string{"home", "首页", "overview", "待办"}},
	}
}

func ambiguous() []entry {
	return []entry{
		{ask: askAwarded, words: []string{"中标", "awarded", "won the bid", "won the tender", "中标了"}},
		{ask: askFinished, words: []string{"完成", "finish", "finished", "complete", "completed", "完成了", "做完"}},
		{ask: askClosed, words: []string{"关闭", "close", "closed", "结束", "关掉", "关单"}},
		{ask: askTransfer, words: []string{"移交", "transfer", "hand over", "handover"}},
	}
}

// fold maps a rune to the one it is compared as: full-width forms, spaces that
// do not show, dashes and case make no difference to a command.
func fold(r rune) rune {
	switch {
	case unicode.IsSpace(r), r == '\u3000', r >= '\u200b' && r <= '\u200f', r == '\ufeff', r == '\u2060':
		return ' '
	case r >= '\uff01' && r <= '\uff5e':
		r -= 0xfee0
	case r >= '\u2010' && r <= '\u2015', r == '\u2212':
		return '-'
	}
	return unicode.ToLower(r)
}

func folded(s string) string { return strings.Map(fold, s) }

// wide reports whether a rune belongs to a script written without spaces.
func wide(r rune) bool {
	return unicode.Is(unicode.Han, r)
}

// sound is a Chinese word as an input method takes it, without tones.
func sound(w string) string { return strings.Join(pinyin.LazyPinyin(w, pinyin.NewArgs()), " ") }

// nearest finds the known word that a token was probably meant to be: within
// two slips of the fingers, by its beginning, or, in Chinese, one that sounds
// the same, as an input method slips. See docs/method.md.
func (l lexicon) nearest(token string) (word string, ok bool) {
	t := []rune(token)
	if len(t) > 1 && wide(t[0]) {
		word, ok = l.sounds[sound(token)]
		return word, ok
	}
	best := far
	for _, w := range l.longest {
		if d := near(t, []rune(w)); d < best {
			best, word = d, w
		}
	}
	return word, word != ""
}

// far is more than any distance that counts as near.
const far = 5

// near is how far a typed word is from a known one: two per slip, two more
// where even the first letter differs, three for a beginning.
func near(typed, word []rune) int {
	if len(typed) < 2 || len(word) < 2 {
		return far
	}
	same := typed[0] == word[0]
	if wide(word[0]) {
		return far
	}
	d := distance(typed, word)
	switch {
	case d == 1 && same:
		return 2
	case strings.HasPrefix(string(word), string(typed)):
		return 3
	case d == 1, d == 2 && same && len(typed) > 4:
		return 4
	}
	return far
}

// distance is Damerau's: insertions, deletions, substitutions and swaps of
// neighbours (optimal string alignment).
func distance(a, b []rune) int {
	before, prev := []int(nil), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i, x := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(row[j]+1, prev[j+1]+1, prev[j]+cost)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, prev = prev, row
	}
	return prev[len(b)]
}
