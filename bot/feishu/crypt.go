package feishu

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
)

// errCipher says that something was not encrypted with our key; not why.
var errCipher = errors.New("feishu: cannot be decrypted")

// decrypt opens what the console's encrypt key closed: base64 of an IV and
// AES-256-CBC with PKCS#7, under the SHA-256 of the key.
// https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case
func decrypt(key, text string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(data) < 2*aes.BlockSize || len(data)%aes.BlockSize != 0 {
		return nil, errCipher
	}
	sum := sha256.Sum256([]byte(key))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return nil, errCipher
	}
	iv, body := data[:aes.BlockSize], data[aes.BlockSize:]
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(body, body)
	pad := int(body[len(body)-1])
	if pad == 0 || pad > aes.BlockSize {
		return nil, errCipher
	}
	for _, b := range body[len(body)-pad:] {
		if int(b) != pad {
			return nil, errCipher
		}
	}
	return body[:len(body)-pad], nil
}

// signature is what Feishu signs a request with: over the raw body, encrypted as
// it came.
func signature(timestamp, nonce, key string, body []byte) string {
	h := sha256.New()
	h.Write([]byte(timestamp + nonce + key))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// isSigned compares in constant time.
func isSigned(got, timestamp, nonce, key string, body []byte) bool {
	return hmac.Equal([]byte(got), []byte(signature(timestamp, nonce, key, body)))
}

// isToken compares in constant time.
func isToken(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return hmac.Equal(a[:], b[:])
}
