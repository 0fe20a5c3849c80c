package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a program of ours that is ended with the benchmark.
type process struct{ cmd *exec.Cmd }

func start(ctx context.Context, log, name string, args ...string) (*process, error) {
	out, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = out, out
	// The memory limit is how the container of the operations page runs it.
	cmd.Env = append(os.Environ(), "GOMEMLIMIT=off")
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, out.Close())
	}
	return &process{cmd}, out.Close()
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// memory is the resident size and its highest value so far, in MiB.
func (p *process) memory() (now, peak float64) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		switch key, value, _ := strings.Cut(lines.Text(), ":"); key {
		case "VmRSS":
			now = mib(value)
		case "VmHWM":
			peak = mib(value)
		}
	}
	return now, peak
}

func mib(value string) float64 {
	kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
	return kb / 1024
}

// freeAddress is an address of this machine that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// await asks until an address answers.
func await(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer", url)
		case <-tick.C:
		}
	}
}

// redis starts a redis-server of our own that syncs its log every second.
func (b *bench) redis(ctx context.Context) (url string, p *process, err error) {
	addr, err := freeAddress(ctx)
	if err != nil {
		return "", nil, err
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", nil, err
	}
	dir := filepath.Join(b.dir, "redis"+port)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", nil, err
	}
	p, err = start(ctx, filepath.Join(b.dir, "redis.log"), "redis-server", "--bind", host, "--port", port,
		"--dir", dir, "--appendonly", "yes", "--appendfsync", "everysec", "--save", "")
	if err != nil {
		return "", nil, err
	}
	return "redis://" + addr + "/0", p, dial(ctx, addr)
}

func dial(ctx context.Context, addr string) error {
	var d net.Dialer
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if c, err := d.DialContext(ctx, "tcp", addr); err == nil {
			return c.Close()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return fmt.Errorf("%s does not answer", addr)
}
