# syntax=docker/dockerfile:1
# An image with one static binary in it: no shell, no package, not root.
# Time zones and certificates are compiled in (see cmd/dealmate).
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w' -o /out/dealmate ./cmd/dealmate
# Folders that belong to the user of the image: scratch cannot make any.
RUN mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp

FROM scratch
COPY --from=build /out/dealmate /dealmate
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/tmp /tmp
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/dealmate"]
# The configuration is mounted at /etc/dealmate/config.toml; in it,
# [http] listen = ":8080" and [embedded] dir = "/data".
CMD ["serve", "--config", "/etc/dealmate/config.toml"]
