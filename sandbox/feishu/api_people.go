package feishu

import (
	"net/http"
	"strings"
)

func (w *Workspace) botInfo(call) (object, *failure) {
	return object{"bot": object{"activate_status": 2, "app_name": w.o.BotName, "open_id": BotOpenID, "avatar_url": ""}}, nil
}

func (w *Workspace) chatInfo(c call) (object, *failure) {
	id := c.PathValue("id")
	if chat, ok := w.chat(id); ok {
		return object{"data": object{"name": chat.Name, "chat_mode": "group", "chat_type": "private", "tenant_key": w.o.TenantKey}}, nil
	}
	if w.owner(id) != "" {
		return object{"data": object{"name": "", "chat_mode": "p2p", "tenant_key": w.o.TenantKey}}, nil
	}
	return nil, refuse(232006, "Your request specifies a chat_id which is invalid.")
}

func (w *Workspace) userInfo(c call) (object, *failure) {
	p, ok := w.person(c.PathValue("id"))
	if !ok || p.External || c.URL.Query().Get("user_id_type") != "open_id" {
		return nil, refuse(41050, "no user authority error")
	}
	return object{"data": object{"user": object{
		"open_id": p.ID, "union_id": p.UnionID, "name": p.Name, "en_name": "", "email": p.Email, "enterprise_email": "",
		"job_title": p.Title, "time_zone": p.TZ, "status": object{"is_resigned": false, "is_activated": true, "is_exited": false},
	}}}, nil
}

func (w *Workspace) usersByEmail(c call) (object, *failure) {
	emails, _ := c.args["emails"].([]any)
	var list []object
	for _, e := range emails {
		entry := object{"email": e}
		for _, p := range w.o.People {
			if s, _ := e.(string); strings.EqualFold(p.Email, s) && !p.External {
				entry["user_id"] = p.ID
			}
		}
		list = append(list, entry)
	}
	return object{"data": object{"user_list": list}}, nil
}

func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	raw, ok := w.upload(rw, r, "image")
	if !ok {
		return
	}
	if r.FormValue("image_type") != "message" {
		fail(rw, refuse(234001, "Invalid request param."))
		return
	}
	if !strings.HasPrefix(http.DetectContentType(raw), "image/") {
		fail(rw, refuse(234011, "Can't recognize the image format."))
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	key := "img_" + strings.ReplaceAll(w.o.NewID(), "-", "")
	w.images[key] = raw
	w.noteLocked("api", "POST "+r.URL.Path, object{"bytes": len(raw)}, object{"image_key": key})
	writeJSON(rw, object{"code": 0, "msg": "success", "data": object{"image_key": key}})
}

func (w *Workspace) serveImage(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	raw := w.images[r.PathValue("key")]
	w.mu.Unlock()
	if raw == nil {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", http.DetectContentType(raw))
	_, _ = rw.Write(raw)
}
