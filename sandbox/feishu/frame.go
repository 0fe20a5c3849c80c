package feishu

import (
	"encoding/binary"
	"errors"
)

// frame is a message of the long connection, in proto2:
//
//	SeqID uint64=1, LogID uint64=2, service int32=3, method int32=4,
//	headers repeated{key=1, value=2}=5, payload_encoding=6, payload_type=7,
//	payload bytes=8, LogIDNew=9
//
// Source: pbbp2.pb.go of github.com/larksuite/oapi-sdk-go/v3, package ws.
type frame struct {
	seq, log        uint64
	service, method uint64 // method: 0 control, 1 data
	headers         []pair
	encoding, kind  string
	payload         []byte
}

type pair struct{ key, value string }

func (f frame) header(key string) string {
	for _, h := range f.headers {
		if h.key == key {
			return h.value
		}
	}
	return ""
}

// Wire types of protocol buffers.
const (
	varint = 0
	chunk  = 2
)

func (f frame) encode() []byte {
	var b []byte
	number := func(field int, v uint64) {
		b = binary.AppendUvarint(b, uint64(field)<<3|varint)
		b = binary.AppendUvarint(b, v)
	}
	number(1, f.seq)
	number(2, f.log)
	number(3, f.service)
	number(4, f.method)
	for _, h := range f.headers {
		var in []byte
		in = appendChunk(in, 1, []byte(h.key))
		in = appendChunk(in, 2, []byte(h.value))
		b = appendChunk(b, 5, in)
	}
	if f.encoding != "" {
		b = appendChunk(b, 6, []byte(f.encoding))
	}
	if f.kind != "" {
		b = appendChunk(b, 7, []byte(f.kind))
	}
	return appendChunk(b, 8, f.payload)
}

func appendChunk(b []byte, field int, v []byte) []byte {
	b = binary.AppendUvarint(b, uint64(field)<<3|chunk)
	b = binary.AppendUvarint(b, uint64(len(v)))
	return append(b, v...)
}

var errFrame = errors.New("sandbox: not a frame")

func decodeFrame(b []byte) (frame, error) {
	var f frame
	err := fields(b, func(field int, n uint64, v []byte) error {
		switch field {
		case 1:
			f.seq = n
		case 2:
			f.log = n
		case 3:
			f.service = n
		case 4:
			f.method = n
		case 5:
			var h pair
			err := fields(v, func(field int, _ uint64, v []byte) error {
				switch field {
				case 1:
					h.key = string(v)
				case 2:
					h.value = string(v)
				}
				return nil
			})
			f.headers = append(f.headers, h)
			return err
		case 6:
			f.encoding = string(v)
		case 7:
			f.kind = string(v)
		case 8:
			f.payload = append([]byte(nil), v...)
		}
		return nil
	})
	return f, err
}

// fields visits the fields of a message.
func fields(b []byte, visit func(field int, n uint64, v []byte) error) error {
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		if n <= 0 || tag>>3 == 0 {
			return errFrame
		}
		b = b[n:]
		value, n := binary.Uvarint(b)
		if n <= 0 {
			return errFrame
		}
		b = b[n:]
		var v []byte
		switch tag & 7 {
		case varint:
		case chunk:
			if value > uint64(len(b)) {
				return errFrame
			}
			v, b = b[:value], b[value:]
		default:
			return errFrame
		}
		if err := visit(int(tag>>3), value, v); err != nil {
			return err
		}
	}
	return nil
}
