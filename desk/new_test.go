package desk_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

func TestANewDealIsWhatTheFormSays(t *testing.T) {
	c := open(t)
	o := c.open("lin", "new", "")
	done := c.must("lin", o, values{
		"name": " 数据中心扩容 ", "customer": "云帆科技有限公司", "amount": "1.2亿", "close": "2027-03-31", "source": "referral",
		"pressure": "旧机房明年到期", "value": "唯一能不停机迁移", "collaborators": "bob,lin",
	})
	d := c.stored(done.Deal.ID)
	require.Equal(t, o.State.ID, d.ID, "its ID is the dialog's")
	require.EqualValues(t, 1, d.Number)
	require.Equal(t, "数据中心扩容", d.Name)
	require.Equal(t, "云帆科技有限公司", d.Customer)
	require.Equal(t, "120000000 CNY", d.Amount.String(), "the organisation's currency")
	require.Equal(t, sales.Date("2027-03-31"), d.Close)
	require.Zero(t, d.Pushes, "the first setting is no push")
	require.Equal(t, "referral", d.Source)
	require.Equal(t, []string{"bob"}, d.Collaborators, "the owner is none")
	require.Equal(t, "lin", d.Owner)
	require.Equal(t, "east", d.Team)
	require.Equal(t, sales.Potential, d.Stage)
	require.Equal(t, sales.Open, d.Outcome)
	require.Equal(t, monday, d.StageSince)
	require.Equal(t, monday, d.CreatedAt)
	require.False(t, d.Backfilled)
	require.Equal(t, done.Deal, d, "what was answered is what is stored")
	require.Equal(t, []string{
		"created:  → 数据中心扩容", "owner:  → lin", "stage:  → potential", "amount:  → 120000000 CNY", "close:  → 2027-03-31",
	}, c.log(d.ID))
}

func TestWhatIsWrongComesBackByField(t *testing.T) {
	tests := map[string]struct {
		typed values
		field string
		key   string
	}{
		"no name":                             {values{"name": "  "}, "name", "error.required"},
		"no customer":                         {values{"customer": ""}, "customer", "error.required"},
		"an amount nobody can read":           {values{"amount": "很多"}, "amount", "error.amount"},
		"a date nobody can read":              {values{"close": "改天"}, "close", "error.date"},
		"a source that is in no list":         {values{"source": "magic"}, "source", "error.choice"},
		"another source without saying which": {values{"source": "other"}, "source_other", "error.reason_other"},
		"a deal found tomorrow":               {values{"found": "2026-11-24"}, "found", "error.future_date"},
		"a collaborator nobody knows":         {values{"collaborators": "bob,nobody"}, "collaborators", "error.choice"},
		"a text longer than a form holds":     {values{"pressure": longText(1001)}, "pressure", "error.too_long"},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			o := c.open("lin", "new", "")
			typed := values{"name": "扩容", "customer": "云帆"}
			for k, v := range x.typed {
				typed[k] = v
			}
			s, err := c.send("lin", o, typed)
			require.NoError(t, err)
			require.Len(t, s.Problems, 1)
			require.Equal(t, x.key, s.Problems[x.field].Key)
			last, err := c.store.LastNumber(t.Context())
			require.NoError(t, err)
			require.Zero(t, last, "no number is taken")
			for k := range x.typed {
				typed[k] = ""
			}
			typed["name"], typed["customer"] = "扩容", "云帆"
			require.EqualValues(t, 1, c.must("lin", o, typed).Deal.Number, "the form is still open and can be mended")
		})
	}
}

func longText(runes int) string {
	out := make([]rune, runes)
	for i := range out {
		out[i] = '长'
	}
	return string(out)
}

func TestADealThatIsAlreadyRunning(t *testing.T) {
	tests := map[string]struct {
		typed      values
		stage      sales.Stage
		backfilled bool
	}{
		"found before today":             {values{"found": "2026-08-01"}, sales.Potential, true},
		"at a later stage":               {values{"stage": "ours"}, sales.Ours, true},
		"found today is simply new":      {values{"found": "2026-11-23"}, sales.Potential, false},
		"found before and further along": {values{"found": "2026-08-01", "stage": "winnable"}, sales.Winnable, true},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			d := c.deal("lin", "补录", x.typed)
			require.Equal(t, x.stage, d.Stage)
			require.Equal(t, x.backfilled, d.Backfilled)
			require.Equal(t, sales.Date(x.typed["found"]), d.Found)
			require.Equal(t, monday, d.CreatedAt, "metrics see when it was entered")
			require.Equal(t, monday, d.StageSince, "its stage's clock starts now")
		})
	}
}

