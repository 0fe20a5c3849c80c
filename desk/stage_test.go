package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/sales"
)

func (c *company) forward(who, deal string, from sales.Stage, commit string) (desk.Done, error) {
	return c.desk.Forward(c.t.Context(), c.as(who), deal, from, commit)
}

func TestADealMovesForwardToTheLastStage(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	for i, s := range sales.Stages()[1:] {
		c.days(1)
		done, err := c.forward("lin", deal.ID, sales.Stages()[i], "click"+string(s))
		require.NoError(t, err)
		require.Equal(t, s, done.Deal.Stage)
		require.True(t, c.now.Equal(c.stored(deal.ID).StageSince))
		require.Equal(t, "lin", done.By.ID)
	}
	_, err := c.forward("lin", deal.ID, sales.Winnable, "further")
	refused(t, err, fault.Invalid, "error.last_stage")
}

func TestAnOldButtonSaysWhoMovedTheDeal(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	c.days(1)
	moved := c.now
	_, err := c.forward("chen", deal.ID, sales.Potential, "chen's click")
	require.NoError(t, err)
	c.days(1)
	_, err = c.desk.Note(t.Context(), c.as("zhou"), deal.ID, "不错", "", "note")
	require.NoError(t, err)
	done, err := c.forward("lin", deal.ID, sales.Potential, "lin's click")
	require.NoError(t, err)
	require.True(t, done.Already)
	require.Equal(t, "chen", done.By.ID, "who moved it, not who last touched it")
	require.True(t, moved.Equal(done.At))
	require.Equal(t, sales.Project, c.stored(deal.ID).Stage)
}

func TestAClickThatIsDeliveredTwiceMovesOnce(t *testing.T) {
	for name, from := range map[string]sales.Stage{"a button": sales.Potential, "a typed command": ""} {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			deal := c.deal("lin", "云帆扩容")
			first, err := c.forward("lin", deal.ID, from, "click")
			require.NoError(t, err)
			second, err := c.forward("lin", deal.ID, from, "click")
			require.NoError(t, err)
			require.False(t, second.Already, "it is their own click")
			require.Equal(t, first.Changes, second.Changes)
			require.Equal(t, sales.Project, c.stored(deal.ID).Stage)
		})
	}
}

func TestAClickThatMeetsAnotherChangeIsMadeAfresh(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	c.meanwhile = func() { c.must("chen", c.open("chen", "edit", deal.ID), values{"amount": "600万"}) }
	done, err := c.forward("lin", deal.ID, sales.Potential, "click")
	require.NoError(t, err)
	require.Equal(t, sales.Project, done.Deal.Stage)
	require.Equal(t, "6000000 CNY", done.Deal.Amount.String())

	c.meanwhile = func() {
		_, err := c.forward("chen", deal.ID, sales.Project, "chen's click")
		require.NoError(t, err)
	}
	done, err = c.forward("lin", deal.ID, sales.Project, "lin's click")
	require.NoError(t, err)
	require.True(t, done.Already, "two clicks at once move one stage")
	require.Equal(t, "chen", done.By.ID)
	require.Equal(t, sales.Ours, c.stored(deal.ID).Stage)
}

func TestAStepBackKeepsItsReason(t *testing.T) {
	c := open(t)
	deal := c.running("云帆扩容")
	o := c.open("lin", "back", deal.ID)
	s, err := c.send("lin", o, values{"reason": " "})
	require.NoError(t, err)
	require.Equal(t, "error.required", s.Problems["reason"].Key)
	done := c.must("lin", o, values{"reason": "预算被砍"})
	require.Equal(t, sales.Project, done.Deal.Stage)
	require.Equal(t, "预算被砍", done.Changes[0].Reason)
}

func TestAStepBackIsNotTakenFromWhereSomebodyElseMovedIt(t *testing.T) {
	c := open(t)
	deal := c.running("云帆扩容")
	o := c.open("lin", "back", deal.ID)
	_, err := c.forward("chen", deal.ID, sales.Ours, "click")
	require.NoError(t, err)
	done := c.must("lin", o, values{"reason": "预算被砍"})
	require.True(t, done.Already)
	require.Equal(t, "chen", done.By.ID)
	require.Equal(t, sales.Winnable, c.stored(deal.ID).Stage)
}

func TestOnlyOpenDealsMove(t *testing.T) {
	c := open(t)
	deal := c.running("云帆扩容")
	back := c.open("lin", "back", deal.ID)
	c.must("lin", c.open("lin", "hold", deal.ID), values{"reason": "预算", "said_by": "王总", "until": "2027-01-10"})
	done, err := c.forward("lin", deal.ID, sales.Ours, "held")
	require.NoError(t, err)
	require.Equal(t, sales.Winnable, done.Deal.Stage, "a held deal does")
	c.must("lin", c.open("lin", "won", deal.ID), values{"reason": "fit"})
	_, err = c.forward("lin", deal.ID, sales.Winnable, "won")
	refused(t, err, fault.Invalid, "error.closed_deal")
	_, err = c.send("lin", back, values{"reason": "预算被砍"})
	refused(t, err, fault.Invalid, "error.closed_deal")
}
