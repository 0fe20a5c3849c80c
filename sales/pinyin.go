package sales

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// phrases are words whose characters are not read as they mostly are.
func phrases() map[string]string {
	return map[string]string{
		"重庆": "chong qing", "重复": "chong fu", "重新": "chong xin", "重组": "chong zu", "重建": "chong jian",
		"长沙": "chang sha", "长春": "chang chun", "长江": "chang jiang", "长城": "chang cheng", "长安": "chang an",
		"长虹": "chang hong", "长三": "chang san", "长治": "chang zhi", "长期": "chang qi",
		"银行": "yin hang", "行业": "hang ye", "商行": "shang hang", "工行": "gong hang", "农行": "nong hang",
		"建行": "jian hang", "中行": "zhong hang", "招行": "zhao hang", "央行": "yang hang", "分行": "fen hang",
		"厦门": "xia men", "朝阳": "chao yang", "六安": "lu an", "蚌埠": "beng bu", "会计": "kuai ji",
		"调度": "diao du", "音乐": "yin yue", "乐器": "yue qi", "台州": "tai zhou", "都江": "du jiang",
		"成都": "cheng du", "首都": "shou du", "传记": "zhuan ji", "自传": "zi zhuan", "参差": "cen ci",
		"东莞": "dong guan", "番禺": "pan yu", "单县": "shan xian", "解放": "jie fang", "大厦": "da sha",
		"车间": "che jian", "宁波": "ning bo", "西藏": "xi zang", "校准": "jiao zhun", "角色": "jue se",
	}
}

// surnames are readings that characters have as a family name.
func surnames() map[rune]string {
	return map[rune]string{
		'单': "shan", '曾': "zeng", '仇': "qiu", '解': "xie", '查': "zha", '区': "ou", '朴': "piao", '尉': "yu",
		'盖': "ge", '冼': "xian", '翟': "zhai", '缪': "miao", '种': "chong", '乐': "yue", '员': "yun", '覃': "qin",
	}
}

// readings are the ways to say a folded text, as syllables parted by spaces:
// none without Chinese, a second one when it, or a word of it, begins with a
// surname that is read otherwise. A word in Latin letters or digits is one
// syllable.
func readings(folded string) []string {
	if !strings.ContainsFunc(folded, isHan) {
		return nil
	}
	usual, named := say(folded, nil), say(folded, surnames())
	if usual == named {
		return []string{usual}
	}
	return []string{usual, named}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func say(folded string, names map[rune]string) string {
	words, args := phrases(), pinyin.NewArgs()
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
			if i+1 < len(runes) {
				if said, ok := words[string(runes[i:i+2])]; ok {
					out = append(out, said)
					i++
					continue
				}
			}
			if said, ok := names[r]; ok && (i == 0 || !isHan(runes[i-1])) {
				out = append(out, said)
			} else if said := pinyin.SinglePinyin(r, args); len(said) > 0 {
				out = append(out, said[0])
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
