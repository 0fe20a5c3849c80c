package embedded

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"

	"dealmate/storage"
)

// Client is a store that another process has open. It implements storage.Engine
// and storage.Porter as Store does.
type Client struct {
	dir  string
	http *http.Client
}

var (
	_ storage.Engine = (*Client)(nil)
	_ storage.Porter = (*Client)(nil)
)

// Dial reaches the process that has the folder open; storage.ErrUnavailable:
// there is none.
func Dial(ctx context.Context, dir string) (*Client, error) {
	c := &Client{dir: dir}
	c.http = &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return c.connect(ctx) },
	}}
	conn, err := c.connect(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	return c, conn.Close()
}

func (c *Client) connect(ctx context.Context) (net.Conn, error) {
	short, drop, err := shorten(c.dir)
	if err != nil {
		return nil, err
	}
	defer drop()
	var d net.Dialer
	return d.DialContext(ctx, "unix", filepath.Join(short, SocketName))
}

// Close gives the connections free.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// Read implements storage.Engine.
func (c *Client) Read(ctx context.Context, keys ...string) ([]storage.Record, error) {
	return ask[[]storage.Record](ctx, c, "read", keys)
}

// Commit implements storage.Engine.
func (c *Client) Commit(ctx context.Context, b storage.Batch) (storage.Result, error) {
	return ask[storage.Result](ctx, c, "commit", b)
}

// Range implements storage.Engine.
func (c *Client) Range(ctx context.Context, index string, s storage.Span) ([]string, error) {
	return ask[[]string](ctx, c, "range", rangeRequest{Index: index, Span: s})
}

// Log implements storage.Engine.
func (c *Client) Log(ctx context.Context, log string, from, limit int) ([]string, error) {
	return ask[[]string](ctx, c, "log", logRequest{Log: log, From: from, Limit: limit})
}

// Lease implements storage.Engine.
func (c *Client) Lease(ctx context.Context, l storage.Lease) ([]storage.Leased, error) {
	return ask[[]storage.Leased](ctx, c, "lease", l)
}

// Load implements storage.Porter.
func (c *Client) Load(ctx context.Context, items []storage.Item) error {
	_, err := ask[bool](ctx, c, "load", items)
	return err
}

// Dump implements storage.Porter.
func (c *Client) Dump(ctx context.Context, fn func(storage.Item) error) error {
	body, err := c.send(ctx, "dump", true)
	if err != nil {
		return err
	}
	defer body.Close()
	for d := gob.NewDecoder(body); ; {
		var i storage.Item
		if err := d.Decode(&i); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return unavailable(err)
		}
		if err := fn(i); err != nil {
			return err
		}
	}
}

// Backup is Store.Backup.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	body, err := c.send(ctx, "backup", true)
	if err != nil {
		return err
	}
	defer body.Close()
	if _, err := io.Copy(w, body); err != nil {
		return fmt.Errorf("embedded: backup: %w", err)
	}
	return nil
}

func ask[A any](ctx context.Context, c *Client, method string, q any) (a A, err error) {
	body, err := c.send(ctx, method, q)
	if err != nil {
		return a, err
	}
	defer body.Close()
	if err := gob.NewDecoder(body).Decode(&a); err != nil {
		return a, unavailable(err)
	}
	return a, nil
}

// send returns the body of a good answer and the error in a bad one.
func (c *Client) send(ctx context.Context, method string, q any) (io.ReadCloser, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(q); err != nil {
		return nil, fmt.Errorf("embedded: %s: %w", method, err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://store/"+method, &b)
	if err != nil {
		return nil, fmt.Errorf("embedded: %s: %w", method, err)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, unavailable(err)
	}
	if res.StatusCode == http.StatusOK {
		return res.Body, nil
	}
	defer res.Body.Close()
	return nil, refusalOf(res)
}

func refusalOf(res *http.Response) error {
	var r refusal
	if err := gob.NewDecoder(res.Body).Decode(&r); err != nil {
		return unavailable(err)
	}
	switch res.StatusCode {
	case http.StatusConflict:
		return &storage.ConflictError{Keys: r.Conflict}
	case http.StatusServiceUnavailable:
		return fmt.Errorf("%w: %s", storage.ErrUnavailable, r.Text)
	}
	return errors.New(r.Text)
}