func TestTodayIsThePersonsOwn(t *testing.T) {
	c := open(t)
	c.now = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // in New York it is still the 22nd
	s, err := c.fill("wu", "new", "", values{"name": "a", "customer": "b", "found": "2026-11-23"})
	require.NoError(t, err)
	require.Equal(t, "error.future_date", s.Problems["found"].Key)
	require.False(t, c.deal("lin", "上海已是周一", values{"found": "2026-11-23"}).Backfilled)
}

func TestALikelyDuplicateIsShownFirst(t *testing.T) {
	tests := map[string]struct {
		name, customer string
		after          func(c *company, old sales.Deal)
		shown          bool
	}{
		"the same customer and name":             {"数据中心扩容", "云帆科技", nil, true},
		"the customer's full name, another case": {"数据中心扩容（一期）", "云帆科技股份有限公司", nil, true},
		"another name":                           {"办公室搬迁", "云帆科技", nil, false},
		"another customer":                       {"数据中心扩容", "星河银行", nil, false},
		"one that was lost lately": {"数据中心扩容", "云帆科技", func(c *company, old sales.Deal) {
			c.must("lin", c.open("lin", "lost", old.ID), values{"reason": "no_decision.shelved"})
			c.days(300)
		}, true},
		"one that was lost over a year ago": {"数据中心扩容", "云帆科技", func(c *company, old sales.Deal) {
			c.must("lin", c.open("lin", "lost", old.ID), values{"reason": "no_decision.shelved"})
			c.days(370)
		}, false},
		"one that waits": {"数据中心扩容", "云帆科技", func(c *company, old sales.Deal) {
			c.must("lin", c.open("lin", "hold", old.ID), values{"reason": "预算", "said_by": "王总", "until": "2027-06-01"})
		}, true},
		"one that is void": {"数据中心扩容", "云帆科技", func(c *company, old sales.Deal) {
			c.must("lin", c.open("lin", "void", old.ID), values{"reason": "误录"})
		}, false},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			old := c.deal("lin", "数据中心扩容", values{"customer": "云帆科技有限公司"})
			if x.after != nil {
				x.after(c, old)
			}
			o := c.open("bob", "new", "")
			typed := values{"name": x.name, "customer": x.customer}
			s, err := c.send("bob", o, typed)
			require.NoError(t, err)
			if !x.shown {
				require.Nil(t, s.Again)
				require.EqualValues(t, 2, s.Done.Deal.Number)
				return
			}
			require.NotNil(t, s.Again)
			require.Equal(t, []desk.Duplicate{{Deal: c.stored(old.ID), Owner: c.desk.Person("lin"), Team: c.org.Teams[0]}}, s.Again.Duplicates)
			require.Equal(t, x.name, s.Again.State.Values["name"], "what was typed is kept")
			require.Equal(t, "yes", s.Again.State.Context["confirmed"])
			require.EqualValues(t, 2, c.must("bob", o, typed).Deal.Number, "sent once more, it is made")
		})
	}
}

func TestADuplicateOfAnotherTeamTellsOnlyWhomToAsk(t *testing.T) {
	c := open(t)
	c.deal("wu", "数据中心扩容", values{"customer": "云帆科技"})
	s, err := c.fill("lin", "new", "", values{"name": "数据中心扩容", "customer": "云帆科技"})
	require.NoError(t, err)
	require.Equal(t, []desk.Duplicate{{Owner: c.desk.Person("wu"), Team: c.org.Teams[1]}}, s.Again.Duplicates)
}

func TestDuplicatesThatWereNotShownAreShown(t *testing.T) {
	c := open(t)
	c.deal("wu", "数据中心扩容", values{"customer": "云帆科技"})
	o := c.open("lin", "new", "")
	s, err := c.send("lin", o, values{"name": "数据中心扩容", "customer": "云帆科技"})
	require.NoError(t, err)
	require.Len(t, s.Again.Duplicates, 1)
	other := c.deal("bob", "服务器采购", values{"customer": "星河银行"})
	s, err = c.send("lin", o, values{"name": "服务器采购", "customer": "星河银行"})
	require.NoError(t, err)
	require.NotNil(t, s.Again, "the form now describes another deal")
	require.Equal(t, other.ID, s.Again.Duplicates[0].Deal.ID)
}

