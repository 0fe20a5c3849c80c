package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/internal/fault"
)

func newID() string { return "E-7" }

func TestCodeOf(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want fault.Code
	}{
		"no error has no code":                     {nil, ""},
		"an error of elsewhere is internal":        {io.EOF, fault.Internal},
		"ours has its own":                         {fault.New(fault.NotFound, "error.not_found"), fault.NotFound},
		"a cause does not change it":               {fault.Wrap(io.EOF, fault.Conflict, "error.conflict"), fault.Conflict},
		"it is found through what wraps it":        {fmt.Errorf("save: %w", fault.New(fault.Limited, "x")), fault.Limited},
		"it is found among joined errors":          {errors.Join(io.EOF, fault.New(fault.TooLarge, "x")), fault.TooLarge},
		"the outermost of ours decides, not later": {fault.Wrap(fault.New(fault.Invalid, "a"), fault.Unavailable, "b"), fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, fault.CodeOf(c.err)) })
	}
}

func TestArgumentsAreNamesAndValuesInTurn(t *testing.T) {
	require.Nil(t, fault.New(fault.Invalid, "x").Args)
	require.Equal(t, map[string]any{"Max": 3, "Have": 4}, fault.New(fault.Invalid, "x", "Max", 3, "Have", 4).Args)
	require.Equal(t, map[string]any{"Max": 3}, fault.New(fault.Invalid, "x", "Max", 3, "Have").Args, "a name without a value is dropped")
}

func TestTheLogLineHasCodeKeyIDAndCause(t *testing.T) {
	e := fault.Wrap(io.ErrUnexpectedEOF, fault.Unavailable, "error.unavailable")
	require.EqualError(t, e, "unavailable: error.unavailable: unexpected EOF")
	e.ID = "E-7"
	require.EqualError(t, e, "unavailable: error.unavailable [E-7]: unexpected EOF")
	require.ErrorIs(t, e, io.ErrUnexpectedEOF)
	require.EqualError(t, fault.New(fault.Invalid, "error.date"), "invalid: error.date")
}

func TestAs(t *testing.T) {
	want := fault.New(fault.Forbidden, "error.forbidden")
	got, ok := fault.As(fmt.Errorf("a: %w", fmt.Errorf("b: %w", want)))
	require.True(t, ok)
	require.Same(t, want, got)
	_, ok = fault.As(io.EOF)
	require.False(t, ok)
	_, ok = fault.As(nil)
	require.False(t, ok)
}

func TestPersonKeepsASentenceThatThereIs(t *testing.T) {
	want := fault.New(fault.Forbidden, "error.forbidden")
	require.Same(t, want, fault.Person(fmt.Errorf("open: %w", want), newID))
	require.Empty(t, want.ID)
}

func TestPersonGivesAnyOtherErrorANumberToQuote(t *testing.T) {
	for name, err := range map[string]error{
		"an error of elsewhere":            io.EOF,
		"one of ours that has no sentence": fault.Wrap(io.EOF, fault.Invalid, ""),
	} {
		t.Run(name, func(t *testing.T) {
			p := fault.Person(err, newID)
			require.Equal(t, fault.Internal, p.Code)
			require.Equal(t, "error.internal", p.Key)
			require.Equal(t, "E-7", p.ID)
			require.Equal(t, map[string]any{"ID": "E-7"}, p.Args)
			require.ErrorIs(t, p, io.EOF, "the log keeps the cause")
		})
	}
}
