package config

import (
	"strings"
	"unicode"
)

// secret is a value from the environment, from the file or from a file of its
// own, in this order. Two sources in the file are a problem, because nobody
// could tell which one is stale; the environment beats both without a word.
// It returns "" when there is none, or when there was a problem; found says
// that somebody gave one, so that nothing else need be said about it.
func (t *table) secret(key, variable string, getenv func(string) string) (value string, found bool) {
	written := t.text(key, "")
	path := t.text(key+"_file", "")
	fromEnv := strings.TrimSpace(getenv(variable))
	both := t.has(key) && t.has(key+"_file")
	switch {
	case fromEnv != "":
		return t.plausible(t.of(key), fromEnv, " (from "+variable+")")
	case both:
		t.problem(t.of(key+"_file"), "and %s are both given; keep one", key)
		return "", true
	case t.has(key + "_file"):
		return t.secretFile(key+"_file", path)
	case t.has(key):
		return t.plausible(t.of(key), strings.TrimSpace(written), "")
	}
	return "", false
}

// plausible refuses what cannot be a secret: a placeholder left standing, two
// lines, the blank of a copied sentence. The text never shows the value.
func (t *table) plausible(key, value, origin string) (string, bool) {
	if value == "" {
		if _, isText := t.values[lastKey(key)].(string); isText {
			t.problem(key, "is empty%s", origin)
		}
		return "", true
	}
	if strings.ContainsFunc(value, func(c rune) bool { return c > unicode.MaxASCII || unicode.IsSpace(c) || unicode.IsControl(c) }) {
		t.problem(key, "has a character that a secret cannot have; is it still the example's?%s", origin)
		return "", true
	}
	return value, true
}

func lastKey(key string) string { return key[strings.LastIndex(key, ".")+1:] }

func (t *table) secretFile(key, path string) (string, bool) {
	if path == "" {
		if _, isText := t.values[key].(string); isText {
			t.problem(t.of(key), "is empty; give the path of a file")
		}
		return "", true
	}
	data, err := readFile(t.beside(path))
	if err != nil {
		t.problem(t.of(key), "%s cannot be read: %s", shown(path), reason(err))
		return "", true
	}
	value := strings.TrimSpace(string(data))
	if value == "" {
		t.problem(t.of(key), "%s is empty", shown(path))
		return "", true
	}
	return t.plausible(t.of(key), value, "")
}
