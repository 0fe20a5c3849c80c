// Package manifest holds the Slack app's manifests, one per mode: what an
// administrator pastes at https://api.slack.com/apps to create the app.
package manifest

import (
	"embed"
	"fmt"
)

//go:embed socket.json http.json
var files embed.FS

// The modes that have a manifest.
const (
	Socket = "socket"
	HTTP   = "http"
)

// JSON is the manifest of a mode. In HTTP mode its addresses are those of
// dealmate.example.com, to be replaced by the bot's own. An unknown mode is an
// error that names the two.
func JSON(mode string) ([]byte, error) {
	if mode != Socket && mode != HTTP {
		return nil, fmt.Errorf("manifest: unknown mode %q: use %q or %q", mode, Socket, HTTP)
	}
	return files.ReadFile(mode + ".json")
}
