package feishu

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
)

// uploaded is a file for messages.
type uploaded struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

// attachment is a file as a message shows it.
type attachment struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Size int    `json:"size"`
}

// fileTypes are the kinds that an upload may be of.
// https://open.feishu.cn/document/server-docs/im-v1/file/create
func fileTypes() []string { return []string{"opus", "mp4", "pdf", "doc", "xls", "ppt", "stream"} }

// serveFileUpload takes a file for messages.
func (w *Workspace) serveFileUpload(rw http.ResponseWriter, r *http.Request) {
	raw, ok := w.upload(rw, r, "file")
	if !ok {
		return
	}
	name := path.Base(r.FormValue("file_name"))
	if r.FormValue("file_name") == "" || !slices.Contains(fileTypes(), r.FormValue("file_type")) {
		fail(rw, refuse(234001, "Invalid request param."))
		return
	}
	if len(raw) == 0 {
		fail(rw, refuse(234010, "File's size can't be 0."))
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	key := "file_" + strings.ReplaceAll(w.o.NewID(), "-", "")
	w.files[key] = uploaded{name, raw}
	w.noteLocked("api", "POST "+r.URL.Path, object{"file_name": name, "bytes": len(raw)}, object{"file_key": key})
	writeJSON(rw, object{"code": 0, "msg": "success", "data": object{"file_key": key}})
}

// upload reads the part of a request that is a file's bytes; false says that the
// request was refused, and answered.
func (w *Workspace) upload(rw http.ResponseWriter, r *http.Request, part string) ([]byte, bool) {
	w.mu.Lock()
	no := w.authorised(r)
	w.mu.Unlock()
	if no != nil {
		fail(rw, no)
		return nil, false
	}
	r.Body = http.MaxBytesReader(rw, r.Body, maxUpload)
	file, _, err := r.FormFile(part)
	if err != nil {
		fail(rw, refuse(234001, "Invalid request param."))
		return nil, false
	}
	raw, err := io.ReadAll(file)
	if err != nil {
		fail(rw, refuse(234001, "Invalid request param."))
		return nil, false
	}
	return raw, true
}

// attach makes a message of an uploaded file.
func (w *Workspace) attach(m *Message, content string) *failure {
	var t struct {
		Key string `json:"file_key"`
	}
	f, ok := uploaded{}, false
	if json.Unmarshal([]byte(content), &t) == nil {
		f, ok = w.files[t.Key]
	}
	if !ok {
		return refuse(230001, "file_key is invalid")
	}
	m.File = &attachment{Key: t.Key, Name: f.Name, Size: len(f.Data)}
	return nil
}

// FileData returns the bytes of a file in a message, nil where there is none.
func (w *Workspace) FileData(key string) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.files[key].Data
}

// serveFile gives a file to the page, to be kept and never to be shown as a page.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f, ok := w.files[r.PathValue("key")]
	w.mu.Unlock()
	if !ok {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "application/octet-stream")
	rw.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	_, _ = rw.Write(f.Data)
}

// serveResource gives the bot a file that somebody sent to it.
func (w *Workspace) serveResource(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	no := w.authorised(r)
	m := w.byID[r.PathValue("id")]
	f, ok := w.files[r.PathValue("key")]
	w.mu.Unlock()
	if no == nil && (!ok || m == nil || m.File == nil || m.File.Key != r.PathValue("key") || r.URL.Query().Get("type") != "file") {
		no = refuse(234003, "File not in msg.")
	}
	if no != nil {
		fail(rw, no)
		return
	}
	w.note("api", "GET "+r.URL.Path, object{}, object{"bytes": len(f.Data)})
	rw.Header().Set("Content-Type", "application/octet-stream")
	_, _ = rw.Write(f.Data)
}