func TestNumbersFollowEachOther(t *testing.T) {
	c := open(t)
	require.EqualValues(t, 1, c.deal("lin", "第一个").Number)
	c.meanwhile = func() { c.deal("wu", "更快的一个") }
	require.EqualValues(t, 3, c.deal("lin", "慢了一步").Number, "the next one after who was faster")
	for n := int64(4); n < 7; n++ {
		require.Equal(t, n, c.deal("bob", "又一个"+strconv.FormatInt(n, 10)).Number)
	}
}

func TestWhoIsInNoTeamIsToldWhomToAsk(t *testing.T) {
	c := open(t)
	_, err := c.desk.Open(t.Context(), c.as("ops"), desk.Opening{Form: "new"})
	refused(t, err, fault.Forbidden, "error.no_team")
	f, _ := fault.As(err)
	require.Equal(t, "ops@example.com", f.Args["Admins"])
}

func TestAFormIsOlderThanAChangeOfTheTeams(t *testing.T) {
	c := open(t)
	o := c.open("max", "new", "")
	c.org.Teams[0].Members, c.org.Teams[1].Members = []string{"lin"}, []string{"wu"}
	who := c.as("max")
	_, err := c.replica().Submit(t.Context(), who, desk.Filled{Dialog: o.State.ID, Values: values{"name": "晚了", "customer": "云帆"}})
	refused(t, err, fault.Forbidden, "error.no_team")
}

func TestOnlyWhoIsInSeveralTeamsIsAskedForOne(t *testing.T) {
	c := open(t)
	_, asked := c.open("lin", "new", "").Form.Field("team")
	require.False(t, asked)
	o := c.open("max", "new", "")
	_, asked = o.Form.Field("team")
	require.True(t, asked)
	require.Len(t, o.State.Options["team"], 2)
	require.Equal(t, "west", c.must("max", o, values{"name": "西区", "customer": "云帆", "team": "west"}).Deal.Team)
	require.Equal(t, "east", c.deal("max", "没选").Team, "the first team when none is chosen")
	s, err := c.fill("lin", "new", "", values{"name": "越区", "customer": "云帆", "team": "west"})
	require.NoError(t, err)
	require.Equal(t, "error.choice", s.Problems["team"].Key, "nobody puts a deal into a team they are not in")
}

func TestANewDealIsAnnouncedAndLinkedToItsMessage(t *testing.T) {
	c := open(t)
	d := c.deal("lin", "云帆扩容")
	announced := c.messages("announce")
	require.Len(t, announced, 1)
	require.Equal(t, "channel:C-EAST", announced[0].Destination)
	require.Equal(t, map[string]string{"deal": d.ID, "what": "new", "platform": "slack"}, announced[0].Facts)
	require.Empty(t, c.messages("link"))

	c.sent = nil
	o, err := c.desk.Open(t.Context(), c.as("wu"), desk.Opening{
		Form: "new", Prefill: values{"name": "来自消息"},
		Context: values{"quote_channel": "C-SALES", "quote_message": "17.1", "quote_link": "https://example.com/17"},
	})
	require.NoError(t, err)
	require.Equal(t, "来自消息", o.State.Values["name"])
	made := c.must("wu", o, values{"customer": "云帆"}).Deal
	require.Empty(t, c.messages("announce"), "the team has no channel")
	require.Equal(t, sales.Origin{Platform: "slack", Channel: "C-SALES", Message: "17.1", Link: "https://example.com/17"}, made.Origin)
	linked := c.messages("link")
	require.Len(t, linked, 1)
	require.Equal(t, "channel:C-SALES", linked[0].Destination)
	require.Equal(t, map[string]string{"deal": made.ID, "platform": "slack", "channel": "C-SALES", "thread": "17.1"}, linked[0].Facts)
}

func TestACompanysOwnWordsAreOfferedAsTheyAre(t *testing.T) {
	c := open(t, func(c *company) { c.lists.Sources = []string{"referral", "partnership", "老板介绍"} })
	options := c.open("lin", "new", "").State.Options["source"]
	require.Equal(t, i18n.T("source.referral"), options[0].Label)
	require.Equal(t, i18n.Raw("partnership"), options[1].Label)
	require.Equal(t, i18n.Raw("老板介绍"), options[2].Label)
	require.Equal(t, "老板介绍", c.deal("lin", "云帆", values{"source": "老板介绍"}).Source)
}
