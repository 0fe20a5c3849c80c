package storage

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// schemaNow is the newest schema of records that this binary knows. The fields
// of a record may grow without a new one: unknown fields are kept.
const schemaNow = 1

// unpack reads a record's data. The error names the key and shows no data.
func unpack[T any](key, data string) (T, error) {
	var v T
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		return v, fmt.Errorf("storage: record %q is damaged", key)
	}
	return v, nil
}

// pack writes a value over a record's data: what a newer Dealmate has put there
// and this one does not know is kept.
func pack(key, stored string, value any) (string, error) {
	fresh, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("storage: write record %q: %w", key, err)
	}
	if stored == "" {
		return string(fresh), nil
	}
	merged, err := keepUnknown([]byte(stored), fresh, reflect.TypeOf(value))
	if err != nil {
		return "", fmt.Errorf("storage: record %q is damaged", key)
	}
	return string(merged), nil
}

// keepUnknown adds the fields of a stored object that its type does not have.
func keepUnknown(stored, fresh []byte, t reflect.Type) ([]byte, error) {
	var was, is map[string]json.RawMessage
	if err := json.Unmarshal(stored, &was); err != nil {
		return nil, err
	}
	known, kept := fieldsOf(t), false
	for name, old := range was {
		field, ok := known[name]
		switch {
		case !ok:
		case isObject(old) && isPlainStruct(field):
		default:
			continue
		}
		if is == nil {
			if err := json.Unmarshal(fresh, &is); err != nil {
				return nil, err
			}
		}
		now, there := is[name]
		switch {
		case !ok:
			is[name], kept = old, true
		case there && isObject(now):
			inner, err := keepUnknown(old, now, plain(field))
			if err != nil {
				return nil, err
			}
			kept = kept || string(inner) != string(now)
			is[name] = inner
		}
	}
	if !kept {
		return fresh, nil
	}
	return json.Marshal(is)
}

func isObject(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '{' }

func plain(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

func isPlainStruct(t reflect.Type) bool { return plain(t).Kind() == reflect.Struct }

// fieldsOf maps the JSON names of a struct to their types.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	t = plain(t)
	out := make(map[string]reflect.Type, t.NumField())
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			out[name] = f.Type
		}
	}
	return out
}
