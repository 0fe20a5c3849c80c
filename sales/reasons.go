package sales

// Class is the kind of a loss. See docs/method.md.
type Class string

// The outcome classes of a lost deal.
const (
	Competitor   Class = "competitor"
	NoDecision   Class = "no_decision"
	Disqualified Class = "disqualified"
	Dropped      Class = "dropped"
)

// Classes returns the outcome classes in the order they are offered.
func Classes() []Class { return []Class{Competitor, NoDecision, Disqualified, Dropped} }

// Other is the reason or source that wants a text beside it.
const Other = "other"

// Lists are the choices a company may configure; each value is a key whose
// label is in the catalogs, or a label of the company's own.
type Lists struct {
	Lost    map[Class][]string
	Won     []string
	Sources []string
}

// DefaultLists are the reasons and sources of docs/method.md.
func DefaultLists() Lists {
	return Lists{
		Lost: map[Class][]string{
			Competitor:   {"price", "fit", "relationship", "executive", "too_late", "bid", "terms", "references", Other},
			NoDecision:   {"budget_cut", "shelved", "priority", "decision_maker_left", "need_changed", "in_house", Other},
			Disqualified: {"no_project", "column_fodder", "out_of_scope", "not_eligible", Other},
			Dropped:      {"margin", "risk", "resources", "locked_specification", "strategy", "channel_conflict", Other},
		},
		Won:     []string{"fit", "trust", "shaped_early", "references", "delivery", "price", "renewal", Other},
		Sources: []string{"existing_customer", "referral", "inbound", "outbound", "partner", "consultant", "event", "executive_network", "head_office", SourceTender, Other},
	}
}
