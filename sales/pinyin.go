package sales

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// phrase is how a word is said whose characters are not read as they mostly
// are, "" for any other. A switch and not a map: it is asked for every character
// that is entered.
func phrase(word string) string { //nolint:gocyclo,funlen // a table
	switch word {
	case "重庆":
		return "chong qing"
	case "重复":
		return "chong fu"
	case "重新":
		return "chong xin"
	case "重组":
		return "chong zu"
	case "重建":
		return "chong jian"
	case "长沙":
		return "chang sha"
	case "长春":
		return "chang chun"
	case "长江":
		return "chang jiang"
	case "长城":
		return "chang cheng"
	case "长安":
		return "chang an"
	case "长虹":
		return "chang hong"
	case "长三":
		return "chang san"
	case "长治":
		return "chang zhi"
	case "长期":
		return "chang qi"
	case "银行":
		return "yin hang"
	case "行业":
		return "hang ye"
	case "商行":
		return "shang hang"
	case "工行":
		return "gong hang"
	case "农行":
		return "nong hang"
	case "建行":
		return "jian hang"
	case "中行":
		return "zhong hang"
	case "招行":
		return "zhao hang"
	case "央行":
		return "yang hang"
	case "分行":
		return "fen hang"
	case "厦门":
		return "xia men"
	case "朝阳":
		return "chao yang"
	case "六安":
		return "lu an"
	case "蚌埠":
		return "beng bu"
	case "会计":
		return "kuai ji"
	case "调度":
		return "diao du"
	case "音乐":
		return "yin yue"
	case "乐器":
		return "yue qi"
	case "台州":
		return "tai zhou"
	case "都江":
		return "du jiang"
	case "成都":
		return "cheng du"
	case "首都":
		return "shou du"
	case "传记":
		return "zhuan ji"
	case "自传":
		return "zi zhuan"
	case "参差":
		return "cen ci"
	case "东莞":
		return "dong guan"
	case "番禺":
		return "pan yu"
	case "单县":
		return "shan xian"
	case "解放":
		return "jie fang"
	case "大厦":
		return "da sha"
	case "车间":
		return "che jian"
	case "宁波":
		return "ning bo"
	case "西藏":
		return "xi zang"
	case "校准":
		return "jiao zhun"
	case "角色":
		return "jue se"
	}
	return ""
}

// surname is how a character is read as a family name when that is otherwise
// than mostly, "" for any other.
func surname(r rune) string {
	switch r {
	case '单':
		return "shan"
	case '曾':
		return "zeng"
	case '仇':
		return "qiu"
	case '解':
		return "xie"
	case '查':
		return "zha"
	case '区':
		return "ou"
	case '朴':
		return "piao"
	case '尉':
		return "yu"
	case '盖':
		return "ge"
	case '冼':
		return "xian"
	case '翟':
		return "zhai"
	case '缪':
		return "miao"
	case '种':
		return "chong"
	case '乐':
		return "yue"
	case '员':
		return "yun"
	case '覃':
		return "qin"
	}
	return ""
}

// readings are the ways to say a folded text, as syllables parted by spaces:
// none without Chinese, a second one when it, or a word of it, begins with a
// surname that is read otherwise. A word in Latin letters or digits is one
// syllable.
func readings(folded string) []string {
	if !strings.ContainsFunc(folded, isHan) {
		return nil
	}
	usual, named := say(folded, false), say(folded, true)
	if usual == named {
		return []string{usual}
	}
	return []string{usual, named}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// say spells a folded text; named says whether surnames are read as such.
func say(folded string, named bool) string {
	var out []string
	word := ""
	flush := func() {
		if word != "" {
			out, word = append(out, word), ""
		}
	}
	runes := []rune(folded)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case isHan(r):
			flush()
			if said := phrase(string(runes[i:min(i+2, len(runes))])); said != "" {
				out = append(out, said)
				i++
				continue
			}
			first := i == 0 || !isHan(runes[i-1])
			if said := character(r, named && first); said != "" {
				out = append(out, said)
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word += string(r)
		default:
			flush()
		}
	}
	flush()
	return strings.Join(out, " ")
}

// character is one character's first reading without its tone; ü is v, as
// people type it.
func character(r rune, named bool) string {
	if said := surname(r); said != "" && named {
		return said
	}
	said, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	return strings.Map(toneless, said)
}

func toneless(r rune) rune {
	switch r {
	case 'ā', 'á', 'ǎ', 'à':
		return 'a'
	case 'ē', 'é', 'ě', 'è', 'ế', 'ề', 'ê':
		return 'e'
	case 'ī', 'í', 'ǐ', 'ì':
		return 'i'
	case 'ō', 'ó', 'ǒ', 'ò':
		return 'o'
	case 'ū', 'ú', 'ǔ', 'ù':
		return 'u'
	case 'ǖ', 'ǘ', 'ǚ', 'ǜ', 'ü':
		return 'v'
	case 'ń', 'ň', 'ǹ':
		return 'n'
	case 'ḿ':
		return 'm'
	}
	if r > unicode.MaxASCII {
		return -1 // a tone that stands behind its letter
	}
	return r
}

// sounds reports whether a query without spaces is, from some syllable on, the
// syllables written together or their initials. The last one may be unfinished.
func sounds(syllables, q string) bool {
	parts := strings.Split(syllables, " ")
	for i := range parts {
		if soundsFrom(parts[i:], q) {
			return true
		}
	}
	return false
}

// soundsFrom lets a person mix both: "yunfkj" is 云帆科技 too. It keeps every
// place in the query that the syllables so far can have led to, so that no text
// makes it try more than syllables times letters.
func soundsFrom(parts []string, q string) bool {
	places := []int{0}
	for _, p := range parts {
		var next []int
		for _, at := range places {
			rest := q[at:]
			if p == "" || rest == "" || p[0] != rest[0] {
				continue
			}
			if strings.HasPrefix(p, rest) {
				return true
			}
			next = reach(next, at+1)
			if strings.HasPrefix(rest, p) {
				next = reach(next, at+len(p))
			}
		}
		if places = next; len(places) == 0 {
			return false
		}
	}
	return false
}

func reach(places []int, at int) []int {
	if slices.Contains(places, at) {
		return places
	}
	return append(places, at)
}
