package embedded

import (
	"bytes"
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// tables are the buckets of one transaction, each under the name of its field.
//
//	records  key → version|schema|data
//	index    length of name, name, member → nothing
//	logs     length of name, name, position (8 bytes, big-endian) → entry
//	marks    commit ID → ms|result
//	work     ID → storage.EncodeWork
//	queue    storage.QueueMember → nothing
//	ready    moment (8 bytes), destination → nothing: when its next work may go
//	pace     destination → ms before which nothing may go
type tables struct {
	records, index, logs, marks, work, queue, ready, pace *bbolt.Bucket
}

func tableNames() []string {
	return []string{"records", "index", "logs", "marks", "work", "queue", "ready", "pace"}
}

func makeTables(tx *bbolt.Tx) error {
	for _, name := range tableNames() {
		if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	return nil
}

func tablesOf(tx *bbolt.Tx) tables {
	b := func(name string) *bbolt.Bucket { return tx.Bucket([]byte(name)) }
	return tables{
		records: b("records"), index: b("index"), logs: b("logs"), marks: b("marks"),
		work: b("work"), queue: b("queue"), ready: b("ready"), pace: b("pace"),
	}
}

// plain is a key that stands for itself; the byte before it lets it be empty,
// which bbolt refuses.
func plain(s string) []byte { return append([]byte{'='}, s...) }

func plainKey(k []byte) string { return string(k[1:]) }

// within begins the keys of one index or log. The length before the name keeps
// one name from being another's prefix.
func within(name string) []byte {
	return append(binary.AppendUvarint(make([]byte, 0, len(name)+40), uint64(len(name))), name...)
}

// cutName takes a key made with within apart.
func cutName(k []byte) (name string, rest []byte) {
	n, size := binary.Uvarint(k)
	end := size + int(n)
	return string(k[size:end]), k[end:]
}

func logKey(prefix []byte, pos int64) []byte {
	return binary.BigEndian.AppendUint64(bytes.Clone(prefix), uint64(pos))
}

func logPos(k []byte) int64 {
	return int64(binary.BigEndian.Uint64(k[len(k)-8:]))
}

func readyKey(at int64, destination string) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(at)), destination...)
}

func parseReady(k []byte) (at int64, destination string) {
	return int64(binary.BigEndian.Uint64(k)), string(k[8:])
}

// lastWithin moves a cursor to the last key with a prefix; nil: there is none.
func lastWithin(c *bbolt.Cursor, prefix []byte) []byte {
	return before(c, after(prefix), prefix)
}

// before moves a cursor to the last key less than end that has the prefix.
func before(c *bbolt.Cursor, end, prefix []byte) []byte {
	var k []byte
	if end == nil {
		k, _ = c.Last()
	} else if k, _ = c.Seek(end); k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	if !bytes.HasPrefix(k, prefix) {
		return nil
	}
	return k
}

// after is the first key behind all that have a prefix; nil: nothing is.
func after(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
