package feishu

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	larkcore "github.com/larksuite/oapi-sdk-go/v3/core"
)

// api calls Feishu's Open Platform.
type api struct {
	config *larkcore.Config
	tokens *tokens
}

func newAPI(o Options) *api {
	c := &larkcore.Config{
		BaseUrl: o.BaseURL, AppId: o.AppID, AppSecret: o.AppSecret, AppType: larkcore.AppTypeSelfBuilt,
		HttpClient: o.HTTPClient, LogLevel: larkcore.LogLevelError, Logger: quiet{o.Log},
	}
	larkcore.NewLogger(c)
	larkcore.NewSerialization(c)
	a := &api{config: c}
	a.tokens = &tokens{now: o.Now, fetch: a.fetchToken}
	return a
}

// refusal is an answer of Feishu that is no success.
type refusal struct {
	code   int
	msg    string
	status int
	reset  time.Duration // what the answer says of when to try again, 0 for nothing
	log    string        // the ID to quote to Feishu
}

// Error names the code and the ID to quote.
func (r *refusal) Error() string {
	return fmt.Sprintf("feishu: code %d: %s (HTTP %d, log %s)", r.code, cut(r.msg, 300), r.status, r.log)
}

// codeOf is the code of Feishu's refusal, 0 for another error.
func codeOf(err error) int {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.code
	}
	return 0
}

// expired are the codes of a token that is not good (any more).
// https://open.feishu.cn/document/server-docs/api-call-guide/generic-error-code
var expired = []int{99991663, 99991664, 99991671, 99991668}

// call makes one call; a refused token is replaced once.
func (a *api) call(ctx context.Context, method, path string, query map[string]string, in, out any) error {
	token, err := a.tokens.get(ctx)
	if err != nil {
		return fmt.Errorf("feishu: access token: %w", err)
	}
	err = a.ask(ctx, method, path, query, in, out, token)
	if !slices.Contains(expired, codeOf(err)) {
		return err
	}
	a.tokens.drop(token)
	if token, err = a.tokens.get(ctx); err != nil {
		return fmt.Errorf("feishu: access token: %w", err)
	}
	return a.ask(ctx, method, path, query, in, out, token)
}

func (a *api) ask(ctx context.Context, method, path string, query map[string]string, in, out any, token string) error {
	req := &larkcore.ApiReq{HttpMethod: method, ApiPath: path, Body: in, QueryParams: larkcore.QueryParams{}, PathParams: larkcore.PathParams{}}
	for k, v := range query {
		req.QueryParams.Set(k, v)
	}
	var options []larkcore.RequestOptionFunc
	req.SupportedAccessTokenTypes = []larkcore.AccessTokenType{larkcore.AccessTokenTypeNone}
	if token != "" {
		req.SupportedAccessTokenTypes = []larkcore.AccessTokenType{larkcore.AccessTokenTypeTenant}
		options = append(options, larkcore.WithTenantAccessToken(token))
	}
	res, err := larkcore.Request(ctx, req, a.config, options...)
	if err != nil {
		return fmt.Errorf("feishu: %s: %w", path, err)
	}
	return read(path, res, out)
}

// read takes an answer apart.
func read(path string, res *larkcore.ApiResp, out any) error {
	var head struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
	}
	if err := json.Unmarshal(res.RawBody, &head); err != nil {
		return fmt.Errorf("feishu: %s: HTTP %d is no JSON", path, res.StatusCode)
	}
	if head.Code != 0 || res.StatusCode >= http.StatusBadRequest {
		return &refusal{code: head.Code, msg: head.Msg, status: res.StatusCode, reset: reset(res.Header), log: res.RequestId()}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(res.RawBody, out); err != nil {
		return fmt.Errorf("feishu: %s: %w", path, err)
	}
	return nil
}

func reset(h http.Header) time.Duration {
	n, err := time.ParseDuration(h.Get("x-ogw-ratelimit-reset") + "s")
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func (a *api) fetchToken(ctx context.Context) (string, time.Duration, error) {
	var out struct {
		Token  string `json:"tenant_access_token"`
		Expire int    `json:"expire"`
	}
	err := a.ask(ctx, http.MethodPost, "/open-apis/auth/v3/tenant_access_token/internal", nil,
		map[string]string{"app_id": a.config.AppId, "app_secret": a.config.AppSecret}, &out, "")
	if err == nil && out.Token == "" {
		err = errors.New("feishu: an empty access token")
	}
	return out.Token, time.Duration(out.Expire) * time.Second, err
}
