package sandbox

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// File is a file shared in a message.
type File struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title"`
	Kind  string `json:"mimetype"`
	Size  int    `json:"size"`
	Alt   string `json:"alt_txt,omitempty"`
}

// stored is a file with its bytes.
type stored struct {
	File
	data   []byte
	ticket string // of the upload address, "" once used
	done   bool   // completed: it may be read
}

// FileData returns a file's bytes, nil when there is none.
func (w *Workspace) FileData(id string) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f := w.files[id]; f != nil && f.done {
		return f.data
	}
	return nil
}

func (w *Workspace) uploadURL(c call) (answer, *failure) {
	name, size := filepath.Base(c.text("filename")), c.number("length")
	switch {
	case c.text("filename") == "" || size <= 0:
		return fail("invalid_arguments")
	case size > maxUploadBytes:
		return fail("file_upload_size_restricted")
	}
	kind := mime.TypeByExtension(filepath.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	f := &stored{File: File{ID: "F" + plainID(w.o.NewID()), Name: name, Title: name, Kind: kind, Size: size, Alt: c.text("alt_txt")}, ticket: plainID(w.o.NewID())}
	w.files[f.ID] = f
	return answer{"file_id": f.ID, "upload_url": "http://" + c.host + "/files/upload/" + f.ID + "/" + f.ticket}, nil
}

func plainID(id string) string { return strings.ToUpper(strings.ReplaceAll(id, "-", "")) }

// serveUpload takes a file's bytes: a form with the field "file", or the body.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxUploadBytes+1<<16)
	var body io.Reader = r.Body
	if file, _, err := r.FormFile("file"); err == nil {
		defer func() { _ = file.Close() }()
		body = file
	}
	data, err := io.ReadAll(body)
	if err != nil {
		http.Error(rw, "cannot be read", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	f := w.files[r.PathValue("id")]
	if f == nil || f.ticket == "" || f.ticket != r.PathValue("ticket") || len(data) != f.Size {
		w.noteLocked("error", "upload refused", answer{"id": r.PathValue("id"), "bytes": len(data)}, nil)
		w.mu.Unlock()
		http.Error(rw, "no such upload, or another length than was said", http.StatusBadRequest)
		return
	}
	f.data, f.ticket = data, ""
	w.noteLocked("api", "upload", answer{"file": f.Name, "bytes": len(data)}, nil)
	w.mu.Unlock()
	if w.store != nil {
		if err := w.store.write(w.store.upload(f.ID), data); err != nil {
			w.o.Log.Warn("file not kept", "err", err)
		}
	}
	_, _ = io.WriteString(rw, "OK")
}

// completeUpload shares uploaded files in a channel.
func (w *Workspace) completeUpload(c call) (answer, *failure) {
	var wanted []struct{ ID, Title string }
	if json.Unmarshal(c.raw("files"), &wanted) != nil || len(wanted) == 0 {
		return fail("invalid_arguments")
	}
	var files []File
	for _, x := range wanted {
		f := w.files[x.ID]
		if f == nil || f.ticket != "" {
			return fail("file_not_found")
		}
		if x.Title != "" {
			f.Title = x.Title
		}
		files = append(files, f.File)
	}
	channels := strings.FieldsFunc(c.text("channel_id")+","+c.text("channels"), func(r rune) bool { return r == ',' })
	text, blocks := c.text("initial_comment"), c.raw("blocks")
	if code, problems := checkMessage(blocks); code != "" {
		return nil, &failure{code, problems}
	}
	for _, id := range channels {
		channel, f := w.place(id)
		if f != nil {
			return nil, f
		}
		w.add(Message{Channel: channel, ThreadTS: c.text("thread_ts"), User: BotUser, Text: text, Blocks: withIDs(blocks, w.o.NewID), Files: files})
	}
	out := []answer{}
	for _, f := range files {
		w.files[f.ID].done = true
		out = append(out, w.fileWire(f, c.host))
	}
	w.touch()
	return answer{"files": out}, nil
}

func (w *Workspace) fileWire(f File, host string) answer {
	link := "http://" + host + fileURL(f)
	return answer{
		"id": f.ID, "name": f.Name, "title": f.Title, "mimetype": f.Kind, "size": f.Size, "alt_txt": f.Alt, "user": BotUser,
		"filetype": strings.TrimPrefix(filepath.Ext(f.Name), "."), "url_private": link, "url_private_download": link, "permalink": link,
	}
}

func fileURL(f File) string { return "/files/" + f.ID }

// serveFile gives a file to the page or the bot. Only pictures are shown in
// place, so that an uploaded page cannot act as the workspace.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f, done := w.files[r.PathValue("id")], false
	if f != nil {
		done = f.done
	}
	w.mu.Unlock()
	if !done {
		http.NotFound(rw, r)
		return
	}
	how := "attachment"
	switch f.Kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		how = "inline"
	}
	if !utf8.ValidString(f.Name) {
		how = "attachment"
	}
	rw.Header().Set("Content-Type", f.Kind)
	rw.Header().Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = rw.Write(f.data)
}
