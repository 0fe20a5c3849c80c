package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

func TestACardOnItsWayMissesNoChange(t *testing.T) {
	place := func(deal, person string) sales.Place {
		return sales.Place{Deal: deal, Platform: "slack", Channel: "D-1", Message: "1.1", Lang: "en", Person: person}
	}
	tests := map[string]struct {
		reader string
		do     func(c *company, p sales.Place)
		want   int
	}{
		"changed before it was tracked": {"bob", func(c *company, p sales.Place) {
			_, err := c.desk.Note(t.Context(), c.as("lin"), p.Deal, "等法务", "", "note")
			require.NoError(t, err)
			c.now = c.now.Add(2 * time.Second)
			require.NoError(t, c.desk.Track(t.Context(), p))
		}, 1},
		"tracked while the change was made": {"bob", func(c *company, p sales.Place) {
			c.meanwhile = func() { require.NoError(t, c.desk.Track(t.Context(), p)) }
			_, err := c.desk.Note(t.Context(), c.as("lin"), p.Deal, "等法务", "", "note")
			require.NoError(t, err)
		}, 1},
		"tracked before the change": {"bob", func(c *company, p sales.Place) {
			require.NoError(t, c.desk.Track(t.Context(), p))
			_, err := c.desk.Note(t.Context(), c.as("lin"), p.Deal, "等法务", "", "note")
			require.NoError(t, err)
		}, 1},
		"drawn from the change": {"bob", func(c *company, p sales.Place) {
			_, err := c.desk.Note(t.Context(), c.as("lin"), p.Deal, "等法务", "", "note")
			require.NoError(t, err)
			p.Drawn = c.stored(p.Deal).Version
			require.NoError(t, c.desk.Track(t.Context(), p))
		}, 0},
		"drawn from the change and tracked before it has told others": {"bob", func(c *company, p sales.Place) {
			c.meanwhile = func() {
				p.Drawn = c.stored(p.Deal).Version + 1
				require.NoError(t, c.desk.Track(t.Context(), p))
			}
			_, err := c.desk.Note(t.Context(), c.as("lin"), p.Deal, "等法务", "", "note")
			require.NoError(t, err)
		}, 0},
		"no change": {"bob", func(c *company, p sales.Place) {
			require.NoError(t, c.desk.Track(t.Context(), p))
		}, 0},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			deal := c.deal("lin", "云帆扩容")
			c.days(1)
			p := place(deal.ID, x.reader)
			p.Drawn = c.stored(deal.ID).Version
			x.do(c, p)
			told := c.messages("refresh")
			require.Len(t, told, x.want)
			for _, m := range told {
				require.Equal(t, "refresh|slack|D-1|1.1", m.ID)
				require.Equal(t, x.reader, m.Facts["person"])
			}
		})
	}
}
