package config

import (
	"regexp"
	"strings"
)

// people reads everybody the file names. One e-mail may stand in several teams;
// its identities may be given once and must not contradict one another.
type people struct {
	*reader
	bound  map[string]binding // by e-mail
	owners map[string]string  // by identity: whose it is
	failed bool               // somebody was named, but not readably
}

// binding is a person so far, and the keys of the file that said it.
type binding struct {
	member Member
	from   map[string]string // identity's name → full key
}

func (p *people) list(t *table, key string) []Member {
	var out []Member
	seen := map[string]bool{}
	for i, v := range t.list(key) {
		m, ok := p.member(element(t.of(key), i), v)
		if !ok {
			p.failed = true
			continue
		}
		if seen[m.Email] {
			p.problem(element(t.of(key), i), "%s is in this list already", m.Email)
			continue
		}
		seen[m.Email] = true
		out = append(out, m)
	}
	return out
}

func (p *people) member(key string, v any) (Member, bool) {
	switch v := v.(type) {
	case string:
		email, ok := address(v)
		if !ok {
			p.problem(key, "%s is not an e-mail address", shown(v))
			return Member{}, false
		}
		return p.bind(key, Member{Email: email}), true
	case map[string]any:
		return p.detailed(p.inner(key, v))
	}
	p.problem(key, "wants an e-mail or { email = \"…\", slack = \"U…\" }, has %s", kind(v))
	return Member{}, false
}

var (
	slackUser  = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)
	feishuUser = regexp.MustCompile(`^(ou|on)_[0-9a-zA-Z]+$`)
	mobile     = regexp.MustCompile(`^\+?[0-9]{5,15}$`)
)

func (p *people) detailed(t *table) (Member, bool) {
	defer t.close()
	written := t.text("email", "")
	m := Member{
		Slack:  t.identity("slack", slackUser, "a Slack user's ID such as \"U0123ABCD\""),
		Feishu: t.identity("feishu", feishuUser, "a Feishu user's open_id such as \"ou_0123abcd\""),
		Mobile: t.identity("mobile", mobile, "a telephone number such as \"+8613800000000\""),
	}
	email, ok := address(written)
	if !ok {
		if !t.has("email") {
			t.problem(t.key, "wants an email: a person is known by it")
		} else if _, isText := t.values["email"].(string); isText {
			t.problem(t.of("email"), "%s is not an e-mail address", shown(written))
		}
		return Member{}, false
	}
	m.Email = email
	return p.bind(t.key, m), true
}

func (t *table) identity(key string, form *regexp.Regexp, wanted string) string {
	s := t.trimmed(key, "")
	if key == "mobile" {
		s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	}
	if s != "" && !form.MatchString(s) {
		t.problem(t.of(key), "%s is not %s", shown(s), wanted)
		return ""
	}
	return s
}

// bind merges what the file says about one e-mail in different places.
func (p *people) bind(key string, m Member) Member {
	b, ok := p.bound[m.Email]
	if !ok {
		b = binding{member: Member{Email: m.Email}, from: map[string]string{}}
	}
	p.merge(&b, key, "slack", &b.member.Slack, m.Slack)
	p.merge(&b, key, "feishu", &b.member.Feishu, m.Feishu)
	p.merge(&b, key, "mobile", &b.member.Mobile, m.Mobile)
	p.bound[m.Email] = b
	return b.member
}

func (p *people) merge(b *binding, key, name string, known *string, said string) {
	if said == "" {
		return
	}
	at := join(key, name)
	if *known != "" && *known != said {
		p.problem(at, "%s has another %s on %s", b.member.Email, name, p.line(b.from[name]))
		return
	}
	if p.owners == nil {
		p.owners = map[string]string{}
	}
	if owner, ok := p.owners[name+" "+said]; ok && owner != b.member.Email {
		p.problem(at, "belongs to %s already", owner)
		return
	}
	p.owners[name+" "+said] = b.member.Email
	*known = said
	if b.from[name] == "" {
		b.from[name] = at
	}
}

// complete fills in identities that another place of the file gave.
func (p *people) complete(list []Member) {
	for i := range list {
		list[i] = p.bound[list[i].Email].member
	}
}
