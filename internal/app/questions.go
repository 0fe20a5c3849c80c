package app

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"dealmate/dialogs"
	"dealmate/internal/app/config"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// tailored is the assessment with what the configuration changes of it.
func tailored(form dialogs.Form, m config.Method) (dialogs.Form, error) {
	form.Fields = slices.Clone(form.Fields)
	form.Judge.Gates = slices.Clone(form.Judge.Gates)
	form.Judge.Rules = slices.Clone(form.Judge.Rules)
	for _, q := range m.Questions {
		if _, known := form.Field(q.Key); known {
			continue
		}
		at := 0
		for i, fl := range form.Fields {
			if fl.Heading == q.Heading {
				at = i + 1
			}
		}
		form.Fields = slices.Insert(form.Fields, at,
			dialogs.Field{Key: q.Key, Kind: dialogs.Choice, Heading: q.Heading, Source: dialogs.MarksSource},
			dialogs.Field{Key: q.Key + dialogs.SaidSuffix, Kind: dialogs.Line, Heading: q.Heading, Words: "form.assess.said"})
	}
	for i, g := range form.Judge.Gates {
		own, ok := m.Gates[sales.Stage(g.Stage)]
		if !ok {
			continue
		}
		if own.Plus >= 0 {
			g.Plus = own.Plus
		}
		if own.Must != nil {
			g.Must = own.Must
		}
		if own.Veto != nil {
			g.Veto = own.Veto
		}
		form.Judge.Gates[i] = g
	}
	for _, r := range m.Rules {
		form.Judge.Rules = append(form.Judge.Rules, dialogs.Rule{Key: r.Key, All: r.All, Any: r.Any})
	}
	form.Texts = ownTexts(m)
	return form, form.Check()
}

// ownTexts are the words of the configuration as the catalogs call them.
func ownTexts(m config.Method) map[i18n.Lang]map[string]string {
	out := map[i18n.Lang]map[string]string{}
	set := func(language, key, text string) {
		lang := i18n.Lang(language)
		if text == "" {
			return
		}
		if out[lang] == nil {
			out[lang] = map[string]string{}
		}
		out[lang][key] = text
	}
	for _, q := range m.Questions {
		for language, t := range q.Texts {
			set(language, "form.assess."+q.Key+".label", t["question"])
			set(language, "form.assess."+q.Key+".hint", t["hint"])
			set(language, "question."+q.Key+".plus", t["plus"])
			set(language, "question."+q.Key+".minus", t["minus"])
		}
	}
	for _, r := range m.Rules {
		for language, t := range r.Texts {
			set(language, "rule."+r.Key, t)
		}
	}
	for stage, names := range m.Names {
		for language, name := range names {
			set(language, "stage."+string(stage), name)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// versions gives the configured assessment its version: that of the stored one
// that asks the same, or the next one, which is then stored. A deal keeps the
// version it began with, so every version stays; kept are the others.
func (s *service) versions(ctx context.Context, form dialogs.Form) (current dialogs.Form, kept []dialogs.Form, err error) {
	for {
		stored, err := s.store.Forms(ctx, form.ID)
		if err != nil {
			return form, nil, err
		}
		if i := slices.IndexFunc(stored, func(f dialogs.Form) bool { return sameForm(f, form) }); i >= 0 {
			form.Version = stored[i].Version
			return form, slices.Delete(stored, i, i+1), nil
		}
		form.Version = len(stored) + 1
		tx := s.store.Begin("", s.now())
		tx.Save(form)
		_, _, err = tx.Commit(ctx, "")
		if err == nil {
			return form, stored, nil
		}
		if fault.CodeOf(err) != fault.Conflict { // another replica was first: look again
			return form, nil, err
		}
	}
}

// sameForm reports whether two versions ask and judge the same; words alone make
// no version.
func sameForm(a, b dialogs.Form) bool {
	a.Version, b.Version, a.Texts, b.Texts = 0, 0, nil, nil
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && string(x) == string(y)
}

// words joins the texts of all versions; those of the configuration win.
func words(current dialogs.Form, kept []dialogs.Form) map[i18n.Lang]map[string]string {
	out := map[i18n.Lang]map[string]string{}
	for _, f := range append(slices.Clone(kept), current) {
		for lang, texts := range f.Texts {
			if out[lang] == nil {
				out[lang] = map[string]string{}
			}
			maps.Copy(out[lang], texts)
		}
	}
	return out
}
